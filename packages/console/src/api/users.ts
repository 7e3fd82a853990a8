import type { AuditPage, AuditQuery } from '../audit.js';
import type { Role } from '../auth/roles.js';
import type { User } from '../auth/users.js';
import type { Caller, Services } from '../services.js';
import { TEXTS } from '../texts/texts.js';
import { ApiError, missing } from './api-error.js';

const R = TEXTS.refusals;

export function listUsers({ users }: Services): Promise<readonly User[]> {
  return users.list();
}

/** Path of a link that lets somebody in, once, within an hour. With a name: for a new password of theirs. */
export async function inviteUser(
  services: Services,
  caller: Caller,
  { role, name }: { readonly role: Role; readonly name?: string },
): Promise<{ readonly path: string }> {
  const known = name === undefined ? undefined : await services.users.find(name);
  if (name !== undefined && known === undefined) throw missing('user');
  if (known?.identity !== undefined) throw new ApiError(409, 'signs-in-elsewhere', R.noPassword);
  await services.audit.note(caller.name, 'invite', name === undefined ? role : `${name} ${role}`);
  return { path: `/welcome?token=${await services.users.invite(known?.role ?? role, name)}` };
}

/** Takes away somebody's access, at once. The last administrator stays. */
export async function removeUser(services: Services, caller: Caller, name: string): Promise<void> {
  const user = await services.users.find(name);
  if (user === undefined) throw missing('user');
  const administrators = (await services.users.list()).filter(({ role }) => role === 'administrator');
  if (user.role === 'administrator' && administrators.length === 1)
    throw new ApiError(409, 'last-administrator', R.lastAdministrator);
  await services.audit.note(caller.name, 'remove-user', name);
  await services.users.remove(name);
}

/** What people did, newest first, as texts of an address say it. Dates are whole days of UTC, or moments. */
export function listAudit(
  { audit }: Services,
  { from, until, ...asked }: Pick<AuditQuery, 'before' | 'who' | 'action'> & DateRange,
): Promise<AuditPage> {
  return audit.page({ ...asked, from: momentOf(from, 0), until: momentOf(until, DAY_MS) });
}

interface DateRange {
  readonly from?: string | undefined;
  /** A day is meant with all its hours. */
  readonly until?: string | undefined;
}

const DAY_MS = 86_400_000;

function momentOf(date: string | undefined, ofDay: number): number | undefined {
  const at = Date.parse(date ?? '');
  if (date === undefined) return undefined;
  if (Number.isNaN(at)) throw new ApiError(422, 'not-valid', R.date(date));
  return date.length === 10 ? at + ofDay : at;
}
