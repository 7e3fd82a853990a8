import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';
import { type AttributePath, parsePath, readPath, ScimPathError, USER_INDEX, writePath } from '@rollcall/scim-protocol';
import type { Row } from './database.js';

/** An account as it is stored: a SCIM resource without what has a column of its own. */
export type Data = Readonly<Record<string, unknown>>;

/** What accounts are looked up and put in order by. */
export interface Keys {
  readonly userName: string;
  readonly externalId: string | null;
  readonly displayName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly emails: readonly { readonly value: string; readonly type: string }[];
}

const PLAIN = /^[A-Za-z]+$/;
const paths = new Map<string, AttributePath>();
/** Names come from schemas and mappings; more than this are not remembered. */
const MOST_NAMES = 1_000;

export function valueAt(data: Data, name: string): AttributeValue | undefined {
  return readerOf(name)(data) as AttributeValue | undefined;
}

type Reader = (data: Data) => unknown;

const readers = new Map<string, Reader>();

/** Names are spelled as the schema spells them when they are stored, so that most are read without a search. */
function readerOf(name: string): Reader {
  const known = readers.get(name);
  if (known !== undefined) return known;
  const path = pathOf(name);
  const { schema, name: own, sub, filter } = path;
  const isPlain = filter === undefined && sub === undefined;
  const made: Reader = !isPlain
    ? (data) => readPath(data, path, USER_INDEX)
    : schema === undefined
      ? (data) => data[own]
      : (data) => (data[schema] as Data | undefined)?.[own];
  if (readers.size < MOST_NAMES) readers.set(name, made);
  return made;
}

/** The data with these values; `null` clears. Throws a `RejectedError` for what is no attribute. */
export function withValues(data: Data, values: Attributes, doing: string): Data {
  let next: Record<string, unknown> = { ...data };
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('meta.') || name === 'id') continue;
    const kept = value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
    try {
      if (PLAIN.test(name)) next[name] = kept;
      else next = { ...writePath(next, pathOf(name), kept, USER_INDEX) };
    } catch (error) {
      if (!(error instanceof ScimPathError)) throw error;
      throw new RejectedError({ code: 'directory-attribute', doing, happened: error.message });
    }
  }
  return next;
}

export function keysOf(data: Data, doing: string): Keys {
  const { userName, externalId, displayName, name, emails } = data as Readonly<Record<string, unknown>> & {
    readonly name?: Readonly<Record<string, unknown>>;
  };
  if (typeof userName !== 'string' || userName.trim() === '')
    throw new RejectedError({
      code: 'directory-user-name',
      doing,
      happened: 'the account has no userName',
      hint: 'map one',
    });
  return {
    userName: fold(userName),
    externalId: typeof externalId === 'string' ? externalId : null,
    displayName: folded(displayName),
    givenName: folded(name?.givenName),
    familyName: folded(name?.familyName),
    emails: emailsOf(emails),
  };
}

/** Texts are compared without case. */
export function fold(text: string): string {
  return text.toLowerCase();
}

export interface View {
  readonly names: readonly string[];
  readonly protect: ReadonlySet<string>;
}

/** What a row and its groups say, for these attributes. */
export function accountOf(row: Row, groups: readonly string[], { names, protect }: View): Account {
  const data = JSON.parse(row.data as string) as Data;
  const attributes: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value =
      name === 'meta.created'
        ? (row.created as string)
        : name === 'meta.lastModified'
          ? (row.modified as string)
          : valueAt(data, name);
    if (value !== undefined) attributes[name] = value;
  }
  const id = row.id as string;
  return {
    id,
    attributes,
    active: row.active === 1,
    groups,
    version: versionText(row.version as number),
    ...(protect.size > 0 && (protect.has(id) || protect.has(row.user_name_key as string))
      ? { protection: 'it is named in "protect"' }
      : {}),
  };
}

export function versionText(version: number): string {
  return `W/"${version}"`;
}

function pathOf(name: string): AttributePath {
  const known = paths.get(name);
  if (known !== undefined) return known;
  const parsed = parsePath(name, { index: USER_INDEX });
  if (paths.size < MOST_NAMES) paths.set(name, parsed);
  return parsed;
}

function folded(value: unknown): string | null {
  return typeof value === 'string' ? fold(value) : null;
}

/** Each value with each type once; an empty type is none. */
function emailsOf(emails: unknown): Keys['emails'] {
  if (!Array.isArray(emails)) return [];
  const found = new Map<string, Keys['emails'][number]>();
  for (const email of emails as readonly { readonly value?: unknown; readonly type?: unknown }[]) {
    if (typeof email?.value !== 'string') continue;
    const [value, type] = [fold(email.value), folded(email.type) ?? ''];
    found.set(`${type} ${value}`, { value, type });
  }
  return [...found.values()];
}
