import type { Account, CompletenessProof } from '@rollcall/contract';
import type { LinkHead, RunRecord } from '../ports/state.js';
import { operationPages } from '../run/operation-pages.js';
import { readAll } from '../run/read.js';
import { judgeRead, type ReadResult } from '../run/removals.js';
import { count } from '../run/run-context.js';
import { type Disagreement, exchanged } from './exchanged.js';
import { index, keysOfAccount } from './match.js';
import { accountFrom, getAccount, isPaired, type PassContext, planningOf, writePlans } from './pass-context.js';
import { type Gone, planGone } from './plan-gone.js';
import { newcomer } from './plan-newcomer.js';
import { type Alone, planNewcomers } from './plan-newcomers.js';
import { accountName } from './plan-pair.js';
import { type LinkedPair, leftAlone, planPairs } from './plan-pairs.js';

const PAGE = 500;

/**
 * Plans a pass over everybody. The second side is read into the run's index, the first side is read against it page by page; then come
 * those of the second side whom the first does not have, and last the people who are gone. Memory does not grow with their number.
 */
export async function planEverybody(pass: PassContext, last: RunRecord | undefined): Promise<ReadResult> {
  const disagreements: Disagreement[] = [];
  const context: PassContext = { ...pass, disagreements };
  const { run, pair } = context;
  const second = await readSecond(context);
  const first = await readFirst(context, second.proof.complete);
  await run.state.journal.note(run.runId, exchanged(disagreements.splice(0)));
  const judged = judgeRead(first, last, run.sync.guard.shrink);
  const proof = bothProven(context, judged, second.proof);
  if (judged.complete) await planRest(pass);
  else
    await run.state.journal.note(run.runId, [
      {
        code: 'first-unproven',
        severity: 'warning',
        message: `${pair.connections.first.name} is not proven to be read completely; people whom only ${pair.connections.second.name} has are not made there`,
      },
    ]);
  if (proof.complete) await planMissing(context);
  return { accounts: first.accounts, proof };
}

function bothProven({ pair }: PassContext, first: CompletenessProof, second: CompletenessProof): CompletenessProof {
  if (!first.complete) return first;
  if (second.complete) return { complete: true, how: `both sides: ${first.how}; ${second.how}` };
  return { complete: false, reason: `${pair.connections.second.name}: ${second.reason}` };
}

async function readSecond(context: PassContext): Promise<ReadResult> {
  const { run, toward, pair } = context;
  let read: ReadResult = { accounts: 0, proof: { complete: false, reason: 'the list ended without a proof' } };
  const { accounts } = toward.second.sync.to.provider;
  if (accounts === undefined) return read;
  for await (const page of readAll(accounts, toward.second.sync.targetAttributes, run.stop)) {
    await index(
      context,
      'second',
      page.accounts.map((account) => ({ account, attributes: account.attributes })),
    );
    read = { accounts: read.accounts + page.accounts.length, proof: page.proof ?? read.proof };
    run.progress({ step: 'read-target', accounts: read.accounts });
  }
  count(run, `read:${pair.connections.second.name}`, read.accounts);
  return read;
}

async function readFirst(context: PassContext, isSecondProven: boolean): Promise<ReadResult> {
  const { run, toward, pair } = context;
  let read: ReadResult = { accounts: 0, proof: { complete: false, reason: 'the list ended without a proof' } };
  const { accounts } = toward.first.sync.to.provider;
  if (accounts === undefined) return read;
  let operations = 0;
  for await (const page of readAll(accounts, toward.first.sync.targetAttributes, run.stop)) {
    operations += await planFirst(context, page.accounts, isSecondProven);
    read = { accounts: read.accounts + page.accounts.length, proof: page.proof ?? read.proof };
    run.progress({ step: 'read', accounts: read.accounts });
  }
  count(run, `read:${pair.connections.first.name}`, read.accounts);
  run.progress({ step: 'plan', operations });
  return read;
}

/** A page of the first side: pairs are merged, and those without a partner are looked for. */
async function planFirst(context: PassContext, accounts: readonly Account[], isSecondProven: boolean): Promise<number> {
  const { run, pair } = context;
  const { heads, repeated } = await run.state.links.heads(
    pair.name,
    accounts.map(({ id }) => id),
    run.runId,
  );
  const twice = new Set(repeated);
  const alone: Alone[] = [];
  const paired: { readonly account: Account; readonly head: LinkHead & { readonly targetId: string } }[] = [];
  for (const account of accounts) {
    const head = heads.get(account.id);
    if (twice.has(account.id)) continue;
    if (head?.state === 'deleted') count(run, 'skipped:ended');
    else if (isPaired(head)) paired.push({ account, head });
    else alone.push({ account, head });
  }
  const operations = await planPaired(context, paired);
  const planning = planningOf(context);
  // Whoever has no partner yet is known by these, when the second side's own people are looked at.
  await index(
    context,
    'first',
    alone.map(({ account }) => ({ account, attributes: newcomer(planning, 'first', account).attributes })),
  );
  return operations + (await planNewcomers(context, 'first', alone, isSecondProven ? 'index' : 'ask'));
}

