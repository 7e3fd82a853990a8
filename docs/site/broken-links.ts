import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Links of a built site, to itself, that lead to no page or to no heading of a page. Links to elsewhere are not followed. */
export function brokenLinks(folder: string): readonly string[] {
  const paths = globSync('**/*.html', { cwd: folder }).map((path) => path.replaceAll('\\', '/'));
  const html = new Map(paths.map((path) => [`/${path}`, readFileSync(join(folder, path), 'utf8')]));
  const anchors = new Map(
    [...html].map(([path, text]) => [
      path,
      new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => decoded(id))),
    ]),
  );
  const broken = [...html].flatMap(([path, text]) =>
    [...new Set([...text.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href))].flatMap((href) => {
      if (/^(\w+:|\/\/)/.test(href)) return [];
      const { pathname, hash } = new URL(decoded(href), `http://site${path}`);
      const to = decodeURIComponent(pathname).replace(/\/$/, '/index.html');
      const found = [to, `${to}.html`].find((candidate) => anchors.has(candidate));
      if (found === undefined) return existsSync(join(folder, to)) ? [] : [`${path}: ${href} is no page`];
      const anchor = decodeURIComponent(hash.slice(1));
      return anchor === '' || anchors.get(found)?.has(anchor) === true ? [] : [`${path}: ${href} is no heading`];
    }),
  );
  if (paths.length === 0) throw new Error(`there are no pages in ${folder}`);
  return broken;
}

function decoded(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
