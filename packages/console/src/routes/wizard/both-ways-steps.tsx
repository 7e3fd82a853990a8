import type { Problem } from '@rollcall/plugin';
import { chooseDirection, DIRECTIONS, mayChooseDirection } from '../../api/both-ways/direction.js';
import { compact, record, type Settings } from '../../api/both-ways/settings.js';
import { countScope, describeSync, discoverSync, type SyncDraft, syncDraft } from '../../api/setup.js';
import { branch, type FormTree, list, settingsOf, text } from '../../forms/read-form.js';
import { BothOperationsStep, BothScopeStep, SIDES } from '../../pages/both-ways/choices.js';
import { DirectionStep } from '../../pages/both-ways/direction.js';
import { BothGroupsStep, BothLeaversStep } from '../../pages/both-ways/groups-and-leavers.js';
import { nextStep, stepHref } from '../../pages/wizard/wizard.js';
import { type Answer, frameOf, pageRoute, parameter } from '../page-route.js';
import type { Asked, Route } from '../route.js';

/** One way or both, once source and target are chosen. */
export const DIRECTION_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/setup/:sync/direction',
    role: 'administrator',
    show: (asked) => showDirection(asked),
  }),
  pageRoute({
    method: 'POST',
    path: '/setup/:sync/direction',
    role: 'administrator',
    show: async (asked, form) => {
      const sync = parameter(asked, 'sync');
      const direction = DIRECTIONS.find((one) => one === text(form.direction));
      if (text(form.do) !== 'save' || direction === undefined) return showDirection(asked);
      await chooseDirection(asked.services, asked.caller, sync, direction);
      return { to: stepHref(sync, nextStep('direction')) };
    },
  }),
];

async function showDirection(asked: Asked): Promise<Answer> {
  const { services } = asked;
  const draft = await syncDraft(services, parameter(asked, 'sync'));
  const saved = services.rollcall().syncNames().includes(draft.name);
  const fixed = !mayChooseDirection(services, draft.name);
  const frame = await frameOf(asked);
  return { page: <DirectionStep frame={frame} draft={draft} step="direction" saved={saved} fixed={fixed} /> };
}

/** A step of a two-way sync: what its form means, and how it is shown with settings that may not be saved yet. */
export interface BothWaysStep {
  readonly read: (form: FormTree, draft: SyncDraft) => Settings;
  readonly show: (asked: Asked, draft: SyncDraft, shown: Shown) => Promise<Answer>;
}

