import type { AttributeDescription, AttributeType, ResourceSchema } from '@rollcall/contract';
import { UID } from './account.js';
import { sighted } from './blind-row.js';
import type { DrupalSite } from './drupal-site.js';
import { getList, type JsonApiResource } from './json-api.js';
import { scimMeanings } from './scim-meanings.js';

/** Attributes of every Drupal user, with what they mean in SCIM. */
const CORE: readonly AttributeDescription[] = [
  {
    name: 'name',
    label: 'User name',
    type: 'string',
    required: true,
    unique: true,
    maxLength: 60,
    scim: 'userName',
    findable: true,
  },
  {
    name: 'mail',
    label: 'E-mail',
    type: 'string',
    unique: true,
    maxLength: 254,
    scim: 'emails[type eq "work"].value',
    findable: true,
  },
  { name: 'display_name', label: 'Name as shown', type: 'string', readOnly: true, scim: 'displayName' },
  { name: 'status', label: 'Active', type: 'boolean', readOnly: true, scim: 'active' },
  {
    name: 'uuid',
    label: 'UUID',
    type: 'string',
    readOnly: true,
    unique: true,
    description: 'Never changes.',
    scim: 'externalId',
  },
  { name: 'drupal_internal__uid', label: 'Number', type: 'integer', readOnly: true, unique: true },
  { name: 'preferred_langcode', label: 'Language', type: 'string', scim: 'preferredLanguage' },
  { name: 'timezone', label: 'Time zone', type: 'string', scim: 'timezone' },
  { name: 'langcode', label: 'Language of the account', type: 'string' },
  { name: 'preferred_admin_langcode', label: 'Language of administration pages', type: 'string' },
  { name: 'created', label: 'Created', type: 'dateTime', readOnly: true, scim: 'meta.created' },
  { name: 'changed', label: 'Changed', type: 'dateTime', readOnly: true, scim: 'meta.lastModified' },
  {
    name: 'access',
    label: 'Last seen',
    type: 'dateTime',
    readOnly: true,
    description: 'Hours old at times, because Drupal keeps the answer. Never: 1970-01-01T00:00:00+00:00.',
  },
  {
    name: 'login',
    label: 'Last sign-in',
    type: 'dateTime',
    readOnly: true,
    description: 'Hours old at times, because Drupal keeps the answer. Never: 1970-01-01T00:00:00+00:00.',
  },
  { name: 'init', label: 'First e-mail', type: 'string', readOnly: true },
];

/** What accounts show of themselves and no mapping can use. */
const HIDDEN: ReadonlySet<string> = new Set(['default_langcode', 'path']);
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;
const SAMPLE = 50;

/**
 * The site's attributes: those of every Drupal, and the fields that its users show. Fields that refer to other content (pictures,
 * taxonomy terms) are no attributes in JSON:API, and do not come.
 */
export function schemaOf(samples: readonly Readonly<Record<string, unknown>>[]): ResourceSchema {
  const own = new Set(CORE.map(({ name }) => name));
  const names = new Set(samples.flatMap((attributes) => Object.keys(attributes)));
  const fields = [...names].filter((name) => !own.has(name) && !HIDDEN.has(name)).sort();
  const meanings = scimMeanings(fields);
  return {
    attributes: [...CORE, ...fields.map((name) => describe(name, shownValue(samples, name), meanings.get(name)))],
  };
}

/** The first and the newest accounts: who was there first often has empty fields. Throws when they may not be seen. */
export async function sampleUsers(site: DrupalSite, signal: AbortSignal): Promise<readonly JsonApiResource[]> {
  const oldest = await firstUsers(site, UID, signal);
  return oldest.length < SAMPLE ? oldest : [...oldest, ...(await firstUsers(site, `-${UID}`, signal))];
}

async function firstUsers(site: DrupalSite, sort: string, signal: AbortSignal): Promise<readonly JsonApiResource[]> {
  const doing = 'reading what attributes accounts have';
  const query = {
    'filter[after][condition][path]': UID,
    'filter[after][condition][operator]': '>',
    'filter[after][condition][value]': 0,
    sort,
    'page[limit]': SAMPLE,
  };
  return sighted(site, (await getList(site, { path: 'user/user', query, signal, doing })).data, doing, signal);
}

function shownValue(samples: readonly Readonly<Record<string, unknown>>[], name: string): unknown {
  return samples
    .map((attributes) => attributes[name])
    .find((value) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0));
}

function describe(name: string, value: unknown, scim: string | undefined): AttributeDescription {
  const several = Array.isArray(value);
  const words = name
    .replace(/^field_/, '')
    .replaceAll('_', ' ')
    .trim();
  const label = words.charAt(0).toUpperCase() + words.slice(1);
  return {
    name,
    label,
    type: typeOf(several ? value[0] : value),
    ...(several ? { multiValued: true } : {}),
    ...(scim === undefined ? {} : { scim }),
  };
}

function typeOf(value: unknown): AttributeType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'decimal';
  if (typeof value === 'string') return DATE_TIME.test(value) ? 'dateTime' : 'string';
  return typeof value === 'object' && value !== null ? 'complex' : 'string';
}
