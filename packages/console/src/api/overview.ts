import { checkPassed } from '@rollcall/contract';
import type { Freeze, RunRecord } from '@rollcall/engine';
import type { Services } from '../services.js';
import { linkCounts } from './link-counts.js';

/** One sync at a glance. */
export interface SyncCard {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** `good`: ended well. `attention`: a person is needed. `failing`: it cannot work now. `new`: it never ran. */
  readonly health: 'good' | 'attention' | 'failing' | 'frozen' | 'running' | 'new';
  readonly last: RunRecord | undefined;
  /** A run whose changes wait for a person. */
  readonly asks: RunRecord | undefined;
  readonly linked: number;
  /** Accounts that events say to look at. */
  readonly waiting: number;
  /** Since when the oldest of these waits, in milliseconds since 1970; `undefined`: nothing waits. */
  readonly waitingSince: number | undefined;
  /** How many of these were looked at and failed; they are tried again. */
  readonly failing: number;
  readonly frozen: Freeze | undefined;
  readonly triggers: readonly string[];
  /** When a trigger starts it next, in milliseconds since 1970; `undefined`: none knows. */
  readonly nextAt: number | undefined;
}

/** Something that only a person can settle. */
export interface Need {
  readonly kind: 'approval' | 'failing' | 'frozen' | 'queue' | 'connection' | 'extension' | 'draft';
  readonly subject: string;
  readonly detail: string;
  /** Page of the console that settles it. */
  readonly href: string;
}

export interface Overview {
  readonly syncs: readonly SyncCard[];
  readonly needs: readonly Need[];
  /** Nothing is set up yet. */
  readonly empty: boolean;
}

const LONG_MS = 30 * 60_000;
const OPEN: readonly RunRecord['status'][] = ['planning', 'applying'];

/** Every sync at a glance, and what needs a person. */
export async function overview(services: Services): Promise<Overview> {
  const rollcall = services.rollcall();
  const syncs = await Promise.all(rollcall.syncNames().map((name) => cardOf(services, name)));
  const needs = [
    ...syncs.flatMap(needsOf),
    ...syncs.flatMap((card) => queueNeeds(card, services.now())),
    ...connectionNeeds(services),
    ...extensionNeeds(services),
  ];
  const draft = await services.setup.draft.view();
  if (draft.changed)
    needs.push({ kind: 'draft', subject: 'rollcall.yaml', detail: draft.stale ? 'stale' : '', href: '/changes' });
  return { syncs, needs, empty: syncs.length === 0 };
}

async function cardOf(services: Services, name: string): Promise<SyncCard> {
  const { now } = services;
  const rollcall = services.rollcall();
  const { from, to } = rollcall.sync(name).config;
  const [runs, waiting, links, inbox, frozen] = await Promise.all([
    rollcall.state.runs.list({ sync: name, limit: 20 }),
    rollcall.state.runs.list({ sync: name, status: ['waiting'], limit: 1 }),
    linkCounts(services, name),
    rollcall.state.inbox.waiting(name),
    rollcall.frozen(name),
  ]);
  const last = runs.find(({ mode }) => mode === 'run');
  const triggers = rollcall.triggers(name);
  const next = triggers.flatMap(({ nextAt }) => (nextAt === undefined ? [] : [nextAt]));
  return {
    name,
    from,
    to,
    health: healthOf(last, waiting.length > 0, frozen),
    last,
    asks: waiting[0],
    linked: links.active + links.inactive,
    waiting: inbox.count,
    waitingSince: inbox.oldestAt ?? undefined,
    failing: inbox.failing,
    frozen,
    triggers: triggers.map((trigger) => trigger.name),
    nextAt: next.length === 0 || frozen !== undefined ? undefined : Math.max(now(), Math.min(...next)),
  };
}

function healthOf(last: RunRecord | undefined, asks: boolean, frozen: Freeze | undefined): SyncCard['health'] {
  if (frozen !== undefined) return 'frozen';
  if (last === undefined) return 'new';
  if (OPEN.includes(last.status)) return 'running';
  if (last.status === 'failed') return 'failing';
  const bad = Object.entries(last.counts).some(
    ([name, count]) => /:(?:failed|rejected|unknown)$/.test(name) && count > 0,
  );
  return asks || bad ? 'attention' : 'good';
}

function needsOf({ name, health, last, asks, frozen }: SyncCard): readonly Need[] {
  const needs: Need[] = [];
  if (frozen !== undefined)
    needs.push({ kind: 'frozen', subject: name, detail: frozen.reason, href: `/syncs/${name}` });
  if (asks !== undefined)
    needs.push({ kind: 'approval', subject: name, detail: asks.id, href: `/runs/${asks.id}?status=held` });
  if (health === 'failing' && last !== undefined)
    needs.push({ kind: 'failing', subject: name, detail: last.error ?? '', href: `/runs/${last.id}` });
  else if (health === 'attention' && asks === undefined)
    needs.push({ kind: 'failing', subject: name, detail: '', href: '/problems' });
  return needs;
}

/** What waits longer than work and retries take is waited for by nobody. While a sync is stopped by hand it waits on purpose. */
function queueNeeds({ name, waiting, waitingSince, frozen }: SyncCard, now: number): readonly Need[] {
  if (waitingSince === undefined || frozen !== undefined || now - waitingSince < LONG_MS) return [];
  return [{ kind: 'queue', subject: name, detail: String(waiting), href: `/syncs/${name}` }];
}

function connectionNeeds({ checks, rollcall }: Services): readonly Need[] {
  const names = rollcall().connectionNames();
  return [...checks].flatMap(([name, { report }]) =>
    names.includes(name) && !checkPassed(report)
      ? [{ kind: 'connection' as const, subject: name, detail: '', href: `/connections/${name}` }]
      : [],
  );
}

function extensionNeeds({ rollcall }: Services): readonly Need[] {
  return rollcall()
    .extensions()
    .flatMap(({ name, problem }) =>
      problem === undefined
        ? []
        : [{ kind: 'extension' as const, subject: name, detail: problem, href: '/extensions' }],
    );
}