/** Merges accounts of the first side with their partners; a partner who is not in the list is asked for by id. */
async function planPaired(
  context: PassContext,
  paired: readonly { readonly account: Account; readonly head: LinkHead & { readonly targetId: string } }[],
): Promise<number> {
  const { run, pair } = context;
  const names = paired.map(({ head }) => accountName(pair, 'second', head.targetId));
  const partners = await run.state.target.get(run.runId, names);
  const pairs: LinkedPair[] = [];
  const gone: LinkHead[] = [];
  for (const [at, { account, head }] of paired.entries()) {
    const entry = partners.get(names[at] ?? '');
    const second =
      entry === undefined ? await getAccount(context, 'second', head.targetId) : accountFrom(pair, 'second', entry);
    if (second === undefined) gone.push(head);
    else pairs.push({ first: account, second, head });
  }
  const links = await run.state.links.get(
    pair.name,
    gone.map(({ sourceId }) => sourceId),
  );
  const accounts = new Map(paired.map(({ account }) => [account.id, account]));
  const left = [...links.values()].map(
    (link): Gone => ({ side: 'second', link, partner: accounts.get(link.sourceId) }),
  );
  return (await planPairs(context, pairs)) + (await planGone(context, left));
}

/** People of the second side whom nobody of the first side is. */
async function planRest(context: PassContext): Promise<void> {
  const { run, pair, toward } = context;
  const start = accountName(pair, 'second', '');
  // Who resembles somebody that has a partner already is not in the index, and is asked for; at the first joining nobody has.
  const { active, inactive } = await run.state.links.count(pair.name);
  const way = active + inactive > 0 ? 'ask' : 'none';
  for (let after: string | undefined = start; after !== undefined; ) {
    const page = await run.state.target.page(run.runId, after, PAGE);
    const entries = page.filter(({ id }) => id.startsWith(start));
    after = entries.length < PAGE ? undefined : entries.at(-1)?.id;
    const accounts = entries.map((entry) => accountFrom(pair, 'second', entry));
    const known = await toward.first.state.links.get(
      pair.name,
      accounts.map(({ id }) => id),
    );
    const alone = accounts.filter(({ id }) => !isPaired(known.get(id)));
    const twins = await twinsOf(context, alone);
    const free = alone.filter(({ id }) => !twins.has(id));
    await writePlans(
      context,
      // Whoever is in the plan already as the partner of the one it resembles needs no word.
      [...twins].filter(([, isTold]) => !isTold).map(([id]) => leftAlone(context, 'second', id, TWIN)),
    );
    await planNewcomers(
      context,
      'second',
      free.map((account) => ({ account, head: known.get(account.id) })),
      way,
    );
  }
}

const TWIN = {
  code: 'twin',
  message:
    'somebody on the other side could be this person, and was found to be somebody else; it is left alone until they differ, or are alike',
};

/**
 * Accounts of the second side that resemble one of the first without a partner: nobody is made of them. True for those whose case is told
 * already: they are that one's partner from this run on, or that one is left alone itself.
 */
async function twinsOf(context: PassContext, accounts: readonly Account[]): Promise<ReadonlyMap<string, boolean>> {
  const { run, pair } = context;
  const keys = new Map(
    accounts.map((account) => [account.id, keysOfAccount(pair.correlate.second, 'first', account.attributes)]),
  );
  const found = await run.state.target.find(run.runId, [...new Set([...keys.values()].flat())]);
  const alike = new Map(
    accounts.map(({ id }) => [
      id,
      (keys.get(id) ?? []).flatMap((key) => found.get(key) ?? []).map((entry) => accountFrom(pair, 'first', entry).id),
    ]),
  );
  const partners = await partnersOf(context, [...new Set([...alike.values()].flat())]);
  return new Map(
    [...alike]
      .filter(([, ids]) => ids.length > 0)
      .map(([id, ids]) => [id, ids.every((one) => (partners.get(one) ?? [id]).every((partner) => partner === id))]),
  );
}

/** Whom accounts of the first side are planned to be on the second side, by id. */
async function partnersOf(
  { run, toward }: PassContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const partners = new Map<string, (string | null)[]>();
  for await (const page of operationPages(toward.second.state.journal, run.runId, { sourceIds: ids }))
    for (const { sourceId, targetId } of page) partners.set(sourceId, [...(partners.get(sourceId) ?? []), targetId]);
  return partners;
}

/** Linked people whom a proven read of the first side did not show. Each is asked for by id once more. */
async function planMissing(context: PassContext): Promise<void> {
  const { run, pair } = context;
  let after: string | undefined;
  for (;;) {
    const unseen = await run.state.links.unseen(pair.name, run.runId, after, PAGE);
    after = unseen.at(-1)?.sourceId;
    if (after === undefined) return;
    const gone: Gone[] = [];
    for (const link of unseen) {
      const account = await getAccount(context, 'first', link.sourceId);
      const partner = link.targetId === null ? undefined : await getAccount(context, 'second', link.targetId);
      if (account === undefined) gone.push({ side: 'first', link, partner });
      else await planOverlooked(context, account, link);
    }
    await planGone(context, gone);
  }
}

async function planOverlooked(context: PassContext, account: Account, link: LinkHead): Promise<void> {
  const { run, pair } = context;
  count(run, 'overlooked');
  await run.state.journal.note(run.runId, [
    {
      sourceId: accountName(pair, 'first', account.id),
      code: 'overlooked',
      severity: 'warning',
      message: `the list of ${pair.connections.first.name} left it out, but it is there when asked for by id; it is not treated as gone`,
    },
  ]);
  if (isPaired(link)) await planPaired(context, [{ account, head: link }]);
}
