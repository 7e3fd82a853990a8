import type { Attributes, AttributeValue, CreateRequest } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';
import {
  buildPatchRequest,
  diffToPatch,
  type PatchOperation,
  parsePath,
  pathsFromResource,
  resourceFromPaths,
  type SchemaIndex,
  ScimPathError,
  schemasOf,
  writePath,
} from '@rollcall/scim-protocol';
import type { Row } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';

/** A new user, whole. */
export function newUser(
  { attributes, active, credential }: Pick<CreateRequest, 'attributes' | 'active' | 'credential'>,
  users: SchemaIndex,
  { deactivateBy }: ScimConfig,
): Row {
  const given = Object.entries(attributes).filter(([, value]) => value !== null);
  const secret = credential?.kind === 'password' ? { password: credential.password.reveal() } : {};
  const user = { ...resourceFromPaths(Object.fromEntries(given), users), ...secret };
  return deactivateBy === 'active' ? { ...user, active } : user;
}

/** Must the user be read before it can be patched? Nobody knows whether the element of a list is there already. */
export function needsCurrent(
  set: Attributes,
  before: Attributes,
  users: SchemaIndex,
  { patchStyle }: ScimConfig,
): boolean {
  if (patchStyle === 'object') return true;
  return Object.keys(set).some((name) => {
    const { filter } = parsePath(name, { index: users });
    return filter !== undefined && !Object.hasOwn(before, name);
  });
}

export interface PatchInput {
  readonly set: Attributes;
  readonly before: Attributes;
  /** The user as it is, where it was read. */
  readonly current?: Row | undefined;
}

/** The fewest operations that set these values. Empty where they are set already. */
export function patchOperations(
  { set, before, current }: PatchInput,
  users: SchemaIndex,
  config: ScimConfig,
): readonly PatchOperation[] {
  if (config.patchStyle === 'object') return inOneObject(set, current ?? {}, users, config);
  const known = current === undefined ? before : pathsFromResource(current, Object.keys(set), users);
  const isKnown = (name: string): boolean => current !== undefined || Object.hasOwn(known, name);
  const names = Object.keys(set);
  const unknown = names.filter((name) => !isKnown(name)).map((name) => blindly(name, set[name]));
  const rest = Object.fromEntries(names.filter(isKnown).map((name) => [name, set[name]]));
  const options = { missing: 'keep' as const, ...(current === undefined ? {} : { current }) };
  const drafts = diffToPatch(known, rest, users, options).map((draft) => {
    // Adding to a list keeps what others have put into it meanwhile; the whole list was meant.
    const isWhole =
      draft.op === 'add' && Object.hasOwn(rest, draft.path ?? '') && Array.isArray(rest[draft.path ?? '']);
    return isWhole && isEmpty(known[draft.path ?? '']) ? { ...draft, op: 'replace' } : draft;
  });
  return [...unknown, ...drafts].map((operation) => inVerbs(operation, config));
}

/** What an attribute was is not known: a replacement sets it, and a removal clears it, whatever it was (RFC 7644 §3.5.2). */
function blindly(path: string, value: AttributeValue | undefined): PatchOperation {
  const isCleared = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return isCleared ? { op: 'remove', path } : { op: 'replace', path, value };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

export function activePatch(active: boolean, config: ScimConfig): readonly PatchOperation[] {
  const operation =
    config.patchStyle === 'object'
      ? { op: 'replace', value: { active } }
      : { op: 'replace', path: 'active', value: active };
  return [inVerbs(operation, config)];
}

/** The body of a PATCH. */
export function patchBody(operations: readonly PatchOperation[]): Row {
  return buildPatchRequest(operations);
}

/** The whole user for a PUT, with what it had besides. */
export function replacement(current: Row, set: Attributes, users: SchemaIndex): Row {
  let next = current;
  for (const [name, value] of Object.entries(set))
    next = writePath(next, name, value === null ? undefined : value, users);
  return { ...next, schemas: schemasOf(next, users) };
}

/** `Add` instead of `add`, for services that compare letter by letter. */
export function inVerbs<T extends PatchOperation>(operation: T, { patchVerbs }: Pick<ScimConfig, 'patchVerbs'>): T {
  if (patchVerbs === 'lower') return operation;
  return { ...operation, op: operation.op.charAt(0).toUpperCase() + operation.op.slice(1) };
}

/** What does not fit the schema is the account's own fault, and final until it changes. */
export function rejectingPaths<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ScimPathError)) throw error;
    throw new RejectedError({
      code: 'scim-path',
      doing,
      happened: error.message,
      hint: 'mend the attribute in the mapping',
      cause: error,
    });
  }
}

/** One operation without a path: each top attribute that changes, whole. */
function inOneObject(set: Attributes, current: Row, users: SchemaIndex, config: ScimConfig): readonly PatchOperation[] {
  const next = replacement(current, set, users);
  const value: Record<string, AttributeValue> = {};
  for (const name of Object.keys(set)) {
    const { schema, name: top } = parsePath(name, { index: users });
    const key = schema === undefined || users.isCore(schema) ? top : schema;
    value[key] = (next[key] ?? null) as AttributeValue;
  }
  return Object.keys(value).length === 0 ? [] : [inVerbs({ op: 'replace', value }, config)];
}
