import type { Account, AccountPage, AccountReader, ChangeReader, CompletenessProof } from '@rollcall/contract';
import { getMany } from './get-many.js';

/** A page of source accounts; `missing` are ids that were asked for by name and that the source certainly does not have. */
export interface SourcePage {
  readonly accounts: readonly Account[];
  readonly missing: readonly string[];
  readonly proof?: CompletenessProof;
  /** Where to go on from, in a read about changes: the page's accounts come before it. */
  readonly cursor?: string;
}

/** Step `read`: every account of the source, page by page. */
export async function* readAll(
  reader: AccountReader,
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncIterable<SourcePage> {
  for await (const page of reader.pages({ attributes, signal }) as AsyncIterable<AccountPage>) {
    signal.throwIfAborted();
    yield { accounts: page.accounts, missing: [], ...(page.proof === undefined ? {} : { proof: page.proof }) };
  }
}

/** Step `read`, for those who have a role now: the whole list, without the others. */
export async function* readRole(
  reader: AccountReader,
  role: string,
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncIterable<SourcePage> {
  for await (const { accounts, missing } of readAll(reader, attributes, signal))
    yield { accounts: accounts.filter(({ groups }) => groups?.includes(role) === true), missing };
}

/** Step `read`, for named accounts: the truth about each, asked by id. */
export async function* readNamed(
  reader: AccountReader,
  ids: readonly string[],
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncIterable<SourcePage> {
  const distinct = [...new Set(ids)];
  for (let start = 0; start < distinct.length; start += PAGE) {
    signal.throwIfAborted();
    yield await getEach(reader, distinct.slice(start, start + PAGE), attributes, signal);
  }
}

/** Step `read`, for what has changed: the source says whom to look at, and each is asked for by id. */
export async function* readChanged(
  changes: ChangeReader,
  cursor: string,
  reader: AccountReader,
  attributes: readonly string[],
  signal: AbortSignal,
): AsyncIterable<SourcePage> {
  for await (const { changed, removed, cursor: next } of changes.since(cursor, signal)) {
    for await (const page of readNamed(reader, [...changed, ...removed], attributes, signal)) yield page;
    yield { accounts: [], missing: [], cursor: next };
  }
}

const PAGE = 50;
const PARALLEL = 4;

async function getEach(
  reader: AccountReader,
  ids: readonly string[],
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<SourcePage> {
  const found = await getMany(reader, ids, { attributes, signal, concurrency: PARALLEL });
  const accounts = ids.flatMap((id) => found.get(id) ?? []);
  const missing = ids.filter((id) => !found.has(id));
  return { accounts, missing: missing.sort() };
}
