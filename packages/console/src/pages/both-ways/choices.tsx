import type { Group } from '@rollcall/contract';
import type { PeopleCount } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { TEXTS } from '../../texts/texts.js';
import { Problems } from '../wizard/choices.js';
import { RoleFilter } from '../wizard/role-filter.js';
import { StepFields, type StepFieldsProps } from '../wizard/step-fields.js';
import { StepForm, Wizard, type WizardProps } from '../wizard/wizard.js';

const T = TEXTS.both;
const S = TEXTS.setup;
/** How forms name the two connections, whatever they are called. */
export const SIDES = ['first', 'second'] as const;

/** Whom of a side the sync is about. */
export interface ScopedSide {
  readonly name: string;
  readonly groups: readonly Group[];
  readonly roles: readonly string[];
  readonly where: string;
  readonly count: PeopleCount;
}

export interface BothScopeStepProps extends WizardProps {
  readonly sides: readonly ScopedSide[];
  readonly fields: Omit<StepFieldsProps, 'problems'>;
  readonly problems: readonly Problem[];
}

/** Whom the sync is about, on each side. */
export const BothScopeStep: FC<BothScopeStepProps> = ({ sides, fields, problems, ...wizard }) => (
  <Wizard {...wizard}>
    <Problems problems={problems} />
    <StepForm {...wizard} step="scope">
      {sides.map((side, at) => (
        <ScopeOf side={side} at={at} />
      ))}
      <p>
        <button type="submit" name="do" value="show" id="count" class="quiet">
          {S.scope.count}
        </button>
      </p>
      <StepFields {...fields} problems={problems} />
    </StepForm>
  </Wizard>
);

const ScopeOf: FC<{ readonly side: ScopedSide; readonly at: number }> = ({ side, at }) => {
  const { name, groups, roles, where, count } = side;
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{T.scope.side(name)}</legend>
      <p class="label" aria-hidden="true">
        {T.scope.side(name)}
      </p>
      <p class="hint">{groups.length === 0 ? T.scope.noRoles(name) : T.scope.none(name)}</p>
      <RoleFilter name={`sides.${SIDES[at]}.roles[]`} groups={groups} roles={roles} count={count} />
      <div class="field">
        <label for={`where-${at}`}>{T.scope.where}</label>
        <input
          id={`where-${at}`}
          name={`sides.${SIDES[at]}.where`}
          value={where}
          autocomplete="off"
          aria-describedby={`where-${at}-hint`}
        />
        <p class="hint" id={`where-${at}-hint`}>
          {T.scope.whereHint}
        </p>
      </div>
      <p class="note good" role="status">
        <b>{S.scope.total(count.inScope, count.total, count.complete)}</b>
      </p>
    </fieldset>
  );
};
