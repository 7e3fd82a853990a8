import type { Account } from '@rollcall/contract';
import type { Finding } from '../ports/state.js';
import { askedCandidates, type Candidates } from '../run/correlate.js';
import { correlationKey } from '../run/correlation-key.js';
import type { Disagreement } from './exchanged.js';
import { otherSide, type Side } from './fact.js';
import { accountFrom, indexedAs, type PassContext } from './pass-context.js';
import type { Newcomer } from './plan-newcomer.js';
import { accountName } from './plan-pair.js';

/** Who of the other side could be this person. */
export type PairMatch =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly account: Account }
  /** More than one could be: never the first that comes. */
  | {
      readonly kind: 'unclear';
      readonly finding: Finding;
      /** Set where each rule finds one account, and not the same one. */
      readonly disagreement?: Disagreement;
    };

/** In the run's index; by asking the other side; or not at all, because everybody there was looked at already. */
export type MatchWay = 'index' | 'ask' | 'none';

/** Keys of the index: the words are those of the second side, whichever side the account is on. */
export function keyFor(side: Side, key: string): string {
  return `${side === 'first' ? 1 : 2}${key}`;
}

/** Looks for each newcomer on the other side, by every rule: two rules that find two people are a question for a person. */
export async function matchNewcomers(
  context: PassContext,
  newcomers: readonly Newcomer[],
  way: MatchWay,
): Promise<ReadonlyMap<string, PairMatch>> {
  const matches = new Map<string, PairMatch>();
  const [one] = newcomers;
  if (one === undefined || way === 'none') return matches;
  const found = way === 'index' ? await inIndex(context, newcomers) : await byAsking(context, one.side, newcomers);
  for (const newcomer of newcomers)
    matches.set(newcomer.account.id, matchOf(context, newcomer, found.get(newcomer.account.id) ?? []));
  return matches;
}

/** What each rule found, in order. */
type Found = readonly (readonly Account[])[];

function matchOf({ pair }: PassContext, { side, account }: Newcomer, found: Found): PairMatch {
  const telling = found.filter((accounts) => accounts.length > 0);
  const [strongest] = telling;
  if (strongest === undefined) return { kind: 'none' };
  const [only] = strongest;
  const agree = telling.every((accounts) => accounts.some(({ id }) => id === only?.id));
  if (strongest.length === 1 && only !== undefined && agree) return { kind: 'one', account: only };
  const other = pair.connections[otherSide(side)].name;
  const rules = pair.correlate[otherSide(side)];
  const told = found.flatMap((accounts, index) =>
    accounts.length === 0
      ? []
      : [`${rules[index]?.attributes.join(' + ')} fits ${accounts.map(({ id }) => id).join(', ')}`],
  );
  const isAmbiguous = strongest.length > 1;
  const finding: Finding = {
    sourceId: accountName(pair, side, account.id),
    code: isAmbiguous ? 'ambiguous' : 'rules-disagree',
    severity: 'error',
    message: `it could be several accounts of ${other}: ${told.join('; ')}; make them different, or alike, on both sides; until then all of them are left alone`,
  };
  const weak = found.findLastIndex((accounts) => accounts.length > 0);
  const [last, ...more] = found[weak] ?? [];
  if (isAmbiguous || only === undefined || last === undefined || more.length > 0 || telling.length !== 2)
    return { kind: 'unclear', finding };
  const by = rules[weak]?.attributes.join(' + ') ?? '';
  return { kind: 'unclear', finding, disagreement: { id: account.id, strong: only.id, weak: last.id, by, finding } };
}

async function inIndex(
  { pair, run }: PassContext,
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<string, Found>> {
  // The words of the index are those of the second side.
  const rules = pair.correlate.second;
  const to = otherSide(newcomers[0]?.side ?? 'first');
  const keysOf = ({ side, account, attributes }: Newcomer): readonly (string | undefined)[] =>
    rules.map((rule) => {
      const key = correlationKey(rule, side === 'first' ? attributes : account.attributes);
      return key === undefined ? undefined : keyFor(to, key);
    });
  const keys = [...new Set(newcomers.flatMap((newcomer) => keysOf(newcomer).filter((key) => key !== undefined)))];
  const entries = await run.state.target.find(run.runId, keys);
  return new Map(
    newcomers.map((newcomer) => [
      newcomer.account.id,
      keysOf(newcomer).map((key) => (entries.get(key ?? '') ?? []).map((entry) => accountFrom(pair, to, entry))),
    ]),
  );
}

async function byAsking(
  { pair, run, toward }: PassContext,
  side: Side,
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<string, Found>> {
  const to = otherSide(side);
  const { sync } = toward[to];
  const { writer } = sync.to.provider;
  const ask: Candidates =
    writer === undefined
      ? { find: async () => new Map() }
      : askedCandidates(writer, sync.targetAttributes, sync.concurrency, run.stop);
  const found = new Map<string, (readonly Account[])[]>(newcomers.map(({ account }) => [account.id, []]));
  for (const rule of pair.correlate[to]) {
    const answers = await ask.find(
      rule,
      newcomers.map(({ account, attributes }) => ({ sourceId: account.id, attributes })),
    );
    for (const { account } of newcomers)
      found
        .get(account.id)
        ?.push(
          (answers.get(account.id) ?? []).map((entry) =>
            accountFrom(pair, to, { ...entry, id: accountName(pair, to, entry.id) }),
          ),
        );
  }
  return found;
}

/** Puts an account of a side into the index, under what it could be found by. */
export async function index(
  { pair, run }: PassContext,
  side: Side,
  entries: readonly { readonly account: Account; readonly attributes: Account['attributes'] }[],
): Promise<void> {
  await run.state.target.add(
    run.runId,
    entries.map(({ account, attributes }) => ({
      account: indexedAs(pair, side, account),
      keys: keysOfAccount(pair.correlate.second, side, attributes),
    })),
  );
}

export function keysOfAccount(
  rules: PassContext['pair']['correlate']['second'],
  side: Side,
  attributes: Account['attributes'],
): readonly string[] {
  return rules
    .map((rule) => correlationKey(rule, attributes))
    .filter((key) => key !== undefined)
    .map((key) => keyFor(side, key));
}
