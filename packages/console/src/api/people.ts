import type { Account } from '@rollcall/contract';
import type { Explanation, Link, LinkState } from '@rollcall/engine';
import type { Services } from '../services.js';
import { missing } from './api-error.js';
import { betweenOf, foundRows, pairRows } from './both-ways/pair-rows.js';
import { linkCounts } from './link-counts.js';
import { mailOf, nameOf } from './name-of.js';
import type { PersonRow } from './person-row.js';

export interface PeoplePage {
  readonly people: readonly PersonRow[];
  /** `after` of the next page. */
  readonly next: string | undefined;
  readonly counts: Readonly<Record<LinkState, number>>;
}

const PAGE = 50;
const SEARCH_MS = 20_000;

/** People whom Rollcall knows in a sync, page by page, from its own state: quick, whatever their number. */
export async function listPeople(
  services: Services,
  sync: string,
  { after, state }: { readonly after?: string | undefined; readonly state?: LinkState | undefined },
): Promise<PeoplePage> {
  const rollcall = services.rollcall();
  const { links } = rollcall.state;
  requireSync(rollcall, sync);
  const [page, counts] = await Promise.all([
    links.page(sync, {
      limit: PAGE + 1,
      ...(after === undefined ? {} : { after }),
      ...(state === undefined ? {} : { state }),
    }),
    linkCounts(services, sync),
  ]);
  const shown = page.slice(0, PAGE);
  const between = betweenOf(rollcall, sync);
  const people =
    between === undefined
      ? await Promise.all(shown.map((link) => namedRow(rollcall, sync, link)))
      : await pairRows(rollcall, sync, between, shown);
  return { people, next: page.length > PAGE ? shown.at(-1)?.sourceId : undefined, counts };
}

/** People of the source who fit what somebody typed, with what Rollcall knows of them. */
export async function searchPeople({ rollcall }: Services, sync: string, text: string): Promise<readonly PersonRow[]> {
  requireSync(rollcall(), sync);
  const found = await rollcall().sync(sync).search(text.trim().slice(0, 200), AbortSignal.timeout(SEARCH_MS), 20);
  const between = betweenOf(rollcall(), sync);
  if (between !== undefined) return foundRows(rollcall(), sync, between, found);
  const links = await rollcall().state.links.get(
    sync,
    found.map(({ id }) => id),
  );
  return found.map((account) => rowOfAccount(account, links.get(account.id)));
}

/** Why an account is as it is: scope, match, each value's origin, what happened last. Changes nothing. */
export async function explainPerson({ rollcall }: Services, sync: string, id: string): Promise<Explanation> {
  requireSync(rollcall(), sync);
  const explanation = await rollcall().sync(sync).explain(id, AbortSignal.timeout(SEARCH_MS));
  if (explanation.account === undefined && explanation.link === undefined && explanation.history.length === 0)
    throw missing('person');
  // What was only planned happened to nobody.
  return { ...explanation, history: explanation.history.filter(({ status }) => status !== 'planned') };
}

/** The name of a sync that a request gave. */
export function requireSync(rollcall: ReturnType<Services['rollcall']>, name: string): void {
  if (!rollcall.syncNames().includes(name)) throw missing('sync');
}

/** Of somebody who was refused from the start nothing was ever applied; what was tried last says the name, as long as the journal has it. */
async function namedRow({ state }: ReturnType<Services['rollcall']>, sync: string, link: Link): Promise<PersonRow> {
  const row = rowOfLink(link);
  if (nameOf(link.base) !== undefined) return row;
  const [last] = await state.journal.history(sync, link.sourceId, 1);
  const tried = { ...last?.desired?.base, ...last?.after };
  return { ...row, name: nameOf(tried) ?? row.name, mail: row.mail ?? mailOf(tried) };
}

function rowOfLink({ sourceId, base, state, targetId, updatedAt, parked }: Link): PersonRow {
  return {
    id: sourceId,
    name: nameOf(base) ?? sourceId,
    mail: mailOf(base),
    roles: [],
    state,
    targetId,
    updatedAt,
    parked: parked?.message,
  };
}

function rowOfAccount({ id, attributes, groups }: Account, link: Link | undefined): PersonRow {
  return {
    id,
    name: nameOf(attributes) ?? id,
    mail: mailOf(attributes),
    roles: groups ?? [],
    state: link?.state,
    targetId: link?.targetId ?? null,
    updatedAt: link?.updatedAt,
    parked: link?.parked?.message,
  };
}
