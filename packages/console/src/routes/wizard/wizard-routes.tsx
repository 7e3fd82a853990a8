import { ApiError } from '../../api/api-error.js';
import { groupsOfRun } from '../../api/both-ways/people-of-run.js';
import { listRuns, viewRun } from '../../api/runs.js';
import { beginSync, checkSync, planDraft, reviewDraft, saveDraft, syncDraft } from '../../api/setup.js';
import { text } from '../../forms/read-form.js';
import { FinishedPage, PreviewStep, SetupListPage } from '../../pages/wizard/preview.js';
import { stepHref } from '../../pages/wizard/wizard.js';
import { carrySession } from '../begin-session.js';
import { toJob } from '../everyday-routes.js';
import { type Answer, frameOf, pageRoute, parameter } from '../page-route.js';
import { type Asked, editing, type Route } from '../route.js';
import { DIRECTION_ROUTES } from './both-ways-steps.js';
import { CHOICE_ROUTES } from './choice-routes.js';
import { END_ROUTES } from './end-routes.js';
import { MAPPING_ROUTES } from './mapping-routes.js';

/** The preview of a sync, and that it is set up. */
const LAST_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/preview',
    role: 'administrator',
    show: async (asked) => {
      const { services } = asked;
      const sync = parameter(asked, 'sync');
      const [frame, draft, problems, review, runs] = await Promise.all([
        frameOf(asked),
        syncDraft(services, sync),
        checkSync(services, sync),
        reviewDraft(services),
        listRuns(services, { sync, limit: 20 }),
      ]);
      const last = runs.find(({ mode, endedAt }) => mode === 'plan' && endedAt !== null);
      const plan = last === undefined ? undefined : await viewRun(services, last.id, {});
      const groups = last === undefined ? [] : await groupsOfRun(services, last);
      return {
        page: <PreviewStep frame={frame} draft={draft} step="preview" {...{ problems, plan, groups, review }} />,
      };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/setup/:sync/preview',
    role: 'administrator',
    show: async (asked, form) => {
      const sync = parameter(asked, 'sync');
      if (text(form.do) === 'plan') return toJob(await planDraft(asked.services, asked.caller, sync));
      if ((await reviewDraft(asked.services)).changed)
        await carrySession(asked, () => saveDraft(asked.services, asked.caller));
      return { to: `/setup/${sync}/finished` };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/finished',
    role: 'administrator',
    show: async (asked) => {
      const draft = await syncDraft(asked.services, parameter(asked, 'sync'));
      return { page: <FinishedPage frame={await frameOf(asked)} draft={draft} /> };
    },
  }),
];

/** Setting a sync up, step by step. */
export const WIZARD_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/setup',
    role: 'administrator',
    show: (asked) => listPage(asked, undefined, undefined),
  }),
  pageRoute({
    method: 'POST',
    path: '/setup',
    edits: true,
    role: 'administrator',
    show: async (asked, form) => {
      const name = text(form.name);
      try {
        await beginSync(asked.services, asked.caller, name);
      } catch (error) {
        if (!(error instanceof ApiError) || error.problems.length === 0) throw error;
        return listPage(asked, name, error.problems[0]?.message);
      }
      return { to: stepHref(name, 'extensions') };
    },
  }),
  ...editing([...CHOICE_ROUTES, ...END_ROUTES, ...DIRECTION_ROUTES, ...MAPPING_ROUTES, ...LAST_ROUTES]),
];

async function listPage(asked: Asked, name: string | undefined, problem: string | undefined): Promise<Answer> {
  const { setup, rollcall } = asked.services;
  const syncs = ((await setup.draft.editor()).data.syncs ?? {}) as Readonly<
    Record<string, { readonly from?: string; readonly to?: string; readonly between?: readonly string[] }>
  >;
  const saved = rollcall().syncNames();
  const listed = Object.entries(syncs).map(([own, sync]) => ({
    name: own,
    from: sync?.from,
    to: sync?.to,
    between: sync?.between,
    saved: saved.includes(own),
  }));
  const { readOnly } = await setup.draft.view();
  const shown = name ?? (listed.length === 0 ? 'staff' : '');
  const page = (
    <SetupListPage frame={await frameOf(asked)} syncs={listed} readOnly={readOnly} name={shown} problem={problem} />
  );
  return { page, status: problem === undefined ? 200 : 422 };
}
