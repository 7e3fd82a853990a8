import type { AttributeDescription, AttributeValue } from '@rollcall/contract';
import { NotFoundError } from '@rollcall/contract';
import type { CoreApi, JsonApiRow } from './core-api.js';
import { pagesOf } from './paging.js';

/** Attributes of a user that a custom field cannot take the name of. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'id',
  'name',
  'username',
  'email',
  'block',
  'sendEmail',
  'registerDate',
  'lastvisitDate',
  'lastResetTime',
  'resetCount',
  'requireReset',
  'group_count',
  'group_names',
  'groups',
  'params',
  'password',
  'password2',
  'activation',
  'com_fields',
]);
const CHOICES: ReadonlySet<string> = new Set(['list', 'checkboxes', 'radio', 'sql']);

/** A site has few fields, and Joomla sets no limit: they come in one answer. */
const PAGE_SIZE = 500;

/** A custom field of users. */
export interface CustomField {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Joomla's type of field: `text`, `list`, `checkboxes` … */
  readonly type: string;
  readonly required: boolean;
  readonly multiple: boolean;
  /** The values of its options, for fields with a list of them. */
  readonly options: readonly string[];
}

export type CustomFields = ReadonlyMap<string, CustomField>;

/** Reads and remembers the site's custom fields of users. */
export class FieldCatalogue {
  #fields: Promise<CustomFields> | undefined;

  constructor(private readonly api: CoreApi) {}

  fields(signal: AbortSignal): Promise<CustomFields> {
    return this.#fields ?? this.refresh(signal);
  }

  /** Reads them anew, once per run. */
  refresh(signal: AbortSignal): Promise<CustomFields> {
    const reading = this.#read(signal);
    this.#fields = reading;
    reading.catch(() => {
      if (this.#fields === reading) this.#fields = undefined;
    });
    return reading;
  }

  async #read(signal: AbortSignal): Promise<CustomFields> {
    const fields = new Map<string, CustomField>();
    try {
      for await (const { rows } of pagesOf(this.api, {
        path: 'fields/users',
        pageSize: PAGE_SIZE,
        doing: `reading custom fields of users of ${this.api.site}`,
        signal,
      })) {
        for (const row of rows) {
          const field = fieldOf(row);
          if (field !== undefined) fields.set(field.name, field);
        }
      }
    } catch (error) {
      // The plugin "Web Services - Fields" is off: then no field can be written either.
      if (NotFoundError.is(error)) return new Map();
      throw error;
    }
    return fields;
  }
}

/** The field as an attribute to map to. */
export function describeField(field: CustomField): AttributeDescription {
  return {
    name: field.name,
    label: field.label,
    type: 'string',
    description: field.description === '' ? 'Custom field of the site.' : field.description,
    ...(field.required ? { required: true } : {}),
    ...(field.multiple ? { multiValued: true } : {}),
    ...(field.options.length === 0 ? {} : { values: field.options }),
  };
}

/** A value as Joomla tells it, as an attribute value: of `{"sales":"Sales"}` the value is `sales`; `[]` is no value. */
export function readField(field: CustomField, value: unknown): AttributeValue | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object') return value as AttributeValue;
  if (!CHOICES.has(field.type)) return JSON.parse(JSON.stringify(value)) as AttributeValue;
  // PHP writes options with the values 0, 1, 2 … as a list, so the position is the value.
  const chosen = Object.keys(value);
  return field.multiple ? chosen : (chosen[0] ?? null);
}

/** A value as Joomla takes it: `""` clears, `null` would be overlooked. */
export function writeField(value: AttributeValue): unknown {
  if (value === null) return '';
  return typeof value === 'boolean' ? Number(value) : value;
}

function fieldOf({ attributes }: JsonApiRow): CustomField | undefined {
  const { name, label, title, description, type, required, state } = attributes;
  if (typeof name !== 'string' || OWN_NAMES.has(name) || Number(state) !== 1) return undefined;
  const parameters = (attributes.fieldparams ?? {}) as { multiple?: unknown; options?: unknown };
  const options = Object.values((parameters.options ?? {}) as Record<string, { value?: unknown }>).map(
    (option) => option?.value,
  );
  return {
    name,
    type: String(type),
    required: Number(required) === 1,
    label: String(label || title || name),
    description: typeof description === 'string' ? description : '',
    multiple: type === 'checkboxes' || Number(parameters.multiple ?? 0) === 1,
    options: CHOICES.has(String(type)) ? options.filter((option) => option !== undefined).map(String) : [],
  };
}
