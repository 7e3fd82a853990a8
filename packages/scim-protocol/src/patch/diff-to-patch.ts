import { isRecord, type Row } from '../filter/property.js';
import { type AttributePath, ScimPathError } from '../path/attribute-path.js';
import { elementOf } from '../path/element-of.js';
import { parsePath, printPath } from '../path/parse-path.js';
import { readPath } from '../path/read-path.js';
import { isSameValue } from '../resource/same-value.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import { diffLists } from './diff-lists.js';
import type { PatchDraft } from './operation.js';

/** How two sets of values are compared. */
export interface DiffOptions {
  /** A path that `before` has and `after` does not: is it removed, or left as it is? `null` in `after` always removes. */
  readonly missing?: 'remove' | 'keep';
  /** The resource as the server has it, where known: says whether the element of a value path is there without its value. */
  readonly current?: Row;
}

/**
 * The fewest operations, in strict RFC 7644 words, that bring a resource from one set of flat `{path: value}` pairs to another.
 * An element that is not there is added as a whole; one that loses its last known value is removed as a whole. Throws a
 * `ScimPathError` for a path that is not one or whose filter cannot be met.
 */
export function diffToPatch(
  before: Row,
  after: Row,
  index: SchemaIndex,
  options: DiffOptions = {},
): readonly PatchDraft[] {
  const operations: PatchDraft[] = [];
  const elements = new Map<string, ElementChange>();
  const missing = options.missing === 'keep' ? [] : Object.keys(before).filter((path) => !Object.hasOwn(after, path));
  for (const path of [...Object.keys(after), ...missing]) {
    const [old, wanted] = [before[path] ?? undefined, after[path] ?? undefined];
    const parsed = parsePath(path, { index });
    if (parsed.filter !== undefined) noteElement(elements, parsed, old, wanted);
    else if (!isSameValue(old, wanted)) operations.push(...change(path, parsed, old, wanted, index));
  }
  for (const element of elements.values()) operations.push(...changeElement(element, index, options.current));
  return operations;
}

function change(
  path: string,
  parsed: AttributePath,
  old: unknown,
  wanted: unknown,
  index: SchemaIndex,
): readonly PatchDraft[] {
  if (wanted === undefined || (Array.isArray(wanted) && wanted.length === 0)) {
    return old === undefined || (Array.isArray(old) && old.length === 0) ? [] : [{ op: 'remove', path }];
  }
  const target = index.resolve(parsed);
  const attribute = target?.sub ?? target?.attribute;
  if (attribute?.multiValued === true && Array.isArray(old) && Array.isArray(wanted)) {
    const smaller = diffLists(path, old, wanted);
    if (smaller !== undefined) return smaller;
  }
  if (attribute?.type === 'complex' && !attribute.multiValued && isRecord(old) && isRecord(wanted)) {
    // A replacement leaves the parts that it does not name (RFC 7644 §3.5.2.3), so these are unassigned by name.
    const gone = Object.keys(old).filter((name) => wanted[name] === undefined);
    return [{ op: 'replace', path, value: { ...wanted, ...Object.fromEntries(gone.map((name) => [name, null])) } }];
  }
  return [{ op: old === undefined ? 'add' : 'replace', path, value: wanted }];
}

/** All paths on one element: `emails[type eq "work"]` with its `value` and its `display`. */
interface ElementChange {
  readonly path: AttributePath;
  readonly parts: { readonly sub: string | undefined; readonly old: unknown; readonly wanted: unknown }[];
}

function noteElement(elements: Map<string, ElementChange>, parsed: AttributePath, old: unknown, wanted: unknown): void {
  const { sub, ...path } = parsed;
  const key = printPath(path);
  const known: ElementChange = elements.get(key) ?? { path, parts: [] };
  known.parts.push({ sub, old, wanted });
  elements.set(key, known);
}

function changeElement(
  { path, parts }: ElementChange,
  index: SchemaIndex,
  current: Row | undefined,
): readonly PatchDraft[] {
  const whole = printPath(path);
  const changed = parts.filter(({ old, wanted }) => !isSameValue(old, wanted));
  if (changed.length === 0) return [];
  const isThere =
    current === undefined ? parts.some(({ old }) => old !== undefined) : readPath(current, path, index) !== undefined;
  const stays = parts.some(({ wanted }) => wanted !== undefined);
  if (!isThere) return stays ? [addition(path, parts)] : [];
  if (!stays) return [{ op: 'remove', path: whole }];
  return changed.map(({ sub, old, wanted }): PatchDraft => {
    const own = sub === undefined ? whole : `${whole}.${sub}`;
    if (wanted === undefined) return { op: 'remove', path: own };
    // Replacing a whole element drops what is not named, so what the filter asks for is named again.
    if (sub === undefined && isRecord(wanted) && path.filter !== undefined) {
      return { op: 'replace', path: own, value: { ...elementOf(path.filter), ...wanted } };
    }
    return { op: old === undefined ? 'add' : 'replace', path: own, value: wanted };
  });
}

function addition(path: AttributePath, parts: ElementChange['parts']): PatchDraft {
  const { filter, ...attribute } = path;
  const made = filter === undefined ? undefined : elementOf(filter);
  if (made === undefined) {
    const text = printPath(path);
    throw new ScimPathError(`adding "${text}": only "eq" joined by "and" says what element to make`, text);
  }
  let element: Row = made;
  for (const { sub, wanted } of parts) {
    if (wanted === undefined) continue;
    element =
      sub === undefined
        ? { ...element, ...(isRecord(wanted) ? wanted : { value: wanted }) }
        : { ...element, [sub]: wanted };
  }
  return { op: 'add', path: printPath(attribute), value: [element] };
}
