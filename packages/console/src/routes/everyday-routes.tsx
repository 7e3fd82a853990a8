import {
  type HeldChoice,
  type LinkState,
  OPERATION_KINDS,
  type OperationKind,
  type OperationStatus,
  reportCsv,
  reportRows,
} from '@rollcall/engine';
import { stream } from 'hono/streaming';
import { ApiError, missing } from '../api/api-error.js';
import { groupsOfRun } from '../api/both-ways/people-of-run.js';
import { overview } from '../api/overview.js';
import { explainPerson, listPeople, requireSync, searchPeople } from '../api/people.js';
import { listProblems } from '../api/problems.js';
import { provisionPerson, provisionProgress } from '../api/provision.js';
import {
  approveRun,
  freezeSync,
  getRun,
  listRuns,
  listWaiting,
  planOf,
  type RunQuery,
  refuseRun,
  startRun,
  stopJob,
  stopRun,
  viewRun,
} from '../api/runs.js';
import { describeSync } from '../api/setup.js';
import { settingsAtAGlance } from '../api/sync-settings.js';
import { type FormTree, list, text } from '../forms/read-form.js';
import type { Job } from '../jobs.js';
import { JobPage } from '../pages/job.js';
import { ApprovalsPage, LinksPage, ProblemsPage } from '../pages/lists.js';
import { OverviewPage } from '../pages/overview.js';
import { ManualPage, PeoplePage } from '../pages/people.js';
import { PersonPage } from '../pages/person.js';
import { RunPage } from '../pages/run.js';
import { RunsPage } from '../pages/runs.js';
import { SyncPage } from '../pages/sync.js';
import { TEXTS } from '../texts/texts.js';
import { jobEvents, runEvents } from './events.js';
import { type Answer, frameOf, pageRoute, parameter, query } from './page-route.js';
import type { Asked, Route } from './route.js';

const R = TEXTS.refusals;

const LINK_STATES: readonly LinkState[] = ['active', 'inactive', 'deleted', 'none'];

/** The pages of every day. */
export const EVERYDAY_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/',
    role: 'viewer',
    show: async (asked) => ({
      page: <OverviewPage frame={await frameOf(asked)} view={await overview(asked.services)} />,
    }),
  }),
  ...syncRoutes(),
  ...peopleRoutes(),
  ...runRoutes(),
  pageRoute({
    method: 'GET',
    path: '/jobs/:id',
    role: 'viewer',
    show: async (asked) => {
      const job = asked.services.jobs.get(parameter(asked, 'id'));
      if (job === undefined) throw missing('job');
      const provision = await provisionProgress(asked.services, job);
      if (provision === undefined && job.runId !== undefined) return { to: `/runs/${job.runId}` };
      return {
        page: (
          <JobPage frame={await frameOf(asked)} job={job} provision={provision} target={targetOf(asked, job.sync)} />
        ),
      };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/jobs/:id/stop',
    role: 'operator',
    show: async (asked) => toJob(await stopJob(asked.services, asked.caller, parameter(asked, 'id'))),
  }),
  pageRoute({
    method: 'GET',
    path: '/jobs/:id/events',
    role: 'viewer',
    show: (asked) =>
      jobEvents(
        asked,
        parameter(asked, 'id'),
        targetOf(asked, asked.services.jobs.get(parameter(asked, 'id'))?.sync ?? ''),
      ),
  }),
  pageRoute({
    method: 'GET',
    path: '/problems',
    role: 'viewer',
    show: async (asked) => ({
      page: <ProblemsPage frame={await frameOf(asked)} found={await listProblems(asked.services)} />,
    }),
  }),
  pageRoute({
    method: 'GET',
    path: '/approvals',
    role: 'viewer',
    show: async (asked) => ({
      page: <ApprovalsPage frame={await frameOf(asked)} waiting={await listWaiting(asked.services)} />,
    }),
  }),
  pageRoute({
    method: 'GET',
    path: '/links',
    role: 'viewer',
    show: async (asked) => {
      const { syncs, sync } = chosenSync(asked);
      const view =
        sync === undefined ? undefined : await listPeople(asked.services, sync, { after: query(asked, 'after') });
      return { page: <LinksPage frame={await frameOf(asked)} sync={sync} syncs={syncs} view={view} /> };
    },
  }),
];

