import type { Caller, Services } from '../../services.js';
import { TEXTS } from '../../texts/texts.js';
import { ApiError } from '../api-error.js';
import { replaceSync, syncDraft } from '../setup.js';
import { compact, mapLines, record, type Settings } from './settings.js';

/** One way: the second connection follows the first. Both ways: they keep each other right. */
export const DIRECTIONS = ['one-way', 'both-ways'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A sync that works both ways already cannot go back: its links remember no values that one direction could go on from. */
export function mayChooseDirection({ rollcall }: Services, sync: string): boolean {
  return !rollcall().config.twoWay.has(sync);
}

/** Makes a sync of the draft go one way or both. What means the same in both is kept. */
export async function chooseDirection(
  services: Services,
  caller: Caller,
  sync: string,
  direction: Direction,
): Promise<void> {
  const { settings, twoWay, from, to } = await syncDraft(services, sync);
  if (from === undefined || to === undefined) throw new ApiError(409, 'not-ready', TEXTS.refusals.notReady);
  if (direction === 'one-way') await services.setup.draft.confirm(`${sync} ${direction}`);
  if (twoWay === (direction === 'both-ways')) return;
  if (!mayChooseDirection(services, sync)) throw new ApiError(409, 'two-way', TEXTS.refusals.twoWay);
  await services.audit.note(caller.name, 'save-sync', `${sync} ${direction}`);
  const next = twoWay ? oneWayOf(settings, [from, to]) : bothWaysOf(settings, [from, to]);
  await replaceSync(services, sync, settings, next);
}

const KEPT = ['correlate', 'triggers', 'guard', 'protect', 'concurrency'] as const;

/** Settings of a sync in one direction as those of one in both. */
export function bothWaysOf(settings: Settings, [from, to]: readonly [string, string]): Settings {
  const { mapping, scope, groups, credential, leavers } = settings;
  const { roles, create, allowPrivileged } = record(groups);
  const gone = record(leavers).deleted;
  // A role that gives several groups has no way back.
  const paired = Object.entries(record(roles)).filter(([, group]) => typeof group === 'string');
  return compact({
    between: [from, to],
    ...only(settings, KEPT),
    mapping:
      mapping === undefined
        ? undefined
        : mapLines(mapping, ({ apply, ...line }) => (apply === 'create' ? { ...line, once: true } : line)),
    scope: scope === undefined ? undefined : { [from]: scope },
    groups:
      groups === undefined
        ? undefined
        : compact({
            roles: Object.fromEntries(paired),
            create: create === true ? [to] : undefined,
            allowPrivileged,
          }),
    credential: credential === undefined ? undefined : { [to]: credential },
    gone: gone === undefined ? undefined : { [from]: gone },
  });
}

/** The other way round. What only two sides can say is left out. */
export function oneWayOf(settings: Settings, [from, to]: readonly [string, string]): Settings {
  const { mapping, scope, groups, credential, gone } = settings;
  const { roles, create, allowPrivileged } = record(groups);
  const makes = Array.isArray(create) && create.includes(to);
  return compact({
    from,
    to,
    ...only(settings, KEPT),
    mapping:
      mapping === undefined
        ? undefined
        : mapLines(mapping, ({ once, authority: _, conflict: __, ...line }) =>
            once === true ? { ...line, apply: 'create' } : line,
          ),
    scope: record(scope)[from],
    groups: groups === undefined ? undefined : compact({ roles, create: makes ? true : undefined, allowPrivileged }),
    credential: record(credential)[to],
    leavers: record(gone)[from] === undefined ? undefined : { deleted: record(gone)[from] },
  });
}

function only(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}
