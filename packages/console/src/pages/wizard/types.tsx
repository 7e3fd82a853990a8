import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { TriggerView } from '../../api/setup.js';
import { Fields } from '../../forms/fields.js';
import { Choice } from '../../parts/choice.js';
import { TEXTS } from '../../texts/texts.js';
import { CopyField } from '../copy-field.js';
import { StepForm, Wizard, type WizardProps } from './wizard.js';

const T = TEXTS.setup.types;

export interface TypesStepProps extends WizardProps {
  readonly triggers: readonly TriggerView[];
  readonly problems: readonly Problem[];
  /** Secrets that were just made, by trigger and setting; shown this once. */
  readonly made: Readonly<Record<string, string>>;
  /** Where people reach this console. */
  readonly origin: string;
}

/** When people are brought in step. */
export const TypesStep: FC<TypesStepProps> = (props) => {
  const { frame, draft, triggers, problems, made } = props;
  const others = triggers.filter(({ id }) => id !== 'manual');
  return (
    <Wizard frame={frame} draft={draft} step="types">
      {Object.keys(made).length === 0 ? null : (
        <div class="note good" role="status" id="made" tabindex={-1}>
          <p>
            <b>{TEXTS.setup.saved}</b> {T.secretOnce}
          </p>
        </div>
      )}
      {problems.length === 0 ? null : (
        <p class="note bad" role="alert">
          {TEXTS.setup.notSaved}
        </p>
      )}
      <StepForm frame={frame} draft={draft} step="types">
        <div class="card">
          <h2 class="flat">{T.manual}</h2>
          <p class="soft">{T.manualText}</p>
        </div>
        {others.map((trigger) => (
          <Trigger {...props} trigger={trigger} />
        ))}
      </StepForm>
    </Wizard>
  );
};

const Trigger: FC<TypesStepProps & { readonly trigger: TriggerView }> = ({ trigger, problems, made, origin }) => {
  const { id, label, description, described, enabled, settings, secrets, hookPath } = trigger;
  const own = problems.flatMap(({ path, ...problem }) =>
    path[0] === 'triggers' && path[1] === id ? [{ ...problem, path: path.slice(2) }] : [],
  );
  return (
    <div class="card">
      <Choice
        kind="checkbox"
        name={`triggers.${id}.enabled`}
        value="true"
        checked={enabled}
        label={T.labels[id] ?? label}
        hints={[T.hints[id] ?? description]}
      />
      <div data-when-name={`triggers.${id}.enabled`} data-when-is="[true]">
        {hookPath === undefined ? null : <Hook id={id} url={origin + hookPath} secret={made[`${id}.secret`]} />}
        <Fields
          plugin={id}
          described={described}
          name={`triggers.${id}.settings`}
          values={settings}
          secrets={secrets}
          problems={own}
        />
      </div>
    </div>
  );
};

const Hook: FC<{ readonly id: string; readonly url: string; readonly secret: string | undefined }> = ({
  id,
  url,
  secret,
}) => (
  <div class="note">
    <h3>{T.hook}</h3>
    <p>{T.hookText}</p>
    <label for={`${id}-url`}>{T.url}</label>
    <CopyField id={`${id}-url`} value={url} />
    <br />
    <label for={`${id}-made`}>{T.secret}</label>
    {secret === undefined ? <p class="soft">{T.secretKept}</p> : <CopyField id={`${id}-made`} value={secret} />}
  </div>
);
