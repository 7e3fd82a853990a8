import type { LinkState, OperationKind, OperationStatus } from '@rollcall/engine';
import { missing } from '../api/api-error.js';
import { overview } from '../api/overview.js';
import { explainPerson, listPeople, searchPeople } from '../api/people.js';
import { listProblems } from '../api/problems.js';
import {
  approveRun,
  freezeSync,
  listRuns,
  listWaiting,
  planOf,
  refuseRun,
  startRun,
  stopJob,
  stopRun,
  viewRun,
} from '../api/runs.js';
import { inviteUser, listAudit, listUsers, removeUser } from '../api/users.js';
import { FreezeBody, HeldBody, InviteBody, RunBody } from './api-bodies.js';
import { apiRoute } from './api-route.js';
import type { Asked, Route } from './route.js';
import { SETUP_API_ROUTES } from './setup-api-routes.js';

const parameter = ({ context }: Asked, name: string): string => context.req.param(name) ?? '';
const query = ({ context }: Asked, name: string): string | undefined => context.req.query(name);

/** All that the console does, as JSON. The pages call the same functions. */
export const API_ROUTES: readonly Route[] = [
  apiRoute({
    method: 'GET',
    path: '/api/overview',
    role: 'viewer',
    summary: 'Every sync at a glance, and what needs a person.',
    answer: ({ services }) => overview(services),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/syncs/:sync/people',
    role: 'viewer',
    summary: 'People of a sync: those who fit a text, or all that Rollcall knows, page by page.',
    query: {
      q: 'What to look for in the source.',
      after: '`next` of the page before.',
      state: 'Only links in this state.',
    },
    answer: (asked) => {
      const text = query(asked, 'q') ?? '';
      const sync = parameter(asked, 'sync');
      if (text !== '') return searchPeople(asked.services, sync, text).then((people) => ({ people }));
      const state = query(asked, 'state') as LinkState | undefined;
      return listPeople(asked.services, sync, { after: query(asked, 'after'), state });
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/syncs/:sync/people/:id',
    role: 'viewer',
    summary: 'Why an account is as it is; changes nothing.',
    answer: (asked) => explainPerson(asked.services, parameter(asked, 'sync'), parameter(asked, 'id')),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/syncs/:sync/runs',
    role: 'operator',
    summary: 'Plan or run a sync, for everybody, for named people or for a role.',
    body: RunBody,
    answer: (asked, { kind, accounts, role, verify }) =>
      startRun(asked.services, asked.caller, parameter(asked, 'sync'), {
        kind,
        verify,
        ...(accounts === undefined ? {} : { accounts }),
        ...(role === undefined ? {} : { role }),
      }),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/syncs/:sync/freeze',
    role: 'operator',
    summary: 'Stop all runs of a sync and let none start, or take that back.',
    body: FreezeBody,
    answer: (asked, body) => freezeSync(asked.services, asked.caller, parameter(asked, 'sync'), body),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs',
    role: 'viewer',
    summary: 'Runs, newest first.',
    query: { sync: 'Only of this sync.' },
    answer: (asked) => listRuns(asked.services, { sync: query(asked, 'sync') }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs/:id',
    role: 'viewer',
    summary: 'A run with its problems and one page of its operations.',
    query: {
      after: '`next` of the page before.',
      status: 'Only operations of this status.',
      kind: 'Only operations of this kind.',
    },
    answer: (asked) =>
      viewRun(asked.services, parameter(asked, 'id'), {
        after: query(asked, 'after'),
        status: query(asked, 'status') as OperationStatus | undefined,
        kind: query(asked, 'kind') as OperationKind | undefined,
      }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs/:id/plan',
    role: 'viewer',
    summary: 'The operations of a run as a plan, without values.',
    answer: (asked) => planOf(asked.services, parameter(asked, 'id')),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/waiting',
    role: 'viewer',
    summary: 'Runs whose changes wait for a person, newest first.',
    answer: ({ services }) => listWaiting(services),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/runs/:id/approve',
    role: 'operator',
    summary: 'Let through what a run left waiting, or some of it.',
    body: HeldBody,
    answer: (asked, choice) => approveRun(asked.services, asked.caller, parameter(asked, 'id'), choice),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/runs/:id/refuse',
    role: 'operator',
    summary: 'Do not do what a run left waiting, or some of it.',
    body: HeldBody,
    answer: (asked, choice) => refuseRun(asked.services, asked.caller, parameter(asked, 'id'), choice),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/jobs/:id/stop',
    role: 'operator',
    summary: 'Stop what was started here, also before it has become a run; what is in flight is finished.',
    answer: (asked) => stopJob(asked.services, asked.caller, parameter(asked, 'id')),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/runs/:id/stop',
    role: 'operator',
    summary: 'Stop a run that was started here; what is in flight is finished.',
    answer: (asked) => stopRun(asked.services, asked.caller, parameter(asked, 'id')),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/jobs/:id',
    role: 'viewer',
    summary: 'How far a plan or a run is that was started here.',
    answer: ({ services, context }) => {
      const job = services.jobs.get(context.req.param('id') ?? '');
      if (job === undefined) throw missing('job');
      return job;
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/problems',
    role: 'viewer',
    summary: 'What went wrong in the last run of each sync, by cause.',
    answer: ({ services }) => listProblems(services),
  }),
  ...SETUP_API_ROUTES,
  ...peopleRoutes(),
];

function peopleRoutes(): readonly Route[] {
  return [
    apiRoute({
      method: 'GET',
      path: '/api/users',
      role: 'administrator',
      summary: 'Who may use the console.',
      answer: ({ services }) => listUsers(services),
    }),
    apiRoute({
      method: 'POST',
      path: '/api/users',
      role: 'administrator',
      peopleOnly: true,
      summary: 'A link that lets somebody in, once.',
      body: InviteBody,
      answer: ({ services, caller }, { role, name }) =>
        inviteUser(services, caller, { role, ...(name === undefined ? {} : { name }) }),
    }),
    apiRoute({
      method: 'DELETE',
      path: '/api/users/:name',
      role: 'administrator',
      summary: "Take away somebody's access.",
      answer: (asked) => removeUser(asked.services, asked.caller, parameter(asked, 'name')),
    }),
    apiRoute({
      method: 'GET',
      path: '/api/audit',
      role: 'administrator',
      summary: 'What people did in the console, newest first.',
      query: {
        before:
          '`next` of the page before. A page may have few entries, or none, and a next one nevertheless: the search goes on there.',
        who: 'Only by whose name has this in it.',
        action: 'Only this, such as save-configuration.',
        from: 'From this day of UTC on, or this moment: 2026-01-31.',
        until: 'Up to this day, with all its hours.',
      },
      answer: (asked) =>
        listAudit(asked.services, {
          before: query(asked, 'before'),
          who: query(asked, 'who'),
          action: query(asked, 'action'),
          from: query(asked, 'from'),
          until: query(asked, 'until'),
        }),
    }),
  ];
}
