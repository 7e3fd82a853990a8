import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root.js';

/** A block of code in a page. */
export interface Block {
  /** `docs/guides/embed.md:12`, where the block's first line stands. */
  readonly at: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Every page that people read. Generated pages too: what they show must be true as well. */
export function pages(): readonly Page[] {
  const paths = globSync(
    ['*.md', '{core,adapters,packages}/*/{*.md,docs/*.md}', 'adapters/*/{module,extension}/**/*.md', 'docs/**/*.md'],
    // Of the site only its home page: the others are made from those here.
    { cwd: root, exclude: (path) => /(^|[\\/])(node_modules|\.pages|dist)$/.test(path) },
  );
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Every fenced block of the pages. A page that opens one and does not close it is an error. */
export function blocks(): readonly Block[] {
  return pages().flatMap(({ path, text }) => blocksOf(path, text));
}

/** The blocks of code in comments of what packages of the core export: what TypeDoc shows. */
export function commentBlocks(): readonly Block[] {
  return globSync('core/*/src/**/*.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      const comments = lines.map((line) => /^\s*\* ?(.*)$/.exec(line)?.[1] ?? '');
      return blocksOf(path, comments.join('\n'));
    });
}

function blocksOf(path: string, text: string): readonly Block[] {
  const found: Block[] = [];
  let open:
    | { readonly fence: string; readonly language: string; readonly line: number; readonly lines: string[] }
    | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence, language = ''] = /^(\s*)(```+)\s*(\w*)/.exec(line) ?? [];
    if (open !== undefined && fence?.startsWith(open.fence) === true && language === '') {
      found.push({ at: `${path}:${open.line + 2}`, path, language: open.language, text: open.lines.join('\n') });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line.startsWith(indent) ? line : line);
    else if (fence !== undefined) open = { fence, language, line: index, lines: [] };
  }
  if (open !== undefined) throw new Error(`${path}:${open.line + 1} opens a block that is never closed`);
  return found;
}
