import type { JoomlaSite } from './joomla-site.js';
import type { FieldValue, JoomlaField, JoomlaUser } from './model.js';

type Attributes = Readonly<Record<string, unknown>>;

/** One user, as the answers about one user tell it: with the ids of its groups. */
export function userDocument(site: JoomlaSite, user: JoomlaUser, self: string): unknown {
  const groups = Object.fromEntries([...user.groups].map((id) => [String(id), id]));
  return {
    links: { self },
    data: {
      type: 'users',
      id: String(user.id),
      attributes: { groups, ...columnsOf(user), ...fieldValues(site, user) },
    },
  };
}

/** One user, as a row of a list tells it: with the titles of its groups. */
export function userRow(site: JoomlaSite, user: JoomlaUser): unknown {
  const titles = [...user.groups].sort((a, b) => a - b).map((id) => site.groups.get(id)?.title ?? '');
  return {
    type: 'users',
    id: String(user.id),
    attributes: {
      ...columnsOf(user),
      group_count: titles.length,
      group_names: titles.join('\n'),
      ...fieldValues(site, user),
    },
  };
}

function columnsOf({
  id,
  name,
  username,
  email,
  block,
  sendEmail,
  registerDate,
  lastvisitDate,
}: JoomlaUser): Attributes {
  return {
    id,
    name,
    username,
    email,
    block,
    sendEmail,
    registerDate,
    lastvisitDate,
    lastResetTime: null,
    resetCount: 0,
  };
}

function fieldValues(site: JoomlaSite, user: JoomlaUser): Attributes {
  return Object.fromEntries(
    site.fields
      .filter(({ state }) => state === 1)
      .map((field) => [field.name, shown(field, user.fields.get(field.name))]),
  );
}

/** A text; of a choice the values with their texts, `[]` for none. */
function shown({ type, options }: JoomlaField, value: FieldValue | undefined): unknown {
  if (type !== 'list' && type !== 'checkboxes' && type !== 'radio') return value ?? '';
  const chosen = typeof value === 'string' ? [value] : (value ?? []);
  const texts = chosen
    .filter((each) => each !== '')
    .map((each) => [each, options.find((option) => option.value === each)?.name ?? each] as const);
  return phpArray(texts);
}

/** PHP writes an array with the keys 0, 1, 2 … as a list. */
function phpArray(entries: readonly (readonly [string, string])[]): unknown {
  return entries.every(([key], at) => key === String(at))
    ? entries.map(([, value]) => value)
    : Object.fromEntries(entries);
}
