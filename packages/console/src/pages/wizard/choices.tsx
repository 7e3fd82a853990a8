import type { Group } from '@rollcall/contract';
import type { Discovery, PeopleCount } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { Table } from '../../parts/parts.js';
import { problemText } from '../../texts/spoken.js';
import { TEXTS } from '../../texts/texts.js';
import { PrivilegedGroups } from './privileged-groups.js';
import { RoleFilter } from './role-filter.js';
import { StepFields, type StepFieldsProps } from './step-fields.js';
import { StepForm, stepHref, Wizard, type WizardProps } from './wizard.js';

const T = TEXTS.setup;

export const Problems: FC<{ readonly problems: readonly Problem[] }> = ({ problems }) =>
  problems.length === 0 ? null : (
    <div class="note bad" role="alert">
      <p>
        <b>{T.notSaved}</b>
      </p>
      <ul>
        {problems.map((problem) => (
          <li>{`${problem.path.join('.')}: ${problemText(problem)}`}</li>
        ))}
      </ul>
    </div>
  );

/** A step that is made from the class of the sync: what may be done, and what happens to those who leave. */
export const SettingsStep: FC<WizardProps & StepFieldsProps> = ({ frame, draft, step, problems, ...fields }) => (
  <Wizard {...{ frame, draft, step }}>
    <Problems problems={problems} />
    <StepForm {...{ frame, draft, step }}>
      <StepFields {...fields} problems={problems} />
    </StepForm>
  </Wizard>
);

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
        <button type="submit" name="do" value="show" id="count" class="quiet">
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
