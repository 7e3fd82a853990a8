import type { DrupalUser } from './model.js';
import type { Violation } from './problem.js';
import type { DrupalSite } from './site.js';

/** A user before it is saved: values may be missing or of a wrong type. */
export interface UserDraft {
  readonly row: DrupalUser;
  /** Undefined for a new user. */
  readonly original: DrupalUser | undefined;
  /** The account that saves. */
  readonly viewer: DrupalUser | undefined;
  /** `pass.existing` as sent. */
  readonly existingPass: string | undefined;
  /** Fields whose value has a wrong JSON type. */
  readonly wrongTypes: readonly string[];
}

/** What Drupal's validator says about a user, in its order. Empty: it may be saved. */
export function violationsOf(site: DrupalSite, draft: UserDraft): readonly Violation[] {
  const { row } = draft;
  const found: Violation[] = [...nameViolations(site, draft), ...mailViolations(site, draft)];
  if (row.pass !== null && row.pass.length > 255) {
    found.push({ path: 'pass.0.value', message: 'Password: may not be longer than 255 characters.' });
  }
  if (draft.original !== undefined && row.pass !== draft.original.pass && !knowsPassword(draft)) {
    found.push({ path: 'pass', message: currentPasswordMissing('Password') });
  }
  for (const path of draft.wrongTypes) {
    found.push({ path: `${path}.0.value`, message: 'This value should be of the correct primitive type.' });
  }
  for (const { name, label } of site.fields) {
    const value = row.fields[name] ?? null;
    if (value !== null && [...value].length > 255) {
      found.push({ path: `${name}.0.value`, message: `${label}: may not be longer than 255 characters.` });
    }
  }
  return found;
}

/** The error of the unique key, when two writes passed the check at the same time. */
export function nameConflict(site: DrupalSite, row: DrupalUser): string | undefined {
  const holder = site.users.findByName(row.name);
  if (holder === undefined || holder.uid === row.uid) return undefined;
  return 'SQLSTATE[23000]: Integrity constraint violation: 19 UNIQUE constraint failed: users_field_data.name, users_field_data.langcode: INSERT INTO "users_field_data"';
}

function nameViolations(site: DrupalSite, { row, original }: UserDraft): Violation[] {
  const { name } = row;
  const say = (message: string): Violation => ({ path: 'name', message });
  if (name === '') return [say('You must enter a username.'), say('This value should not be null.')];
  if (original?.name === name) return [];
  const found: Violation[] = [];
  if (name.startsWith(' ')) found.push(say('The username cannot begin with a space.'));
  if (name.endsWith(' ')) found.push(say('The username cannot end with a space.'));
  if (name.includes('  ')) found.push(say('The username cannot contain multiple spaces in a row.'));
  if (ILLEGAL_NAME.test(name)) found.push(say('The username contains an illegal character.'));
  if ([...name].length > 60) {
    found.push(say(`The username ${name} is too long: it must be 60 characters or less.`));
  }
  const holder = site.users.findByName(name);
  if (holder !== undefined && holder.uid !== row.uid) found.push(say(`The username ${name} is already taken.`));
  return found;
}

function mailViolations(site: DrupalSite, draft: UserDraft): Violation[] {
  const { row, original } = draft;
  const { mail } = row;
  if (mail === null) {
    const isRequired = original === undefined ? !site.may(draft.viewer, 'administer users') : original.mail !== null;
    return isRequired ? [{ path: 'mail', message: 'Email field is required.' }] : [];
  }
  const found: Violation[] = [];
  if (original !== undefined && original.mail !== mail && !knowsPassword(draft)) {
    found.push({ path: 'mail', message: currentPasswordMissing('Email') });
  }
  if (site.users.findByMail(mail).some(({ uid }) => uid !== row.uid)) {
    found.push({ path: 'mail', message: `The email address ${mail} is already taken.` });
  }
  if (!MAIL.test(mail)) {
    found.push({ path: 'mail.0.value', message: 'This value is not a valid email address.' });
  }
  return found;
}

/** Whoever changes the own mail or password must send the current one; administrators need not for others. */
function knowsPassword({ viewer, original, existingPass }: UserDraft): boolean {
  if (original === undefined || viewer?.uid !== original.uid) return true;
  return existingPass !== undefined && existingPass === original.pass;
}

function currentPasswordMissing(field: string): string {
  return `Your current password is missing or incorrect; it's required to change the ${field}.`;
}

/** ASCII letters, digits and `@+_.'-` and the space; of other scripts everything but marks of layout. */
const ILLEGAL_NAME =
  /[^\u{80}-\u{10FFFF} a-z0-9@+_.'-]|[\u{80}-\u{A0}\u{AD}\u{2000}-\u{200F}\u{2028}-\u{202F}\u{FEFF}]/iu;
const MAIL = /^(?!\.)(?!.*\.\.)[^\s@<>()[\],;:"\\]+(?<!\.)@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u;
