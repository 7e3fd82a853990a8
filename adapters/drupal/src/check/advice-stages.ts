import type { CheckStage } from '@rollcall/contract';
import { checkStage, RollcallError } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';
import { DRUPAL_TEXTS } from '../drupal-texts.js';
import { getList } from '../json-api.js';
import type { Me } from '../session.js';
import type { Users } from './look-at-users.js';

const T = DRUPAL_TEXTS.check;

export interface AdviceSubject {
  readonly site: DrupalSite;
  readonly me: Me;
  readonly users: Users;
  readonly protect: readonly string[];
}

/** More names are not looked up in a check. */
const MOST_NAMES = 20;

/** What a person should know before the first run. */
export async function adviceStages(subject: AdviceSubject, signal: AbortSignal): Promise<readonly CheckStage[]> {
  return [...ownAccount(subject), await protectedAccounts(subject, signal), mailAddresses(subject)];
}

function ownAccount({ site, me }: AdviceSubject): readonly CheckStage[] {
  if (me.uid !== 1) return [];
  const [detail, remedy] = [T.accountOne(me.name), T.makeAccount(site.address)];
  return [checkStage({ stage: 'advice', label: T.ownAccount, status: 'warning', detail, remedy })];
}

async function protectedAccounts({ site, me, protect }: AdviceSubject, signal: AbortSignal): Promise<CheckStage> {
  const about = { stage: 'advice', label: T.protected } as const;
  const names = quoted([me.name, ...protect]);
  const unknown = await unknownNames(site, protect, signal);
  if (unknown.length === 0) return checkStage({ ...about, status: 'passed', detail: T.neverTouched(names) });
  const detail = T.neverTouchedNobody(names, quoted(unknown));
  return checkStage({ ...about, status: 'warning', detail, remedy: T.mendNames });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Numbers and uuids are not looked up: a wrong one protects nobody, as a wrong name does, but is rarely a slip of the pen. */
async function unknownNames(
  site: DrupalSite,
  protect: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = protect.filter((name) => !/^(?:\d+|[\da-f]{8}-[\da-f-]{27})$/i.test(name)).slice(0, MOST_NAMES);
  try {
    const found = await Promise.all(
      names.map(async (name) => {
        const query = { 'fields[user--user]': 'name', 'filter[name][value]': name, 'page[limit]': 1 };
        return (
          (await getList(site, { path: 'user/user', query, signal, doing: 'looking for protected accounts' })).data
            .length > 0
        );
      }),
    );
    return names.filter((_, index) => found[index] === false);
  } catch (error) {
    signal.throwIfAborted();
    if (!RollcallError.is(error)) throw error;
    return [];
  }
}

function mailAddresses({ site, users: { rows } }: AdviceSubject): CheckStage {
  const about = { stage: 'advice', label: T.mail } as const;
  const without = rows.filter(({ attributes }) => attributes?.mail === null || attributes?.mail === '').length;
  if (without === 0) return checkStage({ ...about, status: 'passed', detail: T.allHaveMail(rows.length) });
  const detail = T.withoutMail(without, rows.length);
  return checkStage({ ...about, status: 'warning', detail, remedy: T.addMail(site.address) });
}
