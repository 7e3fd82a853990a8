import type { Group, ResourceSchema } from '@rollcall/contract';
import { type Discovery, FIRST_CREDENTIALS, type PeopleCount } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { labelAndHint } from '../../texts/message.js';
import { TEXTS } from '../../texts/texts.js';
import { Choice } from '../wizard/choice.js';
import { Problems } from '../wizard/choices.js';
import { Radios } from '../wizard/radios.js';
import { RoleFilter } from '../wizard/role-filter.js';
import { StepForm, Wizard, type WizardProps } from '../wizard/wizard.js';

const T = TEXTS.both;
const S = TEXTS.setup;
/** How forms name the two connections, whatever they are called. */
export const SIDES = ['first', 'second'] as const;

export interface BothOperationsStepProps extends WizardProps {
  readonly discovery: Discovery;
  /** Connections in which accounts are made. */
  readonly create: readonly string[];
  readonly conflicts: string;
  /** Attribute that says when an account changed, by connection. */
  readonly clocks: Readonly<Record<string, string>>;
  readonly signIn: string;
  readonly credential: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** What may be done on each side, and who wins. */
export const BothOperationsStep: FC<BothOperationsStepProps> = (props) => {
  const { discovery, create, conflicts, clocks, signIn, credential, problems, ...wizard } = props;
  const { from = '', to = '' } = wizard.draft;
  const sides = [
    { name: from, other: to, schema: discovery.source, support: discovery.sourceSupport },
    { name: to, other: from, schema: discovery.target, support: discovery.support },
  ];
  const O = T.operations;
  return (
    <Wizard {...wizard}>
      <Problems problems={problems} />
      <StepForm {...wizard} step="operations">
        <fieldset class="card">
          <legend class="visually-hidden">{O.create}</legend>
          <p class="label" aria-hidden="true">
            {O.create}
          </p>
          {sides.map(({ name, other, support }) => {
            const [label, hint] = labelAndHint(O.createIn, name, other);
            const making = support?.create;
            return (
              <Choice
                kind="checkbox"
                name="create[]"
                value={name}
                checked={create.includes(name)}
                label={label}
                hints={[
                  hint,
                  making?.supported === false ? `${S.operations.unsupported}: ${making.reason}` : undefined,
                ]}
              />
            );
          })}
        </fieldset>
        <Radios
          name="conflicts"
          legend={O.conflicts}
          value={conflicts}
          choices={[
            ['ask', O.policies.ask],
            [from, labelAndHint(O.wins, from)],
            [to, labelAndHint(O.wins, to)],
            ['newest', O.policies.newest],
          ]}
        />
        <div class="card" data-when-name="conflicts" data-when-is='["newest"]'>
          {sides.map(({ name, schema }, at) => (
            <Clock name={name} at={at} schema={schema} value={clocks[name] ?? ''} />
          ))}
        </div>
        <Radios
          name="signIn"
          legend={O.signIn}
          value={signIn}
          choices={[
            ['both', O.signIns.both],
            [from, labelAndHint(O.signInBy, from)],
            [to, labelAndHint(O.signInBy, to)],
          ]}
        />
        {sides.map(({ name }, at) => (
          <Radios
            name={`credential.${SIDES[at]}`}
            legend={O.credential(name)}
            value={credential[name] ?? 'none'}
            choices={FIRST_CREDENTIALS.map((one) => [one, labelAndHint(O.credentials[one], name)] as const)}
          />
        ))}
      </StepForm>
    </Wizard>
  );
};

interface ClockProps {
  readonly name: string;
  readonly at: number;
  readonly schema: ResourceSchema;
  readonly value: string;
}

const Clock: FC<ClockProps> = ({ name, at, schema, value }) => (
  <div class="field">
    <label for={`clock-${at}`}>{T.operations.clock(name)}</label>
    <select id={`clock-${at}`} name={`clocks.${SIDES[at]}`}>
      <option value="">{T.operations.noClock}</option>
      {schema.attributes.map((attribute) => (
        <option value={attribute.name} {...(attribute.name === value ? { selected: true } : {})}>
          {attribute.label === undefined ? attribute.name : `${attribute.label} (${attribute.name})`}
        </option>
      ))}
    </select>
  </div>
);

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
  readonly outOfScope: string;
  readonly problems: readonly Problem[];
}

/** Whom the sync is about, on each side. */
export const BothScopeStep: FC<BothScopeStepProps> = ({ sides, outOfScope, problems, ...wizard }) => (
  <Wizard {...wizard}>
    <Problems problems={problems} />
    <StepForm {...wizard} step="scope">
      {sides.map((side, at) => (
        <ScopeOf side={side} at={at} />
      ))}
      <p>
        <button type="submit" name="do" value="show" class="quiet">
          {S.scope.count}
        </button>
      </p>
      <Radios
        name="outOfScope"
        legend={T.leavers.outOfScope}
        value={outOfScope}
        choices={Object.entries(T.leavers.outOfScopes)}
      />
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
