// "npm run docs" builds the site into docs/site/dist; "npm run docs -- --serve" shows it, and follows changes of the pages.
import { cpSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createServer } from 'vitepress';
import { writeApiPages } from './api-pages.js';
import { assemble } from './assemble.js';
import { brokenLinks } from './broken-links.js';
import { publishedPaths } from './published-paths.js';

const site = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(site));
const pages = join(site, '.pages');

rmSync(pages, { recursive: true, force: true });
writePages();
await writeApiPages(root, join(pages, 'reference', 'api'));

if (process.argv.includes('--serve')) {
  const server = await createServer(site, { port: 5173, host: '127.0.0.1' });
  await server.listen();
  server.printUrls();
  watch(join(root, 'docs'), { recursive: true }, (_, name) => {
    if (name !== null && /^(?!site).*\.md$/.test(name)) writePages();
  });
} else {
  await build(site);
  const broken = brokenLinks(join(site, 'dist'));
  for (const link of broken) console.error(link);
  if (broken.length > 0) throw new Error(`${broken.length} links of the site lead nowhere`);
}

function writePages(): void {
  const { pages: made, pictures } = assemble(root, publishedPaths(root));
  for (const [path, text] of made) {
    mkdirSync(dirname(join(pages, path)), { recursive: true });
    writeFileSync(join(pages, path), text);
  }
  for (const picture of pictures) cpSync(join(root, picture), join(pages, 'public', picture));
}
