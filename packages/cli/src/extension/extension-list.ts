import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { ExtensionSpec } from '@rollcall/plugin';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/**
 * The list under `extensions` of a `rollcall.yaml`. A change touches the text of one entry; every other character of the file,
 * comments among them, stays as a person wrote it.
 */
export class ExtensionList {
  private document: Document.Parsed;

  private constructor(
    private readonly path: string,
    private text: string,
  ) {
    this.document = this.parsed();
  }

  /** Throws a `ConfigError` for files that are programs, or no YAML. */
  static async open(path: string): Promise<ExtensionList> {
    const doing = `changing the extensions in ${path}`;
    if (!['.yaml', '.yml', '.json'].includes(extname(path)))
      throw new ConfigError({
        code: 'config-syntax',
        doing,
        happened: 'the configuration is a program',
        hint: 'change its "extensions" by hand; { use: name, enabled: false } switches one off',
      });
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      const happened = cause.code === 'ENOENT' ? 'there is no such file' : String(cause.code);
      throw new ConfigError({
        code: 'config-unreadable',
        doing,
        happened,
        hint: 'make one with "rollcall init"',
        cause,
      });
    });
    return new ExtensionList(path, text);
  }

  /** What the file says, with what was changed. */
  specs(): readonly ExtensionSpec[] {
    const list = this.document.toJS() as { readonly extensions?: unknown } | null;
    return Array.isArray(list?.extensions) ? (list.extensions as readonly ExtensionSpec[]) : [];
  }

  /** Switches one on: its entry, or a new one at the end. `false` when it is on already. */
  enable(name: string): boolean {
    const item = this.find(name);
    if (item === undefined) {
      this.add(this.quoted(name));
      return true;
    }
    if (!isMap(item) || item.get('enabled') !== false) return false;
    const use = item.get('use', true) as unknown as Node;
    const flag = item.get('enabled', true) as unknown as Node;
    // Where nothing else is said, the short form says the same.
    if (item.items.length === 2) this.replace(item, this.source(use));
    else this.replace(flag, 'true');
    return true;
  }

  /** Switches one off and keeps its entry, so that it can be switched on again. `false` when it is off already. */
  disable(name: string): boolean {
    const item = this.find(name);
    if (item === undefined) this.add(this.switchedOff(this.quoted(name)));
    else if (!isMap(item)) this.replace(item, this.switchedOff(this.source(item)));
    else if (item.get('enabled') === false) return false;
    else if (item.has('enabled')) this.replace(item.get('enabled', true) as unknown as Node, 'false');
    else this.replace(item.get('use', true) as unknown as Node, `${this.quoted(name)}${this.further(item)}`);
    return true;
  }

  async save(): Promise<void> {
    await writeFile(this.path, this.text);
  }

  private find(name: string): Node | undefined {
    return this.sequence()?.items.find((item) => {
      const value = isMap(item) ? item.get('use') : isScalar(item) ? item.value : undefined;
      return value === name;
    }) as Node | undefined;
  }

  private sequence(): YAMLSeq | undefined {
    const there = this.document.get('extensions');
    return isSeq(there) ? (there as YAMLSeq) : undefined;
  }

  private add(entry: string): void {
    const list = this.sequence();
    const last = list?.items.at(-1) as Node | undefined;
    if (list === undefined) this.addList(entry);
    else if (list.flow === true) {
      if (last === undefined) this.splice(startOf(list), endOf(list), `[${entry}]`);
      else this.splice(endOf(last), endOf(last), `, ${entry}`);
    } else {
      const lineStart = this.text.lastIndexOf('\n', startOf(list)) + 1;
      const indent = this.text.slice(lineStart, startOf(list));
      const at = this.text.indexOf('\n', last === undefined ? startOf(list) : endOf(last));
      const end = at === -1 ? this.text.length : at;
      this.splice(end, end, `\n${indent}- ${entry}`);
    }
  }

  /** Before everything else that the file sets; in place of an empty value, where the key is there. */
  private addList(entry: string): void {
    const { contents } = this.document;
    const pair = isMap(contents)
      ? (contents.items as readonly Pair<Node, Node | null>[]).find(
          ({ key }) => isScalar(key) && key.value === 'extensions',
        )
      : undefined;
    if (pair !== undefined) {
      const at = this.text.indexOf(':', endOf(pair.key)) + 1;
      this.splice(at, Math.max(at, pair.value?.range?.[1] ?? at), ` [${entry}]`);
    } else if (isMap(contents) && contents.flow === true) {
      const at = startOf(contents) + 1;
      this.splice(
        at,
        at,
        `${this.isJson() ? '"extensions"' : ' extensions'}: [${entry}]${contents.items.length > 0 ? ',' : ' '}`,
      );
    } else {
      const at = isMap(contents) ? startOf(contents) : this.text.length;
      this.splice(at, at, `extensions: [${entry}]\n${isMap(contents) ? '\n' : ''}`);
    }
  }

  private further(item: YAMLMap): string {
    const off = `${this.isJson() ? '"enabled"' : 'enabled'}: false`;
    if (item.flow === true) return `, ${off}`;
    const lineStart = this.text.lastIndexOf('\n', startOf(item)) + 1;
    return `\n${' '.repeat(startOf(item) - lineStart)}${off}`;
  }

  private switchedOff(use: string): string {
    return this.isJson() ? `{ "use": ${use}, "enabled": false }` : `{ use: ${use}, enabled: false }`;
  }

  private quoted(name: string): string {
    return this.isJson() ? JSON.stringify(name) : `'${name.replaceAll("'", "''")}'`;
  }

  private isJson(): boolean {
    return extname(this.path) === '.json';
  }

  private source(node: Node): string {
    return this.text.slice(startOf(node), endOf(node));
  }

  private replace(node: Node, by: string): void {
    this.splice(startOf(node), endOf(node), by);
  }

  private splice(from: number, to: number, by: string): void {
    this.text = this.text.slice(0, from) + by + this.text.slice(to);
    this.document = this.parsed();
  }

  private parsed(): Document.Parsed {
    const document = parseDocument(this.text);
    const [error] = document.errors;
    if (error === undefined) return document;
    throw new ConfigError({
      code: 'config-syntax',
      doing: `changing the extensions in ${this.path}`,
      happened: error.message.split('\n')[0] ?? 'it is not YAML',
      hint: 'mend the file, or change it by hand',
      cause: error,
    });
  }
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

function endOf({ range }: Node): number {
  return range?.[1] ?? 0;
}