function syncRoutes(): readonly Route[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/syncs/:sync',
      role: 'viewer',
      show: async (asked) => {
        const name = parameter(asked, 'sync');
        const { syncs } = await overview(asked.services);
        const card = syncs.find((sync) => sync.name === name);
        if (card === undefined) throw missing('sync');
        const runs = await listRuns(asked.services, { sync: name, limit: 5 });
        const { config } = asked.services.rollcall().sync(name);
        const twoWay = asked.services.rollcall().config.twoWay.get(name);
        const described = settingsAtAGlance(describeSync(twoWay !== undefined));
        const view = { card, config, runs, twoWay, described };
        return { page: <SyncPage frame={await frameOf(asked)} view={view} /> };
      },
    }),
    ...(['plan', 'run'] as const).map((kind) =>
      pageRoute({
        method: 'POST',
        path: `/syncs/:sync/${kind}`,
        role: 'operator',
        show: async (asked, form) =>
          toJob(
            await startRun(asked.services, asked.caller, parameter(asked, 'sync'), {
              kind,
              verify: text(form.verify) === 'true',
            }),
          ),
      }),
    ),
    pageRoute({
      method: 'POST',
      path: '/syncs/:sync/freeze',
      role: 'operator',
      show: async (asked, form) => {
        const sync = parameter(asked, 'sync');
        await freezeSync(asked.services, asked.caller, sync, {
          frozen: text(form.frozen) === 'true',
          reason: text(form.reason),
        });
        return { to: `/syncs/${sync}` };
      },
    }),
  ];
}

function peopleRoutes(): readonly Route[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/people',
      role: 'viewer',
      show: async (asked) => {
        const { syncs, sync, search } = chosenSync(asked);
        const state = LINK_STATES.find((one) => one === query(asked, 'state'));
        const found =
          sync === undefined || search === '' ? undefined : await searchPeople(asked.services, sync, search);
        const view =
          sync === undefined || found !== undefined
            ? undefined
            : await listPeople(asked.services, sync, { after: query(asked, 'after'), state });
        const page = <PeoplePage frame={await frameOf(asked)} {...{ syncs, sync, search, state, view, found }} />;
        return { page, focus: found === undefined ? undefined : 'found' };
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/manual',
      role: 'viewer',
      show: async (asked) => {
        const { syncs, sync, search } = chosenSync(asked);
        const found =
          sync === undefined || search === '' ? undefined : await searchPeople(asked.services, sync, search);
        const page = <ManualPage frame={await frameOf(asked)} {...{ syncs, sync, search, found }} />;
        return { page, focus: found === undefined ? undefined : 'found' };
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/syncs/:sync/people/:id',
      role: 'viewer',
      show: async (asked) => {
        const name = parameter(asked, 'sync');
        const explanation = await explainPerson(asked.services, name, parameter(asked, 'id'));
        const sync = asked.services.rollcall().sync(name);
        const { from, to } = sync.config;
        const view = { sync: name, from, to, explanation, groupName: (id: string) => sync.groupName(id) };
        return { page: <PersonPage frame={await frameOf(asked)} view={view} /> };
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/syncs/:sync/people/:id/provision',
      role: 'operator',
      show: async (asked) => {
        const job = await provisionPerson(
          asked.services,
          asked.caller,
          parameter(asked, 'sync'),
          parameter(asked, 'id'),
        );
        return { to: `/jobs/${job.id}` };
      },
    }),
  ];
}

