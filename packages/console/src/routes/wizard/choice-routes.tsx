import type { Discovery } from '@rollcall/engine';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import { listExtensions } from '../../api/extensions.js';
import {
  checkSync,
  countScope,
  discoverSync,
  listTriggers,
  type Step,
  type SyncDraft,
  saveSync,
  saveTriggers,
  syncDraft,
  type TriggerView,
} from '../../api/setup.js';
import { branch, type FormTree, list, settingsOf, text } from '../../forms/read-form.js';
import { GroupsStep, ScopeStep } from '../../pages/wizard/choices.js';
import { ExtensionsStep } from '../../pages/wizard/ends.js';
import { TypesStep } from '../../pages/wizard/types.js';
import { nextStep, stepHref } from '../../pages/wizard/wizard.js';
import { type Answer, fieldAt, frameOf, originOf, pageRoute, parameter } from '../page-route.js';
import type { Asked, Route } from '../route.js';
import { BOTH_WAYS_STEPS } from './both-ways-steps.js';
import { madeStep, type WizardStep } from './made-step.js';

type Settings = Readonly<Record<string, unknown>>;

/** Steps that put a few settings of the sync into the draft. */
export const CHOICE_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/extensions',
    role: 'administrator',
    show: async (asked) => {
      const [frame, draft, extensions] = await Promise.all([
        frameOf(asked),
        syncDraft(asked.services, parameter(asked, 'sync')),
        listExtensions(asked.services),
      ]);
      return { page: <ExtensionsStep frame={frame} draft={draft} step="extensions" extensions={extensions} /> };
    },
  }),
  ...typesRoutes(),
  ...choice('operations', () => madeStep('operations')),
  ...choice('scope', ({ twoWay }) => (twoWay ? BOTH_WAYS_STEPS.scope : SCOPE)),
  ...choice('groups', ({ twoWay }) => (twoWay ? BOTH_WAYS_STEPS.groups : GROUPS)),
  ...choice('leavers', () => madeStep('leavers')),
];

/** A step that reads its settings from the form and saves them; `show` in the form only shows what they would mean. */
function choice(step: Step, stepOf: (draft: SyncDraft) => WizardStep): readonly Route[] {
  const path = `/setup/:sync/${step}`;
  const shown = (asked: Asked, draft: SyncDraft, settings: Settings, problems: readonly Problem[]): Promise<Answer> =>
    stepOf(draft).show(asked, draft, { settings, problems });
  return [
    pageRoute({
      method: 'GET',
      path,
      role: 'administrator',
      show: async (asked) => {
        const draft = await syncDraft(asked.services, parameter(asked, 'sync'));
        return shown(asked, draft, draft.settings, []);
      },
    }),
    pageRoute({
      method: 'POST',
      path,
      role: 'administrator',
      show: async (asked, form) => {
        const sync = parameter(asked, 'sync');
        const draft = await syncDraft(asked.services, sync);
        const changes = stepOf(draft).read(form, draft);
        const settings = { ...draft.settings, ...changes };
        if (text(form.do) !== 'save') return withFieldAt(await shown(asked, draft, settings, []), form);
        try {
          await saveSync(asked.services, asked.caller, sync, changes);
        } catch (error) {
          if (!ConfigProblems.is(error)) throw error;
          return shown(asked, draft, settings, error.problems);
        }
        const wrong = step === 'scope' ? await wrongFilters(asked, sync) : [];
        return wrong.length > 0 ? shown(asked, draft, settings, wrong) : { to: stepHref(sync, nextStep(step)) };
      },
    }),
  ];
}

async function base(asked: Asked): Promise<{
  readonly frame: Awaited<ReturnType<typeof frameOf>>;
  readonly draft: Awaited<ReturnType<typeof syncDraft>>;
}> {
  const [frame, draft] = await Promise.all([frameOf(asked), syncDraft(asked.services, parameter(asked, 'sync'))]);
  return { frame, draft };
}

function found(asked: Asked): Promise<Discovery> {
  return discoverSync(asked.services, parameter(asked, 'sync'));
}

const SCOPE: WizardStep = {
  read: (form) => {
    const roles = list(form.roles).map(text);
    const where = text(form.where);
    return { scope: { ...(roles.length === 0 ? {} : { roles }), ...(where === '' ? {} : { where }) } };
  },
  show: (asked, _, { settings, problems }) => showScope(asked, settings, problems),
};

async function showScope(asked: Asked, settings: Settings, problems: readonly Problem[]): Promise<Answer> {
  const { roles, where } = (settings.scope ?? {}) as { readonly roles?: readonly string[]; readonly where?: string };
  const [parts, discovery, count] = await Promise.all([
    base(asked),
    found(asked),
    countScope(asked.services, parameter(asked, 'sync'), roles),
  ]);
  const page = (
    <ScopeStep
      {...parts}
      step="scope"
      groups={discovery.sourceGroups}
      roles={roles ?? []}
      where={where ?? ''}
      count={count}
      problems={problems}
    />
  );
  return { page, status: statusOf(problems) };
}

