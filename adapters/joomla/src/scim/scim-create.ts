import type { Attributes, CreateRequest, HttpAnswer, WriteResult } from '@rollcall/contract';
import { ConflictError, RejectedError, UnavailableError } from '@rollcall/contract';
import { checkEmail, checkUsername } from '../account-rules.js';
import { afterWrite } from '../after-write.js';
import { text } from '../core/core-attributes.js';
import { isNameAttribute, NAME_PARTS, nameOfNew } from '../names.js';
import { sameText } from '../same-text.js';
import { type ScimApi, type ScimUser, userIn } from './scim-api.js';
import { isPhoneHome, scimBody, scimError } from './scim-errors.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

export interface ScimCreateOptions {
  /** What the plugin keeps: the free edition drops all but username and e-mail. */
  readonly keeps: 'name too' | 'username and e-mail';
  readonly signal: AbortSignal;
}

/** Creates a user by the SCIM plugin. */
export async function scimCreate(
  api: ScimApi,
  request: CreateRequest,
  { keeps, signal }: ScimCreateOptions,
): Promise<WriteResult> {
  const { attributes, active, groups } = request;
  const doing = `creating a user by the SCIM plugin of ${api.site}`;
  const username = String(attributes.username ?? '');
  const email = text(attributes.email);
  checkUsername(username, doing);
  checkEmail(email, doing);
  if (!active && keeps !== 'name too')
    throw new RejectedError({
      code: 'joomla-scim-inactive',
      doing,
      happened: 'the free edition of the plugin makes every user enabled',
      hint: 'a blocked user needs a token of the Web Services API ("token")',
    });
  const answer = await api.send('POST', 'Users', {
    doing,
    signal,
    json: resourceOf(attributes, username, email, active),
  });
  const sent: Sent = { username, email, doing, signal };
  const brokenOff = isPhoneHome(answer) ? await madeAllTheSame(api, sent) : undefined;
  const user = brokenOff ?? (answer.status === 201 ? userIn(answer) : undefined);
  if (user === undefined) throw await whyNot(api, answer, sent);
  if (!sameText(user.username, username))
    throw new RejectedError({
      code: 'joomla-altered',
      doing,
      happened: `Joomla stored another username than the one sent, for user ${user.id}`,
      hint: 'correct the user by hand in Joomla',
    });
  const notes = [...(brokenOff === undefined ? [] : [BROKEN_OFF]), ...droppedNotes(attributes, groups, keeps)];
  return { id: user.id, attributes: { username: user.username, email }, ...(notes.length === 0 ? {} : { notes }) };
}

/** Says what was asked for and is not stored. */
function droppedNotes(
  attributes: Attributes,
  groups: readonly string[],
  keeps: ScimCreateOptions['keeps'],
): readonly string[] {
  const kept = (name: string): boolean =>
    name === 'username' || name === 'email' || (keeps === 'name too' && isNameAttribute(name));
  const dropped = [
    ...Object.keys(attributes).filter((name) => !kept(name)),
    ...(groups.length > 0 ? ['the groups'] : []),
  ];
  if (dropped.length === 0) return [];
  return [
    `the SCIM plugin keeps ${keeps === 'name too' ? 'username, e-mail and name' : 'username and e-mail'} only, and dropped ${dropped.join(', ')}`,
  ];
}

const BROKEN_OFF =
  'the SCIM plugin could not reach its maker and broke its answer off; the user was found by username and e-mail address';

/**
 * The plugin tells its maker about a create after the user is made, and breaks off when it cannot. Somebody with this username
 * before would have been a 409, which it tells to nobody: who is there now with this username and e-mail address was made now.
 */
async function madeAllTheSame(api: ScimApi, { username, email, doing, signal }: Sent): Promise<ScimUser | undefined> {
  const users = await afterWrite(doing, api.find('emails.value', email, doing, signal));
  return users.find((user) => sameText(user.username, username));
}

interface Sent {
  readonly username: string;
  readonly email: string;
  readonly doing: string;
  readonly signal: AbortSignal;
}

/** The parts of a SCIM User for these attributes. */
function resourceOf(
  attributes: Attributes,
  username: string,
  email: string,
  active: boolean,
): Readonly<Record<string, unknown>> {
  const name = nameOfNew(attributes, username);
  const [givenName, familyName] = [text(attributes[NAME_PARTS.given]), text(attributes[NAME_PARTS.family])];
  const named = Object.keys(attributes).some(isNameAttribute);
  return {
    schemas: [USER],
    userName: username,
    active,
    ...(named
      ? {
          displayName: name,
          name: {
            formatted: name,
            ...(givenName === '' ? {} : { givenName }),
            ...(familyName === '' ? {} : { familyName }),
          },
        }
      : {}),
    // Without exactly this type the plugin finds no e-mail address.
    emails: [{ value: email, type: 'work', primary: true }],
  };
}

/** Why a create did not answer 201: the plugin's answers do not tell, so the users are looked up. */
async function whyNot(api: ScimApi, answer: HttpAnswer, { username, email, doing, signal }: Sent): Promise<Error> {
  const blank = /\s/.test(username);
  if (answer.status === 409)
    return new ConflictError({
      code: 'joomla-username-taken',
      doing,
      happened: 'a user has this username already',
      ...(blank ? { hint: 'the plugin cannot look up a username with a blank: correlate by e-mail too' } : {}),
    });
  // A fault of PHP that is not the plugin's, or of a proxy: nothing is known of what happened.
  if (!isPhoneHome(answer) && answer.status !== 500) return scimError(answer, doing, true);
  // The plugin splits its filter at blanks, so such a username is never found.
  const same = blank ? [] : await afterWrite(doing, api.find('userName', username, doing, signal));
  const mail = await afterWrite(doing, api.find('emails.value', email, doing, signal));
  const other = mail.find((user) => !sameText(user.username, username));
  if (other !== undefined)
    return new ConflictError({
      code: 'joomla-email-taken',
      doing,
      happened: `user ${other.id} has this e-mail address already`,
    });
  if (same.length > 0 || mail.length > 0) {
    return new UnavailableError({
      code: 'joomla-scim-unclear',
      doing,
      happened: `${answer.status} without an answer, and the user is there`,
      outcome: 'unknown',
      hint: 'the next run takes the user over',
    });
  }
  if (!isPhoneHome(answer) && !isHiddenRefusal(answer)) return scimError(answer, doing, true);
  return new RejectedError({
    code: 'joomla-scim-refused',
    doing,
    happened: 'the plugin says "Internal error occurred" or nothing, and no user was made',
    hint: "likely causes: a character in the username that Joomla does not allow, an e-mail address that it does not allow, a required custom field, or a plugin on the site that refuses the user; Joomla's error log tells",
  });
}

/** A 500 that stands for "Joomla does not take this user"; without the compatibility plugin the refusal itself fails, in PHP. */
function isHiddenRefusal(answer: HttpAnswer): boolean {
  const detail = scimBody(answer)?.detail;
  return (
    (typeof detail === 'string' && detail.startsWith('Internal error occurred')) ||
    answer.text.includes('Class "JLog" not found')
  );
}
