import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, normalize } from 'node:path/posix';
import { place } from './place.js';

export interface Assembled {
  /** Markdown by its path on the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** Pictures, by their path in the repository, which is their path on the site as well. */
  readonly pictures: ReadonlySet<string>;
}

/**
 * The pages of the site, made from those of the repository: the same text, with links that lead to places on the site. A file that a
 * page links to, such as an example, becomes a page that shows it.
 */
export function assemble(root: string, paths: readonly string[]): Assembled {
  const pages = new Map<string, string>();
  const pictures = new Set<string>();
  const files = new Set<string>();
  for (const path of paths) {
    const source = readFileSync(join(root, path), 'utf8');
    for (const [, picture = ''] of source.matchAll(/^ +src: \/(\S+)$/gm)) pictures.add(picture);
    const text = outsideOfCode(source, (prose) =>
      prose.replaceAll(/\]\(([^)\s]+)\)/g, (link, target: string) => {
        if (/^(\w+:|#)/.test(target)) return link;
        const [file = '', anchor] = target.split('#');
        const named = normalize(join(dirname(path), file)).replace(/\/$/, '');
        const to = paths.includes(`${named}/README.md`) ? `${named}/README.md` : named;
        if (!existsSync(join(root, to))) throw new Error(`${path} links to ${target}, which is not there`);
        if (/\.(png|svg)$/.test(to)) {
          pictures.add(to);
          return `](/${to})`;
        }
        if (!paths.includes(to) && to !== 'docs/README.md') files.add(to);
        return `](/${place(to)}${anchor === undefined ? '' : `#${anchor}`})`;
      }),
    );
    pages.set(place(path), text);
  }
  for (const file of files) for (const [to, text] of shown(root, file)) pages.set(to, text);
  return { pages, pictures };
}

/** A file as a page, or a folder as a page that lists its files. */
function shown(root: string, path: string): readonly (readonly [string, string])[] {
  if (!statSync(join(root, path)).isDirectory()) {
    const text = readFileSync(join(root, path), 'utf8').trimEnd();
    return [
      [place(path), `# ${basename(path)}\n\n\`${path}\`\n\n\`\`\`\`${extname(path).slice(1)}\n${text}\n\`\`\`\`\n`],
    ];
  }
  const inside = readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/[\\/](node_modules|dist|\.next)\b/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath.replaceAll('\\', '/'), entry.name).slice(root.length + 1))
    .sort();
  const links = inside.map((file) => `- [${file.slice(path.length + 1)}](/${place(file)})`);
  return [[place(path), `# ${path}\n\n${links.join('\n')}\n`], ...inside.flatMap((file) => shown(root, file))];
}

/** Changes prose and leaves blocks of code as they are; pieces of code so that the renderer of the site leaves them. */
function outsideOfCode(text: string, change: (prose: string) => string): string {
  return text
    .split(/(^ *```[\s\S]*?^ *```+ *$|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part.includes('\n') ? part : literally(part)))
    .join('');
}

/** `{{a} b}` is a template for the renderer, in a table even between backticks. */
function literally(piece: string): string {
  if (!piece.includes('{{')) return piece;
  const code = piece.slice(1, -1).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<code v-pre>${code}</code>`;
}
