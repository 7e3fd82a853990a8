import { internalError, jsonApi, noContent, notFound, saveFailed } from './answers.js';
import type { JoomlaSite } from './joomla-site.js';
import type { FieldOption, JoomlaField, JoomlaUser } from './model.js';
import { pageOf } from './page-of.js';
import type { Input } from './user-input.js';

/** Columns that have no default value in the database, so that a create without them fails. */
const NEEDED = ['description', 'params', 'fieldparams'] as const;

/** Custom fields of users, of the core Web Services API. */
export class CoreFields {
  constructor(
    private readonly site: JoomlaSite,
    private readonly url: URL,
    private readonly actor: JoomlaUser,
  ) {}

  list(): Response {
    const shown = this.site.fields.filter(({ state }) => state === 1 || state === 0);
    return pageOf(this.url, shown, (field) => this.#row(field));
  }

  one(id: string): Response {
    const field = this.#find(id);
    return field === undefined ? notFound() : this.#document(field);
  }

  create(data: Input): Response {
    const missing = NEEDED.find((column) => data[column] === undefined);
    if (missing !== undefined) return saveFailed(`Field '${missing}' doesn't have a default value`);
    const now = this.site.now();
    const title = String(data.title ?? '');
    const name = String(data.name ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
    const fieldparams = numbersOf(data.fieldparams as Input);
    const field = this.site.addField({
      name,
      title,
      label: String(data.label ?? title),
      type: String(data.type ?? 'text'),
      state: Number(data.state ?? 1),
      options: optionsOf(fieldparams),
      multiple: Number(fieldparams.multiple ?? 0) === 1,
      rest: {
        asset_id: 101 + this.site.fields.length,
        group_id: Number(data.group_id ?? 0),
        default_value: data.default_value ?? '',
        note: data.note ?? '',
        description: data.description ?? '',
        required: Number(data.required ?? 0),
        params: data.params,
        fieldparams,
        language: data.language ?? '*',
        created_time: now,
        created_user_id: this.actor.id,
        modified_time: now,
        modified_by: this.actor.id,
        access: Number(data.access ?? 1),
      },
    });
    return this.#document(field);
  }

  patch(id: string, data: Input): Response {
    const field = this.#find(id);
    if (field === undefined) return notFound();
    if (data.label !== undefined) field.label = String(data.label);
    if (data.title !== undefined) field.title = String(data.title);
    if (data.state !== undefined) field.state = Number(data.state);
    Object.assign(field.rest, { modified_time: this.site.now(), modified_by: this.actor.id });
    return this.#document(field);
  }

  /** Only what is in the trash. */
  remove(id: string): Response {
    const field = this.#find(id);
    if (field?.state !== -2) return internalError();
    this.site.deleteField(field.id);
    return noContent();
  }

  #find(id: string): JoomlaField | undefined {
    return this.site.fields.find((field) => field.id === Number(id));
  }

  #document(field: JoomlaField): Response {
    const { id, title, name, label, type, state } = field;
    const rest = restOf(field);
    return jsonApi(200, {
      links: { self: `${this.url.origin}${this.url.pathname}` },
      data: {
        type: 'fields',
        id: String(id),
        attributes: {
          typeAlias: null,
          id,
          asset_id: rest.asset_id,
          context: 'com_users.user',
          group_id: rest.group_id,
          title,
          name,
          label,
          default_value: rest.default_value,
          type,
          note: rest.note,
          description: rest.description,
          state,
          required: rest.required,
          checked_out: null,
          checked_out_time: null,
          ordering: 0,
          params: rest.params,
          fieldparams: rest.fieldparams,
          language: rest.language,
          created_time: rest.created_time,
          created_user_id: rest.created_user_id,
          modified_time: rest.modified_time,
          modified_by: rest.modified_by,
          access: rest.access,
          assigned_cat_ids: [0],
        },
      },
    });
  }

  #row(field: JoomlaField): unknown {
    const { id, title, name, label, type, state } = field;
    const rest = restOf(field);
    return {
      type: 'fields',
      id: String(id),
      attributes: {
        id,
        title,
        name,
        checked_out: null,
        checked_out_time: null,
        note: rest.note,
        state,
        access: rest.access,
        created_time: rest.created_time,
        created_user_id: rest.created_user_id,
        ordering: 0,
        language: rest.language,
        fieldparams: rest.fieldparams,
        params: rest.params,
        type,
        default_value: rest.default_value,
        context: 'com_users.user',
        group_id: rest.group_id,
        label,
        description: rest.description,
        required: rest.required,
        language_title: null,
        language_image: null,
        editor: null,
        access_level: 'Public',
        author_name: this.site.users.get(Number(rest.created_user_id))?.name ?? null,
        group_title: null,
        group_access: null,
        group_state: null,
        group_note: null,
      },
    };
  }
}

/** All columns of a field; one that a test made by its name alone gets what Joomla would fill in. */
function restOf({ rest, options, multiple, type }: JoomlaField): Readonly<Record<string, unknown>> {
  const choices = Object.fromEntries(options.map((option, at) => [`options${at}`, option]));
  return {
    asset_id: 0,
    group_id: 0,
    default_value: '',
    note: '',
    description: '',
    required: 0,
    params: {},
    fieldparams: type === 'text' ? { filter: '', maxlength: '' } : { multiple: Number(multiple), options: choices },
    language: '*',
    access: 1,
    ...rest,
  };
}

/** Joomla's form makes a number of `multiple`. */
function numbersOf(fieldparams: Input): Input {
  return 'multiple' in fieldparams ? { ...fieldparams, multiple: Number(fieldparams.multiple) } : fieldparams;
}

function optionsOf({ options }: Input): readonly FieldOption[] {
  return typeof options === 'object' && options !== null
    ? Object.values(options as Record<string, { readonly name?: unknown; readonly value?: unknown }>).map((option) => ({
        name: String(option.name ?? ''),
        value: String(option.value ?? ''),
      }))
    : [];
}
