import { type Account, ConfigError } from '@rollcall/contract';
import type { Explanation } from './explanation.js';

/** A sync, as far as people are looked for in it. */
export interface PeopleSource {
  readonly config: { readonly from: string };
  search(text: string, signal: AbortSignal): Promise<readonly Account[]>;
  explain(id: string, signal: AbortSignal): Promise<Pick<Explanation, 'link'>>;
}

/** Whom somebody means who typed a name, an address or an id. */
export type PersonMatch =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly accounts: readonly Account[] };

/** Somebody who fits exactly goes before those who fit in part. Somebody who is gone counts by id while a link remembers them. */
export async function matchPerson(sync: PeopleSource, person: string, signal: AbortSignal): Promise<PersonMatch> {
  const found = await sync.search(person, signal);
  const wanted = person.toLowerCase();
  const exact = found.filter(
    ({ id, attributes }) =>
      id === person ||
      Object.values(attributes).some((value) => typeof value === 'string' && value.toLowerCase() === wanted),
  );
  const accounts = exact.length > 0 ? exact : found;
  const [only] = accounts;
  if (only !== undefined) return accounts.length === 1 ? { kind: 'one', id: only.id } : { kind: 'several', accounts };
  const { link } = await sync.explain(person, signal);
  return link === undefined ? { kind: 'none' } : { kind: 'one', id: person };
}

/** Id of the one source account that is meant. */
export async function findPerson(sync: PeopleSource, person: string, signal: AbortSignal): Promise<string> {
  const match = await matchPerson(sync, person, signal);
  if (match.kind === 'one') return match.id;
  const doing = `looking for one person in ${sync.config.from}`;
  if (match.kind === 'none') {
    const hint = 'try the user name, the mail address or the id';
    throw new ConfigError({ code: 'unknown-person', doing, happened: 'nobody fits', hint });
  }
  const happened = `${match.accounts.length} people fit: ${match.accounts.map(({ id }) => id).join(', ')}`;
  throw new ConfigError({ code: 'several-people', doing, happened, hint: 'name one by id' });
}
