import type {
  IndexedAccount,
  LeaseRequest,
  Link,
  LinkHead,
  LinkState,
  LinkStore,
  NewRun,
  RunPatch,
  RunRecord,
  RunStore,
  State,
  TargetIndex,
} from '../ports/state.js';
import { memoryInbox } from './memory-inbox.js';
import { MemoryJournal } from './memory-journal.js';
import { memoryMarks } from './memory-marks.js';
import { memoryTurns } from './memory-turns.js';

interface Lease {
  readonly runId: string;
  readonly holder: string;
  until: number;
}

/** What one run needs only while it lasts. */
interface Scratch {
  readonly seen: Set<string>;
  readonly byKey: Map<string, IndexedAccount[]>;
  readonly byId: Map<string, IndexedAccount>;
}

/** State in the memory of the process: for tests, and for hosts that keep nothing. Passes the same contract as the others. */
export class MemoryState implements State {
  private readonly allRuns = new Map<string, RunRecord>();
  private readonly leases = new Map<string, Lease>();
  private readonly allLinks = new Map<string, Map<string, Link>>();
  private readonly scratches = new Map<string, Scratch>();
  private readonly saltText: string;

  constructor(options: { readonly salt?: string } = {}) {
    this.saltText = options.salt ?? crypto.randomUUID();
  }

  salt(): Promise<string> {
    return Promise.resolve(this.saltText);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  readonly inbox = memoryInbox();
  readonly turns = memoryTurns();
  readonly marks = memoryMarks();

  readonly runs: RunStore = {
    open: async (run: NewRun, lease: LeaseRequest) => {
      const held = this.leases.get(run.sync);
      const holding = held === undefined ? undefined : this.allRuns.get(held.runId);
      if (
        run.mode === 'run' &&
        held !== undefined &&
        holding !== undefined &&
        held.until > lease.now &&
        held.holder !== lease.takeFrom
      ) {
        return { opened: false, heldBy: holding, holder: held.holder, until: held.until };
      }
      if (run.mode === 'run')
        this.leases.set(run.sync, { runId: run.id, holder: lease.holder, until: lease.now + lease.ttlMs });
      this.allRuns.set(run.id, {
        ...run,
        status: 'planning',
        endedAt: null,
        planHash: null,
        sourceCount: 0,
        proven: false,
        counts: {},
        error: null,
      });
      return { opened: true };
    },
    renew: async (runId, lease) => {
      const held = this.leases.get(this.allRuns.get(runId)?.sync ?? '');
      if (held?.runId !== runId || held.holder !== lease.holder) return false;
      held.until = lease.now + lease.ttlMs;
      return true;
    },
    update: async (runId, patch) => this.patchRun(runId, patch),
    close: async (runId, patch) => {
      this.patchRun(runId, patch);
      this.scratches.delete(runId);
      this.journal.dropClaims(runId);
      const run = this.allRuns.get(runId);
      if (run !== undefined && this.leases.get(run.sync)?.runId === runId) this.leases.delete(run.sync);
    },
    get: async (runId) => this.allRuns.get(runId),
    list: async ({ sync, status, limit }) =>
      [...this.allRuns.values()]
        .filter((run) => sync === undefined || run.sync === sync)
        .filter((run) => status === undefined || status.includes(run.status))
        .reverse()
        .slice(0, limit),
    lastProven: async (sync) =>
      [...this.allRuns.values()]
        .reverse()
        .find(
          (run) =>
            run.sync === sync && run.mode === 'run' && run.scope === 'full' && run.proven && run.endedAt !== null,
        ),
  };

  readonly links: LinkStore = {
    heads: async (sync, sourceIds, seenIn) => {
      const links = this.linksOf(sync);
      const heads = new Map<string, LinkHead>();
      const repeated: string[] = [];
      const seen = seenIn === undefined ? undefined : this.scratch(seenIn).seen;
      for (const id of sourceIds) {
        const link = links.get(id);
        if (link === undefined) continue;
        heads.set(id, link);
        if (seen?.has(id) === true) repeated.push(id);
        seen?.add(id);
      }
      return { heads, repeated };
    },
    get: async (sync, sourceIds) => pick(this.linksOf(sync), sourceIds),
    byTarget: async (sync, targetIds) => {
      const wanted = new Set(targetIds);
      const found = [...this.linksOf(sync).values()].filter(
        ({ targetId }) => targetId !== null && wanted.has(targetId),
      );
      return new Map(found.map((link) => [link.targetId as string, link]));
    },
    unseen: async (sync, runId, after, limit) => {
      const { seen } = this.scratch(runId);
      return this.sortedLinks(sync, after)
        .filter(({ sourceId, state }) => (state === 'active' || state === 'inactive') && !seen.has(sourceId))
        .slice(0, limit);
    },
    page: async (sync, { after, limit, state }) =>
      this.sortedLinks(sync, after)
        .filter((link) => state === undefined || link.state === state)
        .slice(0, limit),
    count: async (sync) => {
      const counts: Record<LinkState, number> = { none: 0, active: 0, inactive: 0, deleted: 0 };
      for (const { state } of this.linksOf(sync).values()) counts[state] += 1;
      return counts;
    },
    put: async (sync, links) => {
      for (const link of links) this.linksOf(sync).set(link.sourceId, link);
    },
  };

  readonly journal = new MemoryJournal(this.allRuns, (sync, link) => void this.linksOf(sync).set(link.sourceId, link));

  readonly target: TargetIndex = {
    add: async (runId, entries) => {
      const { byKey, byId } = this.scratch(runId);
      for (const { account, keys } of entries) {
        if (byId.has(account.id)) continue;
        byId.set(account.id, account);
        for (const key of new Set(keys)) byKey.set(key, [...(byKey.get(key) ?? []), account]);
      }
    },
    find: async (runId, keys) => pick(this.scratch(runId).byKey, keys),
    get: async (runId, ids) => pick(this.scratch(runId).byId, ids),
    page: async (runId, after, limit) =>
      [...this.scratch(runId).byId.values()]
        .filter(({ id }) => after === undefined || compare(id, after) > 0)
        .sort((a, b) => compare(a.id, b.id))
        .slice(0, limit),
  };

  private patchRun(runId: string, patch: RunPatch): void {
    const run = this.allRuns.get(runId);
    if (run !== undefined) this.allRuns.set(runId, { ...run, ...patch });
  }

  private linksOf(sync: string): Map<string, Link> {
    const links = this.allLinks.get(sync) ?? new Map<string, Link>();
    this.allLinks.set(sync, links);
    return links;
  }

  private sortedLinks(sync: string, after: string | undefined): readonly Link[] {
    return [...this.linksOf(sync).values()]
      .filter(({ sourceId }) => after === undefined || compare(sourceId, after) > 0)
      .sort((a, b) => compare(a.sourceId, b.sourceId));
  }

  private scratch(runId: string): Scratch {
    const scratch = this.scratches.get(runId) ?? {
      seen: new Set(),
      byKey: new Map(),
      byId: new Map(),
    };
    this.scratches.set(runId, scratch);
    return scratch;
  }
}

/** By code unit, as SQLite's BINARY collation does for what ids are made of. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pick<V>(map: ReadonlyMap<string, V>, keys: readonly string[]): Map<string, V> {
  const found = new Map<string, V>();
  for (const key of keys) {
    const value = map.get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
