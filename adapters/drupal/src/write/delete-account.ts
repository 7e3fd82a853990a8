import { NotFoundError, UnavailableError } from '@rollcall/contract';
import { send } from './send.js';
import type { TargetSite } from './target-site.js';
import { afterWrite, writeError } from './write-errors.js';

/**
 * Deletes as the site's cancel method says: two of the four only block, two take the account away, and one of those takes what
 * the person wrote with it. The answer is the same for all, so this looks what has become of the account.
 */
export async function deleteAccount(
  target: TargetSite,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
  const { site, accounts } = target.parts;
  const doing = `deleting account ${id} at ${site.address}`;
  try {
    await target.current(id, [], doing, signal);
  } catch (error) {
    if (NotFoundError.is(error)) return { outcome: 'deleted' };
    throw error;
  }
  const answer = await send(site, { method: 'DELETE', path: `user/user/${id}`, doing, signal });
  const failure = answer.status < 300 ? undefined : writeError(site, doing, answer, {});
  if (failure !== undefined && !UnavailableError.is(failure) && !NotFoundError.is(failure)) throw failure;
  const left = await afterWrite(doing, () => accounts.get(id, { attributes: [], signal }));
  if (left === undefined) return { outcome: 'deleted' };
  if (failure !== undefined) throw failure;
  if (left.active === false) return { outcome: 'deactivated' };
  throw new UnavailableError({
    code: 'drupal-not-deleted',
    doing,
    happened: `${answer.status}, and the account is still there and active`,
    outcome: 'unknown',
  });
}
