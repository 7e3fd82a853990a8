import type { HttpAnswer, OperationSupport, Support } from '@rollcall/contract';
import { listOf, type ScimApi } from './scim-api.js';
import { isScim, scimBody } from './scim-errors.js';

/** A username that nobody has, and an id that no user has: harmless questions. */
const NOBODY = 'rollcall-probe-5b0e2d91';
const NO_ID = '999999999';

/** What the plugin of this site really answers. The editions do not say which they are. */
export interface ScimEdition {
  /** Why users cannot be read, changed and deleted by id; `undefined` when they can. */
  readonly notById: string | undefined;
  /** Why users cannot be changed; `undefined` when they can. */
  readonly notPatch: string | undefined;
  /** Why users cannot be listed; `undefined` when they can. */
  readonly notList: string | undefined;
}

/**
 * Finds out what the plugin can do, by reading only. Rejects when it does not even answer a look-up: then the token or the address is wrong.
 * Each question is asked once: the plugin tells its maker about questions that it cannot answer.
 */
export async function probeEdition(api: ScimApi, signal: AbortSignal): Promise<ScimEdition> {
  const doing = `asking what the SCIM plugin of ${api.site} can do`;
  await api.find('userName', NOBODY, doing, signal);
  const one = await api.send('GET', `Users/${NO_ID}`, { doing, signal, repeatable: false });
  const notById = one.status === 404 && isScim(one) ? undefined : whyNotById(one);
  if (notById !== undefined)
    return { notById, notPatch: notById, notList: 'the SCIM plugin answers a list of users with nothing' };
  const features = scimBody(await api.send('GET', 'ServiceProviderConfig', { doing, signal, repeatable: false }));
  const patch = (features?.patch as { supported?: unknown } | undefined)?.supported;
  const list = listOf(await api.send('GET', 'Users', { doing, signal, query: { startIndex: 1, count: 1 } }));
  return {
    notById,
    notPatch: patch === false ? 'the SCIM plugin says that it does not support PATCH' : undefined,
    // There is always a user: the one who set the site up.
    notList: (list?.total ?? 0) > 0 ? undefined : 'the SCIM plugin answers a list of users with nothing',
  };
}

/** What that means for the operations. */
export function scimSupport({ notById, notPatch, notList }: ScimEdition): OperationSupport {
  return {
    create: supportedUnless(undefined),
    update: supportedUnless(notPatch),
    deactivate: supportedUnless(notPatch),
    reactivate: supportedUnless(notPatch),
    delete: supportedUnless(notById),
    list: supportedUnless(notList),
    memberships: {
      supported: false,
      reason: 'the SCIM plugin puts each new user into its own default groups',
    },
  };
}

export const SCIM_VIA = 'SCIM plugin';

function supportedUnless(reason: string | undefined): Support {
  return reason === undefined ? { supported: true, via: SCIM_VIA } : { supported: false, reason };
}

function whyNotById(answer: HttpAnswer): string {
  if (answer.text.includes('Call to undefined method'))
    return 'the SCIM plugin is the free edition, which can create and look up users only';
  if (answer.status === 200)
    return 'the SCIM plugin answers a question for one user with "200" and no user, so it cannot read or change one';
  return `the SCIM plugin answers a question for one user with ${answer.status} and no SCIM message, so it cannot read or change one`;
}
