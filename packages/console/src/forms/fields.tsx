import type { Problem, SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { stringify } from 'yaml';
import { problemText } from '../texts/spoken.js';
import { TEXTS } from '../texts/texts.js';
import { ChoiceField } from './choice-field.js';
import { CronField } from './cron-field.js';
import { KeyedField } from './keyed-field.js';
import { type Names, NO_NAMES, type Option, optionsOf } from './options.js';
import { safeWidget } from './safe-widget.js';
import { WidgetField } from './widget-field.js';

type Settings = Readonly<Record<string, unknown>>;

export interface FieldsProps {
  readonly described: readonly SettingDescription[];
  /** Begins the names of the fields. */
  readonly name: string;
  readonly values: Settings;
  /** Paths of secrets that are set; they are never in the page. */
  readonly secrets: readonly string[];
  /** Paths from the settings. */
  readonly problems: readonly Problem[];
  /** What settings can be the names of. */
  readonly names?: Names;
  /** What is said of values besides, by setting: what a system cannot do. */
  readonly remarks?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Path of these settings within the plugin's. */
  readonly path?: readonly (string | number)[];
  /** Id of the plugin whose settings these are, for messages about its widgets. */
  readonly plugin?: string;
}

/** The form of a plugin's settings, made from its configuration class: what is needed first, the rest folded away. */
export const Fields: FC<FieldsProps> = (props) => {
  const { described } = props;
  const deciding = new Set(described.flatMap(({ when }) => (when === undefined ? [] : [when.setting])));
  const folded = described.filter((setting) => isFolded(setting, deciding));
  const hasProblem = folded.some(({ name }) =>
    props.problems.some(({ path }) => path[(props.path ?? []).length] === name),
  );
  return (
    <>
      {described
        .filter((setting) => !folded.includes(setting))
        .map((setting) => (
          <Field {...props} setting={setting} />
        ))}
      {folded.length === 0 ? null : (
        <details class="more" {...(hasProblem ? { open: true } : {})}>
          <summary>{TEXTS.setup.connection.more}</summary>
          {folded.map((setting) => (
            <Field {...props} setting={setting} />
          ))}
        </details>
      )}
    </>
  );
};

/** What its author folds away; else what works as it is, and decides nothing. */
function isFolded(setting: SettingDescription, deciding: ReadonlySet<string>): boolean {
  if (setting.advanced !== undefined) return setting.advanced;
  if (setting.required || setting.when !== undefined || deciding.has(setting.name)) return false;
  return !hasSecret(setting);
}

function hasSecret({ secret, settings = [] }: SettingDescription): boolean {
  return secret || settings.some(hasSecret);
}

type FieldProps = FieldsProps & { readonly setting: SettingDescription };

const Field: FC<FieldProps> = (props) => {
  const { setting, name, values, secrets, path = [], problems } = props;
  const { settings, type } = setting;
  if (settings !== undefined && type === 'object') {
    const inner = values[setting.name];
    return (
      <fieldset class="group">
        <legend>{labelOf(setting)}</legend>
        <p class="hint">{setting.description}</p>
        <Fields
          described={settings}
          name={`${name}.${setting.name}`}
          values={typeof inner === 'object' && inner !== null ? (inner as Settings) : {}}
          secrets={secrets.flatMap((secret) =>
            secret.startsWith(`${setting.name}.`) ? [secret.slice(setting.name.length + 1)] : [],
          )}
          problems={problems}
          path={[...path, setting.name]}
          {...(props.plugin === undefined ? {} : { plugin: props.plugin })}
          {...(props.names === undefined ? {} : { names: props.names })}
        />
      </fieldset>
    );
  }
  const own = problems
    .filter((problem) => [...path, setting.name].every((part, index) => problem.path[index] === part))
    .map((problem) => setting.problems?.[problem.code ?? ''] ?? problemText(problem));
  const when =
    setting.when === undefined
      ? {}
      : { 'data-when-name': `${name}.${setting.when.setting}`, 'data-when-is': JSON.stringify(setting.when.is) };
  return (
    <div class="field" {...when}>
      <Input {...props} own={own} />
      {own.map((text) => (
        <p class="problem" id={`${idOf(props)}-problem`}>
          {text}
        </p>
      ))}
    </div>
  );
};

function idOf({ name, setting }: FieldProps): string {
  return `${name}.${setting.name}`.replace(/[^\w-]/g, '-');
}

/** `baseUrl` is "Base url" where its author gave no label. */
export function labelOf({ label, name }: Pick<SettingDescription, 'label' | 'name'>): string {
  if (label !== undefined) return label;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const Input: FC<FieldProps & { readonly own: readonly string[] }> = (props) => {
  const { setting, name, values, secrets, own, names = NO_NAMES } = props;
  const problem = own.length > 0;
  const id = idOf(props);
  const field = `${name}.${setting.name}`;
  const value = values[setting.name] ?? setting.defaultValue;
  const hint = `${id}-hint`;
  const common = {
    id,
    name: field,
    'aria-describedby': problem ? `${hint} ${id}-problem` : hint,
    ...(problem ? { 'aria-invalid': 'true' as const } : {}),
  };
  if (setting.type === 'boolean')
    return (
      <label class="choice" for={id}>
        <input type="checkbox" {...common} value="true" {...(value === true ? { checked: true } : {})} />
        <span>
          <b>{labelOf(setting)}</b>
          <span class="hint" id={hint}>
            {setting.description}
          </span>
        </span>
      </label>
    );
  const keys = setting.keys === undefined ? undefined : names(setting.keys);
  if (keys !== undefined) return <KeyedField {...{ setting, keys, names, value, common }} label={labelOf(setting)} />;
  const options = setting.type === 'object' ? undefined : optionsOf(setting, names);
  if (options !== undefined && (setting.type === 'list' || setting.hints !== undefined))
    return (
      <ChoiceField
        many={setting.type === 'list'}
        name={field}
        legend={labelOf(setting)}
        help={setting.description}
        options={options}
        chosen={chosenOf(setting, value, options)}
        remarks={props.remarks?.[setting.name] ?? {}}
        describedBy={common['aria-describedby']}
        invalid={problem}
      />
    );
  return (
    <>
      <label for={id}>{labelOf(setting)}</label>
      <Control
        setting={setting}
        common={common}
        value={value}
        isSet={secrets.includes(setting.name)}
        options={options}
        own={own}
        plugin={props.plugin}
      />
      <p class="hint" id={hint}>
        {setting.description}
        {setting.secret ? ` ${secretHint(setting, secrets.includes(setting.name))}` : ''}
      </p>
    </>
  );
};

/** What is chosen; of a list of names that is left out, all. */
function chosenOf({ type, names }: SettingDescription, value: unknown, options: readonly Option[]): readonly string[] {
  if (type !== 'list') return [String(value)];
  if (Array.isArray(value)) return value.map(String);
  return names === undefined ? [] : options.map((option) => option.value);
}

function secretHint({ generate }: SettingDescription, isSet: boolean): string {
  if (isSet) return TEXTS.setup.connection.secretSet;
  return generate === undefined ? TEXTS.setup.connection.secretHint : TEXTS.setup.types.generated;
}

interface ControlProps {
  readonly setting: SettingDescription;
  readonly common: Readonly<Record<string, string>>;
  readonly value: unknown;
  readonly isSet: boolean;
  readonly options: readonly Option[] | undefined;
  /** What is wrong with the value. */
  readonly own: readonly string[];
  readonly plugin: string | undefined;
}

const OF_WIDGETS: readonly string[] = ['string', 'number', 'integer'];
/** Those that the console has itself. */
const OWN_WIDGETS: readonly string[] = ['cron', 'text'];

/** The plugin's own widget where it brings a sound one; else the plain field, which says so. */
const Control: FC<ControlProps> = (props) => {
  const { setting, common, own } = props;
  const { widget, secret, type } = setting;
  if (typeof widget === 'string' && !OWN_WIDGETS.includes(widget))
    return <WithoutWidget {...props} id={widget} reason={TEXTS.setup.connection.noWidget} />;
  if (typeof widget !== 'object' || widget === null || secret || !OF_WIDGETS.includes(type))
    return <PlainControl {...props} />;
  const value = props.value === undefined || props.value === null ? '' : String(props.value);
  try {
    const about = { label: labelOf(setting), help: setting.description, problems: own };
    const element = safeWidget(widget, { ...about, value, text: (_, plain) => plain });
    const list = JSON.stringify(element).includes('"tag":"datalist"');
    return <WidgetField element={element} common={common} value={value} list={list} />;
  } catch (error) {
    const reason = textOf(error instanceof Error ? error.message : undefined, 'it threw');
    return <WithoutWidget {...props} id={textOf(widget.id, '?')} reason={reason} />;
  }
};

/** The plain field, with why the plugin's own is not there. */
const WithoutWidget: FC<ControlProps & { readonly id: string; readonly reason: string }> = ({
  id,
  reason,
  ...props
}) => (
  <>
    <PlainControl {...props} />
    <p class="hint">{TEXTS.setup.connection.widgetFault(id, props.plugin ?? '?', reason)}</p>
  </>
);

/** What a plugin calls a text, if it is one. */
function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value.slice(0, 200) : otherwise;
}

const PlainControl: FC<ControlProps> = ({ setting, common, value, isSet, options }) => {
  const { type, secret, required } = setting;
  const needed = required && !isSet ? { required: true } : {};
  if (setting.widget === 'cron') return <CronField common={common} value={typeof value === 'string' ? value : ''} />;
  if (options !== undefined)
    return (
      <select {...common}>
        {required ? null : setting.defaultValue === undefined ? <option value=""></option> : null}
        {options.map((option) => (
          <option value={option.value} {...(String(value) === option.value ? { selected: true } : {})}>
            {option.label}
          </option>
        ))}
      </select>
    );
  if (secret)
    return (
      <input
        type="password"
        {...common}
        {...needed}
        autocomplete="new-password"
        placeholder={isSet ? '••••••••' : ''}
      />
    );
  if (type === 'list' || type === 'object' || type === 'any' || setting.widget === 'text')
    return (
      <textarea {...common} rows={3} {...needed}>
        {areaText(setting, value)}
      </textarea>
    );
  const isNumber = type === 'number' || type === 'integer';
  return (
    <input
      type={isNumber ? 'number' : setting.format === 'uri' ? 'url' : 'text'}
      {...common}
      {...needed}
      {...(isNumber ? { step: type === 'integer' ? '1' : 'any' } : { autocomplete: 'off' as const })}
      {...(setting.minimum === undefined ? {} : { min: setting.minimum })}
      {...(setting.maximum === undefined ? {} : { max: setting.maximum })}
      placeholder={setting.placeholder ?? setting.example ?? ''}
      value={value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)}
    />
  );
};

function areaText({ type, items }: SettingDescription, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (type === 'list' && items === 'string' && Array.isArray(value)) return value.join('\n');
  const isNothing = typeof value === 'object' && Object.keys(value).length === 0;
  return isNothing ? '' : typeof value === 'string' ? value : stringify(value).trimEnd();
}
