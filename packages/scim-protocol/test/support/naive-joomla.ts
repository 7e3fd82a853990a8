import type { JoomlaFilters } from '@rollcall/scim-protocol';
import type { Person } from './query-people.js';

/**
 * Who is in Joomla's list of users with these filters. Written from what was observed: tags and entities are taken out of the search, it is
 * trimmed, `%` and `_` are wildcards, a backslash masks what follows, `id:` and `username:` are commands. Whether the bounds of dates are in
 * their range was not observed.
 */
export function naiveJoomla(
  { search, state, groupid, registered, visited }: JoomlaFilters,
  people: readonly Person[],
  { boundsAreIn }: { readonly boundsAreIn: boolean },
): readonly Person[] {
  const isIn = (time: number | null, { from, to }: { readonly from?: number; readonly to?: number } = {}): boolean => {
    if (from === undefined && to === undefined) return true;
    if (time === null) return false;
    const inside = boundsAreIn ? 0 : 1;
    return (from === undefined || time - from >= inside) && (to === undefined || to - time >= inside);
  };
  return people.filter(
    (person) =>
      (state === undefined || (state === '0') === person.status) &&
      (groupid === undefined || person.roles.includes(groupid)) &&
      isIn(person.created, registered) &&
      isIn(person.visited, visited) &&
      (search === undefined || found(search, person)),
  );
}

function found(search: string, { id, name, mail, field_text: whole }: Person): boolean {
  if (/miniorangescim/i.test(search)) throw new Error('the plugin takes this over');
  const clean = search
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt);/g, (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>' })[entity] ?? '');
  if (/^id:/i.test(clean)) return id === clean.slice(3);
  const byUsername = /^username:/i.test(clean);
  const pattern = (byUsername ? clean.slice('username:'.length) : clean).trim();
  const columns = byUsername ? [name] : [name, mail ?? '', whole ?? ''];
  return columns.some((column) => like([...fold(pattern)], [...fold(column)]));
}

/** LIKE '%pattern%'. */
function like(pattern: readonly string[], text: readonly string[]): boolean {
  const from = (at: number, place: number): boolean => {
    const token = pattern[at];
    if (token === undefined) return true;
    if (token === '%')
      return Array.from({ length: text.length - place + 1 }, (_, more) => place + more).some((next) =>
        from(at + 1, next),
      );
    if (place >= text.length) return false;
    if (token === '_') return from(at + 1, place + 1);
    if (token === '\\' && at + 1 < pattern.length) return pattern[at + 1] === text[place] && from(at + 2, place + 1);
    return token === text[place] && from(at + 1, place + 1);
  };
  return text.concat(['']).some((_, place) => from(0, place));
}

/** As `utf8mb4_unicode_ci` does: no case, no accents; ß is ss, which LIKE does not see. */
function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ');
}