export interface Shown {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** The steps that are other than those of a sync in one direction. */
export const BOTH_WAYS_STEPS = {
  operations: {
    read: (form, draft) => {
      const [first, second] = sidesOf(draft);
      const create = list(form.create).map(text);
      const clocks = bySide(form.clocks, [first, second]);
      const credential = bySide(form.credential, [first, second], 'none');
      return {
        conflicts: text(form.conflicts) === '' ? 'ask' : text(form.conflicts),
        create: create.length === 2 ? undefined : create,
        clocks: Object.keys(clocks).length === 0 ? undefined : clocks,
        signIn: text(form.signIn) === 'both' ? undefined : text(form.signIn),
        credential: Object.keys(credential).length === 0 ? undefined : credential,
      };
    },
    show: async (asked, draft, { settings, problems }) => {
      const { create, conflicts = 'ask', clocks, signIn = 'both', credential } = settings;
      const page = (
        <BothOperationsStep
          frame={await frameOf(asked)}
          draft={draft}
          step="operations"
          discovery={await discoverSync(asked.services, draft.name)}
          create={Array.isArray(create) ? create.map(String) : sidesOf(draft)}
          conflicts={String(conflicts)}
          clocks={texts(clocks)}
          signIn={String(signIn)}
          credential={texts(credential)}
          problems={problems}
        />
      );
      return { page, status: statusOf(problems) };
    },
  },
  scope: {
    read: (form, draft) => {
      const sent = SIDES.map((side) => branch(branch(form.sides)[side]));
      const scopes = sidesOf(draft).map((name, at) => {
        const roles = list(sent[at]?.roles).map(text);
        const where = text(sent[at]?.where);
        return [name, compact({ roles: roles.length === 0 ? undefined : roles, where: where || undefined })] as const;
      });
      return {
        scope: Object.fromEntries(scopes.filter(([, scope]) => Object.keys(scope).length > 0)),
        outOfScope: text(form.outOfScope) === 'deactivate' ? 'deactivate' : undefined,
      };
    },
    show: async (asked, draft, { settings, problems }) => {
      const { services } = asked;
      const discovery = await discoverSync(services, draft.name);
      const sides = await Promise.all(
        sidesOf(draft).map(async (name, at) => {
          const { roles, where = '' } = record(record(settings.scope)[name]);
          const wanted = Array.isArray(roles) ? roles.map(String) : undefined;
          const count = await countScope(services, draft.name, wanted, at === 0 ? 'from' : 'to');
          const groups = at === 0 ? discovery.sourceGroups : discovery.targetGroups;
          return { name, groups, roles: wanted ?? [], where: String(where), count };
        }),
      );
      const outOfScope = settings.outOfScope === 'deactivate' ? 'deactivate' : 'rest';
      const frame = await frameOf(asked);
      const page = <BothScopeStep {...{ frame, draft, sides, outOfScope, problems }} step="scope" />;
      return { page, status: statusOf(problems) };
    },
  },
  groups: {
    read: (form) => {
      const roles = list(form.roles).flatMap((row) => {
        const { role, group } = branch(row);
        return text(group) === '' ? [] : [[text(role), text(group)] as const];
      });
      const allowed = list(form.allow).map(text);
      if (roles.length === 0) return { groups: undefined };
      const allowPrivileged = allowed.length === 0 ? undefined : allowed;
      return { groups: compact({ roles: Object.fromEntries(roles), allowPrivileged }) };
    },
    show: async (asked, draft, { settings, problems }) => {
      const { roles, allowPrivileged } = record(settings.groups);
      const page = (
        <BothGroupsStep
          frame={await frameOf(asked)}
          draft={draft}
          step="groups"
          discovery={await discoverSync(asked.services, draft.name)}
          paired={texts(roles)}
          allowed={Array.isArray(allowPrivileged) ? allowPrivileged.map(String) : []}
          problems={problems}
        />
      );
      return { page, status: statusOf(problems) };
    },
  },
  leavers: {
    read: (form, draft) => {
      const described = describeSync(true).find(({ name }) => name === 'guard')?.settings ?? [];
      const guard = settingsOf(described, branch(form.guard));
      return { gone: bySide(form.gone, sidesOf(draft)), guard: Object.keys(guard).length === 0 ? undefined : guard };
    },
    show: async (asked, draft, { settings, problems }) => {
      const frame = await frameOf(asked);
      const described = describeSync(true);
      const [gone, guard] = [texts(settings.gone), record(settings.guard)];
      const page = <BothLeaversStep {...{ frame, draft, described, gone, guard, problems }} step="leavers" />;
      return { page, status: statusOf(problems) };
    },
  },
} as const satisfies Readonly<Record<string, BothWaysStep>>;

function sidesOf({ from = '', to = '' }: SyncDraft): readonly [first: string, second: string] {
  return [from, to];
}

/** What was sent for each side, by its name; without what says nothing. */
function bySide(
  sent: FormTree[string] | undefined,
  names: readonly string[],
  nothing = '',
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names
      .map((name, at) => [name, text(branch(sent)[SIDES[at] ?? ''])] as const)
      .filter(([, value]) => value !== '' && value !== nothing),
  );
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record(value)).map(([name, item]) => [name, String(item)]));
}

function statusOf(problems: readonly Problem[]): 200 | 422 {
  return problems.length === 0 ? 200 : 422;
}
