import { ConfigError } from '@rollcall/contract';
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { parseConfigText } from '../config/config-file.js';
import { keepUntouched } from './keep-untouched.js';

/** Keys and indexes that lead to a setting: `['syncs', 'staff', 'mapping', 'mail']`. */
export type SettingPath = readonly (string | number)[];

/** Edits the text of a `rollcall.yaml`: what is not touched keeps its comments, its order and its way of writing. */
export class ConfigEditor {
  private readonly document: Document;
  /** The original, written out without a change. */
  private readonly plain: string;

  /** Throws a `ConfigError` with line and column for bad YAML. `path` is for messages. */
  constructor(
    private readonly original: string,
    path: string,
  ) {
    parseConfigText(original, path);
    this.document = parseDocument(original);
    this.plain = write(this.document);
  }

  get text(): string {
    const edited = write(this.document);
    const text = keepUntouched(this.original, this.plain, edited);
    // The original's way of writing is a courtesy; what it means is not.
    return meansSame(text, edited) ? text : edited;
  }

  /** The plain data, references not replaced. */
  get data(): Readonly<Record<string, unknown>> {
    const data: unknown = this.document.toJS();
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};
  }

  get(path: SettingPath): unknown {
    const node: unknown = this.document.getIn([...path]);
    return isNode(node) ? (node.toJS(this.document) as unknown) : node;
  }

  /** Makes a setting this value; `undefined` takes it out. Of a group only what differs is written. */
  set(path: SettingPath, value: unknown): void {
    if (path.length === 0) throw new TypeError('the whole configuration cannot be set at once');
    if (value === undefined) {
      this.document.deleteIn([...path]);
      return;
    }
    const old: unknown = this.document.getIn([...path], true);
    if (isNode(old) && this.merge(old, value)) return;
    this.openParents(path);
    this.document.setIn([...path], this.nodeOf(value));
  }

  /** Changes a node in place where it is of the same kind; false when it must be replaced. */
  private merge(node: Node, value: unknown): boolean {
    if (isScalar(node) && isPlain(value)) {
      if (node.value !== value) node.value = value;
      return true;
    }
    if (isMap(node) && isRecord(value)) return this.mergeMap(node, value);
    if (isSeq(node) && Array.isArray(value)) return this.mergeList(node, value);
    return false;
  }

  private mergeMap(map: YAMLMap, value: Readonly<Record<string, unknown>>): true {
    if (map.items.length === 0 && Object.keys(value).length > 0) map.flow = false;
    for (const { key } of [...map.items]) {
      const name = isScalar(key) ? key.value : key;
      if (!(String(name) in value)) map.delete(name);
    }
    for (const [name, item] of Object.entries(value)) {
      const old: unknown = map.get(name, true);
      if (!(isNode(old) && this.merge(old, item))) map.set(this.document.createNode(name), this.nodeOf(item));
    }
    return true;
  }

  private mergeList(list: YAMLSeq, value: readonly unknown[]): true {
    for (const [index, item] of value.entries()) {
      const old: unknown = list.items[index];
      if (!(isNode(old) && this.merge(old, item))) list.items[index] = this.nodeOf(item);
    }
    list.items.length = value.length;
    return true;
  }

  /** `syncs:` with nothing behind it is no group yet; nothing can be set in it. */
  private openParents(path: SettingPath): void {
    for (let depth = 1; depth < path.length; depth += 1) {
      const parent = path.slice(0, depth);
      const node: unknown = this.document.getIn(parent, true);
      if (isMap(node) && node.items.length === 0) node.flow = false;
      if (isMap(node) || isSeq(node)) continue;
      if (node !== undefined && !(isScalar(node) && node.value === null))
        throw new ConfigError({
          code: 'config-shape',
          doing: `setting ${path.join('.')}`,
          happened: `${parent.join('.')} is no group of settings`,
          hint: 'mend that line in the file first',
        });
      this.document.setIn(parent, this.document.createNode(typeof path[depth] === 'number' ? [] : {}));
    }
  }

  private nodeOf(value: unknown): unknown {
    const flow = Array.isArray(value) && value.every(isPlain);
    return this.document.createNode(value, { flow, aliasDuplicateObjects: false });
  }
}

function write(document: Document): string {
  return document.toString({ lineWidth: 120 });
}

function meansSame(one: string, other: string): boolean {
  const [first, second] = [parseDocument(one), parseDocument(other)];
  return first.errors.length === 0 && JSON.stringify(first.toJS()) === JSON.stringify(second.toJS());
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
