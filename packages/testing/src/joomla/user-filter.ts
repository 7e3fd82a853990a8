import { apiError } from './answers.js';
import { folded, likePattern, withoutTags } from './collation.js';
import type { JoomlaUser } from './model.js';
import { phpInt } from './page-of.js';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** Filters by date: the user's column, and the side of the bound. */
const DATES = [
  ['registrationDateStart', 'registerDate', 'from'],
  ['registrationDateEnd', 'registerDate', 'to'],
  ['lastVisitDateStart', 'lastvisitDate', 'from'],
  ['lastVisitDateEnd', 'lastvisitDate', 'to'],
] as const;

type Test = (user: JoomlaUser) => boolean;

/** The test that the filters of a list are, all together; or the answer to a date that Joomla cannot read. Other names are ignored. */
export function userFilter(query: URLSearchParams): Test | Response {
  const tests: Test[] = [];
  for (const [name, column, side] of DATES) {
    const text = query.get(`filter[${name}]`);
    if (text === null || text === '') continue;
    if (!RFC3339.test(text)) return apiError(400, `Invalid field: ${name}`);
    const bound = new Date(text).toISOString().slice(0, 19).replace('T', ' ');
    tests.push((user) => {
      const date = user[column];
      return date !== null && (side === 'from' ? date >= bound : date <= bound);
    });
  }
  const value = (name: string): string | undefined => query.get(`filter[${name}]`) || undefined;
  const group = value('groupid');
  if (group !== undefined) tests.push((user) => user.groups.has(phpInt(group)));
  const state = value('state');
  if (state !== undefined) tests.push((user) => user.block === phpInt(state));
  const active = value('active');
  if (active !== undefined)
    tests.push((user) => (active === '0') === (user.activation === '' || user.activation === '0'));
  const search = value('search');
  if (search !== undefined) tests.push(searchTest(withoutTags(search)));
  return (user) => tests.every((test) => test(user));
}

/** `id:` is exact; `username:` and plain text are LIKE, whose wildcards nobody escapes. */
function searchTest(search: string): Test {
  if (/^id:/i.test(search)) return (user) => user.id === phpInt(search.slice('id:'.length));
  const byUsername = /^username:/i.test(search);
  const like = likePattern((byUsername ? search.slice('username:'.length) : search).trim());
  return ({ name, username, email }) =>
    (byUsername ? [username] : [name, username, email]).some((text) => like.test(folded(text)));
}
