import { ConfigError } from '@rollcall/contract';
import type { Sync } from './sync.js';

/** Id of the one source account that is meant. Somebody who is gone counts by id while a link remembers them. */
export async function findPerson(sync: Sync, person: string, signal: AbortSignal): Promise<string> {
  const found = await sync.search(person, signal);
  const wanted = person.toLowerCase();
  const exact = found.filter(
    ({ id, attributes }) =>
      id === person ||
      Object.values(attributes).some((value) => typeof value === 'string' && value.toLowerCase() === wanted),
  );
  const candidates = exact.length > 0 ? exact : found;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only.id;
  if (only === undefined && (await sync.explain(person, signal)).link !== undefined) return person;
  const doing = `looking for one person in ${sync.config.from}`;
  if (only === undefined) {
    const hint = 'try the user name, the mail address or the id';
    throw new ConfigError({ code: 'unknown-person', doing, happened: 'nobody fits', hint });
  }
  const happened = `${candidates.length} people fit: ${candidates.map(({ id }) => id).join(', ')}`;
  throw new ConfigError({ code: 'several-people', doing, happened, hint: 'name one by id' });
}
