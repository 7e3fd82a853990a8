import type { Journal, Link, LinkStore, OperationRecord, Settlement, State } from '../ports/state.js';
import type { Side } from './fact.js';

/**
 * The state of a two-way sync as the steps that write to one side see it: a sync from the other side. There is one table of links, from
 * the first side's accounts to the second's; seen from the second side it is turned round. In the journal every account is named with its
 * connection (`website:612`), so that operations towards either side keep apart.
 */
export function sidedState(state: State, side: Side, sourceConnection: string): State {
  const names = new AccountNames(sourceConnection);
  const links = side === 'second' ? state.links : turnedLinks(state.links);
  const turn = side === 'second' ? (link: Link): Link => link : turnBack;
  return {
    runs: state.runs,
    target: state.target,
    inbox: state.inbox,
    turns: state.turns,
    marks: state.marks,
    links,
    journal: namedJournal(state.journal, names, turn),
    salt: () => state.salt(),
    close: () => state.close(),
  };
}

/** How accounts of one connection are named where accounts of both sides meet. */
export class AccountNames {
  private readonly prefix: string;

  constructor(connection: string) {
    this.prefix = `${connection}:`;
  }

  full(id: string): string {
    return this.prefix + id;
  }

  /** The id behind a name; `undefined` for accounts of other connections. */
  id(name: string): string | undefined {
    return name.startsWith(this.prefix) ? name.slice(this.prefix.length) : undefined;
  }
}

/** An account of the second side that has no partner yet, but of which something is remembered, stands in the table under this name. */
const ALONE = '~';

/** A link seen from the second side. */
export function turned(link: Link): Link {
  const isAlone = link.sourceId.startsWith(ALONE);
  return {
    ...link,
    sourceId: isAlone ? link.sourceId.slice(ALONE.length) : (link.targetId ?? ''),
    targetId: isAlone ? null : link.sourceId,
  };
}

/** A link seen from the second side, as the table has it. Who lost the partner keeps the row that both had. */
export function turnBack(link: Link): Link {
  const first = link.targetId ?? link.formerTargetIds.at(-1);
  if (first === undefined) return { ...link, sourceId: `${ALONE}${link.sourceId}`, targetId: null };
  return { ...link, sourceId: first, targetId: link.sourceId };
}

function turnedLinks(links: LinkStore): LinkStore {
  return {
    count: (sync) => links.count(sync),
    page: (sync, query) => links.page(sync, query),
    heads: (sync, ids, seenIn) => links.heads(sync, ids, seenIn),
    unseen: (sync, runId, after, limit) => links.unseen(sync, runId, after, limit),
    get: async (sync, ids) => {
      const found = new Map<string, Link>();
      for (const [id, link] of await links.byTarget(sync, ids)) found.set(id, turned(link));
      const others = ids.filter((id) => !found.has(id)).map((id) => ALONE + id);
      if (others.length > 0)
        for (const link of (await links.get(sync, others)).values())
          found.set(link.sourceId.slice(ALONE.length), turned(link));
      return found;
    },
    byTarget: async (sync, ids) => {
      const found = new Map<string, Link>();
      for (const [id, link] of await links.get(sync, ids)) if (link.targetId !== null) found.set(id, turned(link));
      return found;
    },
    put: (sync, changed) => links.put(sync, changed.map(turnBack)),
  };
}

function namedJournal(journal: Journal, names: AccountNames, turn: (link: Link) => Link): Journal {
  const own = (operations: readonly OperationRecord[]): OperationRecord[] =>
    operations.flatMap((operation) => {
      const sourceId = names.id(operation.sourceId);
      return sourceId === undefined ? [] : [{ ...operation, sourceId }];
    });
  const named = <T extends { readonly sourceId: string }>(one: T): T => ({
    ...one,
    sourceId: names.full(one.sourceId),
  });
  return {
    plan: async (runId, sync, operations) =>
      (await journal.plan(runId, sync, operations.map(named))).map((one) => ({
        ...one,
        sourceId: names.id(one.sourceId) ?? '',
      })),
    contested: (runId) => journal.contested(runId),
    withdraw: (runId, ids) =>
      journal.withdraw(
        runId,
        ids.map((id) => names.full(id)),
      ),
    hold: (runId, kinds) => journal.hold(runId, kinds),
    holdAccounts: (runId, ids) =>
      journal.holdAccounts(
        runId,
        ids.map((id) => names.full(id)),
      ),
    doneSince: (sync, since) => journal.doneSince(sync, since),
    page: async (runId, query) => {
      let after = query.after === undefined ? undefined : named(query.after);
      for (;;) {
        const { after: _, sourceIds, ...rest } = query;
        const page = await journal.page(runId, {
          ...rest,
          ...(sourceIds === undefined ? {} : { sourceIds: sourceIds.map((id) => names.full(id)) }),
          ...(after === undefined ? {} : { after }),
        });
        // All of an account or nothing of it: those who apply a page have one lane for each account in it.
        const whole = page.length < query.limit ? page : withoutLastAccount(page);
        const found = own(whole);
        after = whole.at(-1);
        if (found.length > 0 || after === undefined) return found;
      }
    },
    counts: (runId) => journal.counts(runId),
    intend: (runId, seqs, at) => journal.intend(runId, seqs, at),
    settle: (runId, settlements) =>
      journal.settle(
        runId,
        settlements.map(({ link, ...rest }): Settlement => (link === undefined ? rest : { ...rest, link: turn(link) })),
      ),
    unsettled: async (sync, limit) => {
      for (let most = limit * 2; ; most *= 4) {
        const open = await journal.unsettled(sync, most);
        const found = own(open);
        if (found.length >= limit || open.length < most) return found.slice(0, limit);
      }
    },
    history: async (sync, id, limit) => own(await journal.history(sync, names.full(id), limit)),
    note: (runId, findings) =>
      journal.note(
        runId,
        findings.map((finding) =>
          finding.sourceId === undefined ? finding : { ...finding, sourceId: names.full(finding.sourceId) },
        ),
      ),
    findings: (runId, query) => journal.findings(runId, query),
    forget: (runId) => journal.forget(runId),
    purge: (before) => journal.purge(before),
  };
}

function withoutLastAccount(page: readonly OperationRecord[]): readonly OperationRecord[] {
  const last = page.at(-1);
  const end = page.findIndex(({ sourceId, phase }) => sourceId === last?.sourceId && phase === last.phase);
  return end <= 0 ? page : page.slice(0, end);
}
