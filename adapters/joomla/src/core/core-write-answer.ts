import type { HttpAnswer, WriteResult } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';
import { sameEmail } from '../same-text.js';
import { rowOf } from './core-api.js';
import { readAttributes } from './core-attributes.js';
import { type CoreUser, coreUser } from './core-user.js';
import type { CustomFields } from './field-catalogue.js';

/** The user in the answer to a write; Joomla answers both POST and PATCH with 200 and the user. */
export function userIn(answer: HttpAnswer): CoreUser | undefined {
  const row = answer.status === 200 || answer.status === 201 ? rowOf(answer) : undefined;
  const user = row === undefined ? undefined : coreUser(row);
  return user?.groups === undefined ? undefined : user;
}

/** Joomla takes out what it does not like and says that all went well; a user with another name than the one sent would be lost to us. */
export function compareIdentity(user: CoreUser, body: Readonly<Record<string, unknown>>, doing: string): void {
  const wrong =
    typeof body.username === 'string' && user.username !== body.username
      ? 'username'
      : typeof body.email === 'string' && !sameEmail(user.email, body.email)
        ? 'e-mail address'
        : undefined;
  if (wrong === undefined) return;
  throw new RejectedError({
    code: 'joomla-altered',
    doing,
    happened: `Joomla stored another ${wrong} than the one sent, for user ${user.id}`,
    hint: 'correct the user by hand in Joomla, and map a value without special characters',
  });
}

/** Says so when Joomla took something out of the name, which it does with anything that looks like a tag. */
export function nameNotes(user: CoreUser, body: Readonly<Record<string, unknown>>): readonly string[] {
  return 'name' in body && user.name !== body.name ? ['Joomla stored another name than the one sent'] : [];
}

/** What of the body Joomla does not have already. */
export function withoutKnown(
  body: Readonly<Record<string, unknown>>,
  current: CoreUser,
  fields: CustomFields,
): Record<string, unknown> {
  const known = (name: string): unknown => {
    if (name === 'block') return current.blocked ? 1 : 0;
    return fields.has(name) ? readAttributes(current, [name], fields)[name] : current.raw[name];
  };
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => JSON.stringify(known(name) ?? '') !== JSON.stringify(value)),
  );
}

export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each) => right.includes(each));
}

export function resultOf(
  user: CoreUser,
  names: readonly string[],
  fields: CustomFields,
  notes: readonly string[],
): WriteResult {
  return {
    id: user.id,
    attributes: readAttributes(user, names, fields),
    active: !user.blocked,
    groups: user.groups ?? [],
    ...(notes.length === 0 ? {} : { notes }),
  };
}
