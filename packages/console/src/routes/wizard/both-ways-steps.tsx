import { chooseDirection, DIRECTIONS, mayChooseDirection } from '../../api/both-ways/direction.js';
import { compact, record } from '../../api/both-ways/settings.js';
import { countScope, discoverSync, type SyncDraft, syncDraft } from '../../api/setup.js';
import { branch, list, text } from '../../forms/read-form.js';
import { BothScopeStep, SIDES } from '../../pages/both-ways/choices.js';
import { DirectionStep } from '../../pages/both-ways/direction.js';
import { BothGroupsStep } from '../../pages/both-ways/groups-and-leavers.js';
import { nextStep, stepHref } from '../../pages/wizard/wizard.js';
import { type Answer, frameOf, pageRoute, parameter } from '../page-route.js';
import type { Asked, Route } from '../route.js';
import { madeFields, readMade, type Shown, type WizardStep } from './made-step.js';

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

/** The steps that are other than those of a sync in one direction. */
export const BOTH_WAYS_STEPS = {
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
        ...readMade('scope', form, draft),
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
      const fields = { ...madeFields('scope', draft, discovery), settings };
      const frame = await frameOf(asked);
      const page = <BothScopeStep {...{ frame, draft, sides, fields, problems }} step="scope" />;
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
      const made = list(form.create).map(text);
      const create = made.length === 0 ? undefined : made;
      return { groups: compact({ roles: Object.fromEntries(roles), create, allowPrivileged }) };
    },
    show: async (asked, draft, { settings, problems }) => {
      const { roles, create, allowPrivileged } = record(settings.groups);
      const page = (
        <BothGroupsStep
          frame={await frameOf(asked)}
          draft={draft}
          step="groups"
          discovery={await discoverSync(asked.services, draft.name)}
          paired={texts(roles)}
          makes={Array.isArray(create) ? create.map(String) : []}
          allowed={Array.isArray(allowPrivileged) ? allowPrivileged.map(String) : []}
          problems={problems}
        />
      );
      return { page, status: statusOf(problems) };
    },
  },
} as const satisfies Readonly<Record<string, WizardStep>>;

function sidesOf({ from = '', to = '' }: SyncDraft): readonly [first: string, second: string] {
  return [from, to];
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record(value)).map(([name, item]) => [name, String(item)]));
}

function statusOf(problems: Shown['problems']): 200 | 422 {
  return problems.length === 0 ? 200 : 422;
}
