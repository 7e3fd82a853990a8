import type { CheckReport } from '@rollcall/contract';
import { checkPassed } from '@rollcall/contract';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { ConnectionView, ProviderView } from '../../api/connections.js';
import type { ExtensionView } from '../../api/extensions.js';
import { FormToken } from '../../parts/page.js';
import { Tag } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { ConnectionFields, ExtensionList, Stages } from '../system.js';
import { nextStep, stepHref, Wizard, type WizardProps } from './wizard.js';

const T = TEXTS.setup;
const C = T.connection;

export const ExtensionsStep: FC<WizardProps & { readonly extensions: readonly ExtensionView[] }> = ({
  extensions,
  ...wizard
}) => (
  <Wizard {...wizard}>
    <ExtensionList frame={wizard.frame} extensions={extensions} back={stepHref(wizard.draft.name, 'extensions')} />
    {extensions.some(({ state }) => state !== 'built-in') ? null : <p class="note warn">{T.extension.none}</p>}
    <div class="actions">
      <a class="button" href={stepHref(wizard.draft.name, 'source')}>
        {T.next}
      </a>
    </div>
  </Wizard>
);

export interface EndStepProps extends WizardProps {
  readonly step: 'source' | 'target';
  readonly providers: readonly ProviderView[];
  /** Connections that could be used as they are. */
  readonly connections: readonly ConnectionView[];
  /** Chosen, or in the draft already. */
  readonly provider: ProviderView | undefined;
  readonly connection: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
  readonly report: CheckReport | undefined;
}

/** Source and target are chosen alike. */
export const EndStep: FC<EndStepProps> = (props) => {
  const { frame, draft, step, providers, connections, provider, report } = props;
  return (
    <Wizard frame={frame} draft={draft} step={step}>
      {report === undefined ? null : <Result {...props} report={report} />}
      {provider === undefined ? (
        <>
          {connections.length === 0 ? null : <Existing {...props} />}
          <Kinds providers={providers} draft={draft} step={step} />
        </>
      ) : (
        <ConnectionForm {...props} provider={provider} />
      )}
    </Wizard>
  );
};

const Result: FC<EndStepProps & { readonly report: CheckReport }> = ({ draft, step, report }) => (
  <>
    <Stages report={report} />
    <div class="actions">
      {checkPassed(report) ? (
        <a class="button" href={stepHref(draft.name, nextStep(step))}>
          {T.next}
        </a>
      ) : null}
    </div>
    <h2>{T.change}</h2>
  </>
);

const Existing: FC<EndStepProps> = ({ frame, draft, step, connections }) => (
  <>
    <form method="post" action={stepHref(draft.name, step)} class="card">
      <FormToken session={frame.session} />
      <div class="field">
        <label for="use">{C.existing}</label>
        <select id="use" name="connection">
          {connections.map(({ name, label }) => (
            <option value={name}>{`${name} (${label})`}</option>
          ))}
        </select>
      </div>
      <button type="submit" name="do" value="use">
        {C.use}
      </button>
    </form>
    <h2>{C.or}</h2>
  </>
);

const Kinds: FC<Pick<EndStepProps, 'providers' | 'draft' | 'step'>> = ({ providers, draft, step }) => (
  <>
    {providers.length === 0 ? (
      <p class="note warn">
        {C.noProvider} <a href={stepHref(draft.name, 'extensions')}>{T.steps.extensions}</a>
      </p>
    ) : (
      <h2>{C.kind}</h2>
    )}
    <ul class="cards">
      {providers.map(({ id, label, description }) => (
        <li class="card">
          <h3>{label}</h3>
          <p class="soft">{description ?? ''}</p>
          <div class="row">
            <a class="button" href={`${stepHref(draft.name, step)}?provider=${encodeURIComponent(id)}`}>
              {C.choose}
              <span class="visually-hidden">{label}</span>
            </a>
          </div>
        </li>
      ))}
    </ul>
  </>
);

const ConnectionForm: FC<EndStepProps & { readonly provider: ProviderView }> = (props) => {
  const { frame, draft, step, provider, connection, values, secrets, problems } = props;
  const own = problems.filter(({ path }) => path[0] === 'connection' || path[0] === 'name');
  const invalid = own.length === 0 ? {} : { 'aria-invalid': 'true' as const };
  return (
    <form method="post" action={stepHref(draft.name, step)} class="card" novalidate>
      <FormToken session={frame.session} />
      <input type="hidden" name="provider" value={provider.id} />
      <p>
        <Tag state="" text={provider.label} /> <a href={`${stepHref(draft.name, step)}?provider=`}>{C.otherKind}</a>
      </p>
      {problems.length === 0 ? null : (
        <p class="note bad" role="alert">
          {T.notSaved}
        </p>
      )}
      <div class="field">
        <label for="connection">{C.name}</label>
        <input
          id="connection"
          name="connection"
          value={connection}
          autocomplete="off"
          aria-describedby={own.length === 0 ? 'connection-hint' : 'connection-problem connection-hint'}
          {...invalid}
        />
        {own.map(({ message }) => (
          <p class="problem" id="connection-problem">
            {message}
          </p>
        ))}
        <p class="hint" id="connection-hint">
          {C.nameHint}
        </p>
      </div>
      <ConnectionFields provider={provider} values={values} secrets={secrets} problems={problems} />
      <button type="submit" name="do" value="save">
        {step === 'source' ? C.saveTest : C.saveTestCredentials}
      </button>
    </form>
  );
};
