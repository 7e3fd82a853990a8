import type { JsonApiRow } from './core-api.js';

/** A user as Joomla's answers tell it. */
export interface CoreUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly blocked: boolean;
  /** Group ids; only answers about one user have them. */
  readonly groups?: readonly string[];
  /** Titles of its groups; only lists have them. Titles are not unique. */
  readonly groupTitles?: readonly string[];
  /** All attributes as they came, custom fields among them. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The user in a row; `undefined` when the row is not a user. */
export function coreUser({ id, attributes: raw }: JsonApiRow): CoreUser | undefined {
  const { username, name, email, block } = raw;
  if (typeof username !== 'string' || typeof name !== 'string' || typeof email !== 'string') return undefined;
  const groups = groupIds(raw.groups);
  const groupTitles = titles(raw.group_names, raw.group_count);
  return {
    id,
    username,
    name,
    email,
    raw,
    blocked: Number(block) === 1,
    ...(groups === undefined ? {} : { groups }),
    ...(groupTitles === undefined ? {} : { groupTitles }),
  };
}

/** `{"2":2,"3":3}`; `{}` when there are none; PHP may also make a list of it. */
function groupIds(value: unknown): readonly string[] | undefined {
  return typeof value === 'object' && value !== null ? Object.values(value).map(String) : undefined;
}

/** Titles joined by line ends. `undefined` when their number does not fit, because a title has a line end in it. */
function titles(names: unknown, count: unknown): readonly string[] | undefined {
  if (typeof names !== 'string') return undefined;
  const list = names === '' ? [] : names.split('\n');
  return list.length === Number(count) ? list : undefined;
}