const GROUPS: WizardStep = {
  read: (form) => {
    const roles = list(form.roles).flatMap((row) => {
      const { role, groups } = branch(row);
      const chosen = [
        ...new Set(
          list(groups)
            .map(text)
            .filter((name) => name !== ''),
        ),
      ];
      return chosen.length === 0 ? [] : [[text(role), chosen.length === 1 ? chosen[0] : chosen] as const];
    });
    const allowed = list(form.allow).map(text);
    const isNothing = roles.length === 0 && form.create === undefined;
    return {
      groups: isNothing
        ? undefined
        : {
            roles: Object.fromEntries(roles),
            ...(form.create === undefined ? {} : { create: true }),
            ...(allowed.length === 0 ? {} : { allowPrivileged: allowed }),
          },
    };
  },
  show: (asked, _, { settings, problems }) => showGroups(asked, settings, problems),
};

async function showGroups(asked: Asked, settings: Settings, problems: readonly Problem[]): Promise<Answer> {
  const {
    roles = {},
    create,
    allowPrivileged = [],
  } = (settings.groups ?? {}) as {
    readonly roles?: Readonly<Record<string, string | readonly string[]>>;
    readonly create?: boolean;
    readonly allowPrivileged?: readonly string[];
  };
  const mapped = Object.fromEntries(Object.entries(roles).map(([role, groups]) => [role, [groups].flat()]));
  const page = (
    <GroupsStep
      {...(await base(asked))}
      step="groups"
      discovery={await found(asked)}
      mapped={mapped}
      create={create === true}
      allowed={allowPrivileged}
      problems={problems}
    />
  );
  return { page, status: statusOf(problems) };
}

/** A filter is read where the attributes of the source are known; what else is not right yet is for later steps. */
async function wrongFilters(asked: Asked, sync: string): Promise<readonly Problem[]> {
  const problems = await checkSync(asked.services, sync).catch(() => []);
  return problems.filter(({ path }) => path.includes('where'));
}

interface EnteredTrigger {
  readonly id: string;
  readonly settings: Settings;
}

/** What somebody typed is still there when something of it is wrong. */
function withEntered(trigger: TriggerView, entered: readonly EnteredTrigger[]): TriggerView {
  const own = entered.find(({ id }) => id === trigger.id);
  return { ...trigger, enabled: own !== undefined, settings: own?.settings ?? trigger.settings };
}

function typesRoutes(): readonly Route[] {
  const show = async (
    asked: Asked,
    problems: readonly Problem[],
    made: Readonly<Record<string, string>>,
    entered?: readonly EnteredTrigger[],
  ): Promise<Answer> => {
    const stored = await listTriggers(asked.services, parameter(asked, 'sync'));
    const triggers = entered === undefined ? stored : stored.map((trigger) => withEntered(trigger, entered));
    const page = (
      <TypesStep
        {...(await base(asked))}
        step="types"
        triggers={triggers}
        problems={problems}
        made={made}
        origin={originOf(asked)}
      />
    );
    return { page, status: statusOf(problems), focus: Object.keys(made).length > 0 ? 'made' : undefined };
  };
  return [
    pageRoute({
      method: 'GET',
      path: '/setup/:sync/types',
      role: 'administrator',
      show: (asked) => show(asked, [], {}),
    }),
    pageRoute({
      method: 'POST',
      path: '/setup/:sync/types',
      role: 'administrator',
      show: async (asked, form) => {
        const sync = parameter(asked, 'sync');
        const chosen = await Promise.all(
          Object.entries(branch(form.triggers)).flatMap(([id, sent]) =>
            branch(sent).enabled === undefined
              ? []
              : [
                  asked.services.setup
                    .describe('trigger', id)
                    .then((described) => ({ id, settings: settingsOf(described, branch(branch(sent).settings)) })),
                ],
          ),
        );
        if (text(form.do) !== 'save') return withFieldAt(await show(asked, [], {}, chosen), form);
        try {
          const made = await saveTriggers(asked.services, asked.caller, sync, chosen);
          return Object.keys(made).length > 0 ? await show(asked, [], made) : { to: stepHref(sync, nextStep('types')) };
        } catch (error) {
          if (!ConfigProblems.is(error)) throw error;
          return show(asked, error.problems, {}, chosen);
        }
      },
    }),
  ];
}

/** A page that is only shown again, with the keyboard where it was. */
function withFieldAt(answer: Answer, form: FormTree): Answer {
  return 'page' in answer ? { ...answer, focus: fieldAt(form) } : answer;
}

function statusOf(problems: readonly Problem[]): 200 | 422 {
  return problems.length === 0 ? 200 : 422;
}
