import { withoutTags } from './collation.js';
import type { JoomlaSite } from './joomla-site.js';
import type { FieldValue, JoomlaField } from './model.js';

export type Input = Readonly<Record<string, unknown>>;

/** What the form of a user finds wrong, at most three texts joined by line ends, as Joomla joins them; `undefined` for nothing. */
export function formProblem(site: JoomlaSite, data: Input, isNew: boolean): string | undefined {
  const missing = [
    ['name', 'Name'],
    ['username', 'Login Name (Username)'],
    ['email', 'Email'],
  ]
    .filter(([key = '']) => isBlank(data[key]))
    .map(([, label]) => `Field required: ${label}`);
  const problems = [
    ...missing,
    ...passwordProblem(site, data, isNew),
    ...emailProblem(data),
    ...fieldProblems(site, data),
  ];
  return problems.length === 0 ? undefined : problems.slice(0, 3).join('\n');
}

function passwordProblem({ settings }: JoomlaSite, { password, password2 }: Input, isNew: boolean): readonly string[] {
  if (isBlank(password)) return [];
  if (String(password).length < settings.passwordLength) return ['Invalid field: Password'];
  return isNew || password === password2
    ? []
    : [
        'The passwords you entered do not match. Please enter your desired password in the password field and confirm your entry by entering it in the confirm password field.',
      ];
}

function emailProblem({ email }: Input): readonly string[] {
  return isBlank(email) || isEmail(String(email))
    ? []
    : ['The email address you entered is invalid. Please enter another email address.'];
}

export function isEmail(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);
}

/** Values of custom fields stand at top level or in `com_fields`; null is overlooked. */
export function fieldInput(site: JoomlaSite, data: Input): ReadonlyMap<JoomlaField, FieldValue> {
  const given: Input = { ...data, ...(typeof data.com_fields === 'object' ? data.com_fields : {}) };
  const found = new Map<JoomlaField, FieldValue>();
  for (const field of site.fields) {
    const value = field.state === 1 ? given[field.name] : undefined;
    if (value !== undefined && value !== null)
      found.set(field, Array.isArray(value) ? value.map(String) : String(value));
  }
  return found;
}

function fieldProblems(site: JoomlaSite, data: Input): readonly string[] {
  return [...fieldInput(site, data)]
    .filter(([{ type, options }, value]) => {
      const values = typeof value === 'string' ? [value] : value;
      return (
        (type === 'list' || type === 'checkboxes' || type === 'radio') &&
        values.some((one) => one !== '' && options.every((option) => option.value !== one))
      );
    })
    .map(([{ label }]) => `Invalid field: ${label}`);
}

/** A list, or the object that a GET gives; a text breaks PHP. `undefined`: none given. */
export function groupInput(value: unknown): readonly number[] | 'broken' | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? Object.values(value).map(Number) : 'broken';
}

/** The username that Joomla stores: it takes out what looks like a tag, and says nothing. */
export function usernameInput(value: unknown): string {
  return withoutTags(String(value));
}

/** What the table of users refuses. */
export function usernameProblem(username: string): string | undefined {
  return username.length < 2 || username !== username.trim() || /[<>"'%;()&\\]|\.\.\//.test(username)
    ? 'Please enter a valid username. No space at beginning or end, at least 2 characters and must <strong>not</strong> contain the following characters: < > \\ " \' % ; ( ) &'
    : undefined;
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

export function flagInput(value: unknown): 0 | 1 {
  return value === true || Number(value ?? 0) === 1 ? 1 : 0;
}
