import type { Choice } from '@rollcall/engine';
import { listConflicts, resolveConflicts } from '../api/both-ways/conflicts.js';
import { peopleOfRun } from '../api/both-ways/people-of-run.js';
import { branch, type FormTree, list, text } from '../forms/read-form.js';
import { ConflictsPage } from '../pages/both-ways/conflicts.js';
import { PeopleOfRunPage } from '../pages/both-ways/people-of-run.js';
import { ResolveBody } from './api-bodies.js';
import { apiRoute } from './api-route.js';
import { toJob } from './everyday-routes.js';
import { frameOf, pageRoute, parameter, query } from './page-route.js';
import type { Route } from './route.js';

/** What only two-way syncs have: what comes of people, and conflicts. */
export const BOTH_WAYS_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/runs/:id/people',
    role: 'viewer',
    show: async (asked) => {
      const after = Number(query(asked, 'after') ?? 0);
      const view = await peopleOfRun(asked.services, parameter(asked, 'id'), { group: query(asked, 'group'), after });
      return { page: <PeopleOfRunPage frame={await frameOf(asked)} view={view} /> };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/runs/:id/conflicts',
    role: 'viewer',
    show: async (asked) => {
      const view = await listConflicts(asked.services, parameter(asked, 'id'), query(asked, 'after'));
      const nothing = query(asked, 'chosen') === 'nothing';
      return { page: <ConflictsPage frame={await frameOf(asked)} view={view} nothing={nothing} /> };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/runs/:id/conflicts',
    role: 'operator',
    show: async (asked, form) => {
      const id = parameter(asked, 'id');
      const choices = choicesOf(form);
      if (choices.length === 0) return { to: `/runs/${id}/conflicts?chosen=nothing` };
      return toJob(await resolveConflicts(asked.services, asked.caller, id, choices));
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs/:id/people',
    role: 'viewer',
    summary: 'What comes of people by a run of a two-way sync: how many of each, and one group page by page.',
    query: { group: 'Id of the group. Default: the first.', after: '`next` of the page before.' },
    answer: (asked) =>
      peopleOfRun(asked.services, parameter(asked, 'id'), {
        group: query(asked, 'group'),
        after: Number(query(asked, 'after') ?? 0),
      }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs/:id/conflicts',
    role: 'viewer',
    summary: 'Values that both sides of a two-way sync changed and that wait for a choice, person by person.',
    query: { after: '`next` of the page before.' },
    answer: (asked) => listConflicts(asked.services, parameter(asked, 'id'), query(asked, 'after')),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/runs/:id/resolve',
    role: 'operator',
    summary: 'Decide value by value whose values hold, and look at those people again.',
    body: ResolveBody,
    answer: (asked, { choices }) =>
      resolveConflicts(
        asked.services,
        asked.caller,
        parameter(asked, 'id'),
        choices.map(({ person, value, take }) => ({ person, value, take })),
      ),
  }),
];

function choicesOf(form: FormTree): readonly Choice[] {
  return list(form.people).flatMap((sent) => {
    const person = branch(sent);
    return list(person.values).flatMap((one) => {
      const { key, take } = branch(one);
      return text(take) === '' ? [] : [{ person: text(person.name), value: text(key), take: text(take) }];
    });
  });
}