function runRoutes(): readonly Route[] {
  return [
    pageRoute({
      method: 'GET',
      path: '/runs',
      role: 'viewer',
      show: async (asked) => {
        const sync = query(asked, 'sync');
        const runs = await listRuns(asked.services, { sync, limit: 100 });
        const view = { runs, syncs: asked.services.rollcall().syncNames(), sync };
        return { page: <RunsPage frame={await frameOf(asked)} view={view} /> };
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/runs/:id',
      role: 'viewer',
      show: async (asked) => {
        const asks: RunQuery = {
          after: query(asked, 'after'),
          status: query(asked, 'status') as OperationStatus | undefined,
          kind: query(asked, 'kind') as OperationKind | undefined,
        };
        const view = await viewRun(asked.services, parameter(asked, 'id'), asks);
        const frame = await frameOf(asked);
        const settingUp = view.run.mode === 'plan' && frame.unsaved;
        const nobody = query(asked, 'chosen') === 'nobody';
        const groups = await groupsOfRun(asked.services, view.run);
        const page = <RunPage frame={frame} view={view} query={asks} {...{ settingUp, nobody, groups }} />;
        return { page, focus: nobody ? 'nobody' : undefined };
      },
    }),
    pageRoute({
      method: 'GET',
      path: '/runs/:id/events',
      role: 'viewer',
      show: (asked) => runEvents(asked, parameter(asked, 'id')),
    }),
    pageRoute({ method: 'GET', path: '/runs/:id/report.csv', role: 'viewer', show: report }),
    pageRoute({
      method: 'GET',
      path: '/runs/:id/plan.json',
      role: 'viewer',
      show: async (asked) => {
        const plan = await planOf(asked.services, parameter(asked, 'id'));
        asked.context.header(
          'content-disposition',
          `attachment; filename="rollcall-plan-${parameter(asked, 'id')}.json"`,
        );
        return asked.context.json(plan);
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/runs/:id/approve',
      role: 'operator',
      show: (asked, form) =>
        decide(asked, form, async (id, choice) => toJob(await approveRun(asked.services, asked.caller, id, choice))),
    }),
    pageRoute({
      method: 'POST',
      path: '/runs/:id/refuse',
      role: 'operator',
      show: (asked, form) =>
        decide(asked, form, async (id, choice) => {
          const { status } = await refuseRun(asked.services, asked.caller, id, choice);
          return { to: status === 'waiting' ? `/runs/${id}?status=held` : '/approvals' };
        }),
    }),
    pageRoute({
      method: 'POST',
      path: '/runs/:id/stop',
      role: 'operator',
      show: async (asked) => {
        await stopRun(asked.services, asked.caller, parameter(asked, 'id'));
        return { to: `/runs/${parameter(asked, 'id')}` };
      },
    }),
  ];
}

/** Decides for whom the form says: those that are chosen, one kind, or all that waits. */
async function decide(
  asked: Asked,
  form: FormTree,
  work: (id: string, choice: HeldChoice) => Promise<Answer>,
): Promise<Answer> {
  const id = parameter(asked, 'id');
  const kind = text(form.kind);
  if (text(form.what) !== 'chosen') return work(id, kind === '' ? {} : { kinds: [kindOf(kind)] });
  const accounts = list(form.accounts).map(text);
  return accounts.length === 0 ? { to: `/runs/${id}?status=held&chosen=nobody` } : work(id, { accounts });
}

function kindOf(name: string): OperationKind {
  const kind = OPERATION_KINDS.find((one) => one === name);
  if (kind === undefined) throw new ApiError(422, 'not-valid', R.operation(name));
  return kind;
}

async function report(asked: Asked): Promise<Response> {
  const run = await getRun(asked.services, parameter(asked, 'id'));
  const rollcall = asked.services.rollcall();
  requireSync(rollcall, run.sync);
  asked.context.header('content-type', 'text/csv; charset=utf-8');
  asked.context.header('content-disposition', `attachment; filename="rollcall-${run.id}.csv"`);
  return stream(asked.context, async (body) => {
    let isFirst = true;
    for await (const rows of reportRows(rollcall.sync(run.sync), run.id)) {
      await body.write(reportCsv(rows, isFirst));
      isFirst = false;
    }
  });
}

/** The page of a run as soon as there is one; else that of the work which will make it. */
export function toJob(job: Job): Answer {
  return { to: job.runId === undefined ? `/jobs/${job.id}` : `/runs/${job.runId}` };
}

function chosenSync(asked: Asked): {
  readonly syncs: readonly string[];
  readonly sync: string | undefined;
  readonly search: string;
} {
  const syncs = asked.services.rollcall().syncNames();
  const wanted = query(asked, 'sync');
  const sync = wanted !== undefined && syncs.includes(wanted) ? wanted : syncs[0];
  return { syncs, sync, search: (query(asked, 'q') ?? '').trim() };
}

function targetOf({ services }: Asked, sync: string): string {
  return services.rollcall().config.syncs.get(sync)?.to ?? '';
}
