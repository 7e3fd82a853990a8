import type { CheckStage } from '@rollcall/contract';
import { RollcallError } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';
import { getList } from '../json-api.js';
import type { Me } from '../session.js';
import type { Users } from './look-at-users.js';

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
  return [
    {
      stage: 'advice',
      label: 'Account of Rollcall',
      status: 'warning',
      detail: `Rollcall signs in as "${me.name}", account 1, which may do everything`,
      remedy: `make an account of its own for it at People → Add user (${site.address}/admin/people/create), with a role that has "Administer users"`,
    },
  ];
}

async function protectedAccounts({ site, me, protect }: AdviceSubject, signal: AbortSignal): Promise<CheckStage> {
  const about = { stage: 'advice', label: 'Protected accounts' } as const;
  const detail = `never touched: account 1, "${me.name}"${protect.map((name) => `, "${name}"`).join('')}`;
  const unknown = await unknownNames(site, protect, signal);
  if (unknown.length === 0) return { ...about, status: 'passed', detail };
  return {
    ...about,
    status: 'warning',
    detail: `${detail}; nobody is called ${unknown.map((name) => `"${name}"`).join(', ')}`,
    remedy: 'mend the names in "protect"',
  };
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
  const about = { stage: 'advice', label: 'E-mail addresses' } as const;
  const without = rows.filter(({ attributes }) => attributes?.mail === null || attributes?.mail === '').length;
  if (without === 0) return { ...about, status: 'passed', detail: `all ${rows.length} accounts looked at have one` };
  return {
    ...about,
    status: 'warning',
    detail: `${without} of ${rows.length} accounts looked at have no e-mail address; systems that need one, such as Joomla, cannot take them`,
    remedy: `add the addresses at People (${site.address}/admin/people), or leave these accounts out by the scope of the sync`,
  };
}
