import type { Group } from '@rollcall/contract';
import { OPERATIONS } from '@rollcall/contract';
import type { Discovery, PeopleCount } from '@rollcall/engine';
import type { Problem, SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { Fields } from '../../forms/fields.js';
import { Table } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { Choice } from './choice.js';
import { PrivilegedGroups } from './privileged-groups.js';
import { Radios } from './radios.js';
import { RoleFilter } from './role-filter.js';
import { StepForm, stepHref, Wizard, type WizardProps } from './wizard.js';

const T = TEXTS.setup;
type Settings = Readonly<Record<string, unknown>>;

export const Problems: FC<{ readonly problems: readonly Problem[] }> = ({ problems }) =>
  problems.length === 0 ? null : (
    <div class="note bad" role="alert">
      <p>
        <b>{T.notSaved}</b>
      </p>
      <ul>
        {problems.map(({ path, message }) => (
          <li>{`${path.join('.')}: ${message}`}</li>
        ))}
      </ul>
    </div>
  );

export interface OperationsStepProps extends WizardProps {
  readonly discovery: Discovery;
  readonly operations: readonly string[];
  readonly mode: string;
  readonly adopt: string;
  readonly credential: string;
  readonly problems: readonly Problem[];
}

export const OperationsStep: FC<OperationsStepProps> = ({
  discovery,
  operations,
  mode,
  adopt,
  credential,
  problems,
  ...wizard
}) => {
  const O = T.operations;
  return (
    <Wizard {...wizard}>
      <Problems problems={problems} />
      <StepForm {...wizard} step="operations">
        <fieldset class="card">
          <legend class="visually-hidden">{T.steps.operations}</legend>
          {OPERATIONS.map((operation) => {
            const support = discovery.support?.[operation];
            const cannot = support?.supported === false ? `${O.unsupported}: ${support.reason}` : undefined;
            return (
              <Choice
                kind="checkbox"
                name="operations[]"
                value={operation}
                checked={operations.includes(operation)}
                label={O[operation][0]}
                hints={[O[operation][1], cannot]}
              />
            );
          })}
        </fieldset>
        <Radios name="mode" legend={O.mode} value={mode} choices={Object.entries(O.modes)} />
        <Radios name="adopt" legend={O.adopt} value={adopt} choices={Object.entries(O.adopts)} />
        <Radios name="credential" legend={O.credential} value={credential} choices={Object.entries(O.credentials)} />
      </StepForm>
    </Wizard>
  );
};

export interface ScopeStepProps extends WizardProps {
  readonly groups: readonly Group[];
  readonly roles: readonly string[];
  readonly where: string;
  readonly count: PeopleCount;
  readonly problems: readonly Problem[];
}

export const ScopeStep: FC<ScopeStepProps> = ({ groups, roles, where, count, problems, ...wizard }) => {
  const S = T.scope;
  const live = {
    'hx-post': stepHref(wizard.draft.name, 'scope'),
    'hx-trigger': 'change from:find fieldset',
    'hx-vals': '{"do":"show"}',
    'hx-swap': 'none',
    'hx-select-oob': '#scope-count',
  };
  return (
    <Wizard {...wizard}>
      <Problems problems={problems} />
      <StepForm {...wizard} step="scope" live={live}>
        <fieldset class="card">
          <legend class="visually-hidden">{S.roles}</legend>
          <p class="label" aria-hidden="true">
            {S.roles}
          </p>
          <p class="hint">{groups.length === 0 ? S.noRoles : S.none}</p>
          <RoleFilter name="roles[]" groups={groups} roles={roles} count={count} />
        </fieldset>
        <p class="note good" id="scope-count" role="status">
          <b>{S.total(count.inScope, count.total, count.complete)}</b>
        </p>
        <button type="submit" name="do" value="show" class="quiet">
          {S.count}
        </button>
        <div class="card">
          <label for="where">{S.where}</label>
          <input id="where" name="where" value={where} autocomplete="off" aria-describedby="where-hint" />
          <p class="hint" id="where-hint">
            {S.whereHint}
          </p>
        </div>
      </StepForm>
    </Wizard>
  );
};

export interface GroupsStepProps extends WizardProps {
  readonly discovery: Discovery;
  /** Groups of the target by role. */
  readonly mapped: Readonly<Record<string, readonly string[]>>;
  readonly create: boolean;
  readonly allowed: readonly string[];
  readonly problems: readonly Problem[];
}

export const GroupsStep: FC<GroupsStepProps> = ({ discovery, mapped, create, allowed, problems, ...wizard }) => {
  const G = T.groups;
  const roles = discovery.sourceGroups.filter(({ locked }) => locked !== true);
  const targets = discovery.targetGroups.filter(({ locked }) => locked !== true);
  const chosen = new Set(Object.values(mapped).flat());
  const powerful = targets.filter(
    (group) => group.privileged !== undefined && (chosen.has(group.name) || chosen.has(group.id)),
  );
  return (
    <Wizard {...wizard}>
      <Problems problems={problems} />
      {targets.length === 0 ? <p class="note">{G.noGroups}</p> : null}
      {roles.length === 0 ? <p class="note">{G.noRoles}</p> : null}
      <StepForm {...wizard} step="groups">
        <div class="scroll">
          <Table heads={[G.role, G.group]}>
            {targets.length === 0
              ? null
              : roles.map((role, index) => (
                  <tr>
                    <td>
                      <input type="hidden" name={`roles[${index}].role`} value={role.id} />
                      <label for={`group-${index}-0`}>{role.name}</label>
                    </td>
                    <td>
                      {[...(mapped[role.id] ?? mapped[role.name] ?? []), ''].map((group, at, all) =>
                        at === 0 || group !== '' || all.length > 1 ? (
                          <select
                            id={`group-${index}-${at}`}
                            name={`roles[${index}].groups[]`}
                            {...(at === 0 ? {} : { 'aria-label': `${G.group}: ${role.name}` })}
                          >
                            <option value="">{G.none}</option>
                            {targets.map((target) => (
                              <option
                                value={target.name}
                                {...(target.name === group || target.id === group ? { selected: true } : {})}
                              >
                                {`${target.name}${target.privileged === undefined ? '' : ` – ${G.privileged}`}`}
                              </option>
                            ))}
                          </select>
                        ) : null,
                      )}
                    </td>
                  </tr>
                ))}
          </Table>
        </div>
        <PrivilegedGroups groups={powerful} allowed={allowed} />
        <label class="choice">
          <input type="checkbox" name="create" value="true" {...(create ? { checked: true } : {})} />
          <span>{G.create}</span>
        </label>
      </StepForm>
    </Wizard>
  );
};

export interface LeaversStepProps extends WizardProps {
  readonly described: readonly SettingDescription[];
  readonly leavers: Settings;
  readonly guard: Settings;
  readonly problems: readonly Problem[];
}

export const LeaversStep: FC<LeaversStepProps> = ({ described, leavers, guard, problems, ...wizard }) => (
  <Wizard {...wizard}>
    <Problems problems={problems} />
    <StepForm {...wizard} step="leavers">
      <section class="card">
        <h2 class="flat">{T.leavers.title}</h2>
        <Fields
          described={fieldsOf(described, 'leavers')}
          name="leavers"
          values={leavers}
          choices={T.leavers.actions}
          secrets={[]}
          problems={under(problems, 'leavers')}
        />
      </section>
      <GuardFields described={described} guard={guard} problems={problems} />
    </StepForm>
  </Wizard>
);

/** How much one run may change before somebody approves it. */
export const GuardFields: FC<Pick<LeaversStepProps, 'described' | 'guard' | 'problems'>> = ({
  described,
  guard,
  problems,
}) => (
  <section class="card">
    <h2 class="flat">{T.leavers.guard}</h2>
    <p class="soft">{T.leavers.guardText}</p>
    <Fields
      described={fieldsOf(described, 'guard')}
      name="guard"
      values={guard}
      secrets={[]}
      problems={under(problems, 'guard')}
    />
  </section>
);

/** The fields of a group of settings, in words, with what is seldom needed behind a fold. */
function fieldsOf(described: readonly SettingDescription[], name: string): readonly SettingDescription[] {
  return (described.find((setting) => setting.name === name)?.settings ?? []).map((setting) => {
    const isUsual = name === 'leavers' || setting.name === 'deactivate' || setting.name === 'delete';
    const { settings } = setting;
    return {
      ...named(setting),
      advanced: !isUsual,
      ...(settings === undefined
        ? {}
        : { settings: settings.map((inner) => ({ ...named(inner), advanced: inner.name === 'perHours' })) }),
    };
  });
}

function named(setting: SettingDescription): SettingDescription {
  const label = T.leavers.labels[setting.name] ?? TEXTS.operations[setting.name];
  return label === undefined ? setting : { ...setting, label };
}

function under(problems: readonly Problem[], name: string): readonly Problem[] {
  return problems.flatMap(({ path, ...problem }) => (path[0] === name ? [{ ...problem, path: path.slice(1) }] : []));
}
