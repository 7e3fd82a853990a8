import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { assemble } from '../../docs/site/assemble.js';
import { brokenLinks } from '../../docs/site/broken-links.js';
import { place } from '../../docs/site/place.js';
import { publishedPaths } from '../../docs/site/published-paths.js';
import { slug } from '../../docs/site/slug.js';
import { root } from '../support/root.js';
import { pages } from './support/documents.js';

describe('the documentation site', () => {
  const folders: string[] = [];
  /** A folder with these files in it. */
  const folderOf = (files: Readonly<Record<string, string>>): string => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-site-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const paths = publishedPaths(root);

  it('has every page that people can read, and no other', () => {
    // The list on the code host is the sidebar here.
    const readable = pages().flatMap(({ path }) => (path === 'docs/README.md' ? [] : [path]));
    expect([...paths].sort(), 'docs/site/outline.ts names every page').to.deep.equal(readable.sort());
  });

  it('puts no two pages at one place', () => {
    expect(new Set(paths.map(place)).size).to.equal(paths.length);
  });

  it('is named by the list on the code host, page by page', () => {
    const list = readFileSync(join(root, 'docs/README.md'), 'utf8');
    const guides = paths.filter((path) => /^docs\/(guides|concepts|reference)\//.test(path));
    expect(guides.length).to.be.greaterThan(15);
    expect(guides.filter((path) => !list.includes(`(${path.slice('docs/'.length)})`))).to.deep.equal([]);
  });

  it('leads links of a page to their places, and leaves code alone', () => {
    const folder = folderOf({
      'README.md': '# Top\n\n![a picture](docs/images/a.png) and [a guide](docs/guides/go.md#2-next)\n',
      'docs/images/a.png': '',
      'docs/guides/go.md':
        '# Go\n\n[up](../../README.md), [code](../examples/x.js), `[not](a-link)`, [web](https://a.example)\n\n```md\n[not](a-link)\n```\n',
      'docs/examples/x.js': 'export const x = 1;\n',
    });
    const made = assemble(folder, ['README.md', 'docs/guides/go.md']);
    expect([...made.pictures]).to.deep.equal(['docs/images/a.png']);
    expect(made.pages.get('overview.md')).to.equal(
      '# Top\n\n![a picture](/docs/images/a.png) and [a guide](/guides/go.md#2-next)\n',
    );
    expect(made.pages.get('guides/go.md')).to.equal(
      '# Go\n\n[up](/overview.md), [code](/files/docs/examples/x.js.md), `[not](a-link)`, [web](https://a.example)\n\n```md\n[not](a-link)\n```\n',
    );
    expect(made.pages.get('files/docs/examples/x.js.md')).to.include('export const x = 1;');
  });

  it('shows double braces in code as they are, which its renderer would take for its own', () => {
    const block = '```yaml\na: `{{x}}`\n```\n';
    const folder = folderOf({ 'README.md': `| a |\n|---|\n| \`{{a} <b>}\`, \`{a}\` |\n\n${block}` });
    expect(assemble(folder, ['README.md']).pages.get('overview.md')).to.equal(
      `| a |\n|---|\n| <code v-pre>{{a} &lt;b&gt;}</code>, \`{a}\` |\n\n${block}`,
    );
  });

  it('has a place for everything that a page links to', () => {
    const { pages: made } = assemble(root, paths);
    const targets = [...made].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(\/([^)#\s]+\.md)/g)].map(([, to = '']) => ({ page, to })),
    );
    expect(targets.length).to.be.greaterThan(100);
    expect(targets.filter(({ to }) => !made.has(to))).to.deep.equal([]);
  });

  it('refuses a link to a file that is not there', () => {
    const folder = folderOf({ 'README.md': '[gone](docs/gone.md)' });
    expect(() => assemble(folder, ['README.md'])).to.throw('README.md links to docs/gone.md, which is not there');
  });

  it('notices links that lead to no page or no heading', () => {
    const folder = folderOf({
      'index.html': '<a href="/a">a</a> <a href="/a#one">1</a> <a class="x" href="/a#two">2</a> <a href="b/">b</a>',
      'a.html': '<h2 id="one">One</h2> <a href="#one">here</a> <a href="/c">c</a> <a href="https://a.example/z">z</a>',
      'b/index.html': '<a href="../index">up</a>',
    });
    expect([...brokenLinks(folder)].sort()).to.deep.equal([
      '/a.html: /c is no page',
      '/index.html: /a#two is no heading',
    ]);
  });

  it('gives headings the anchors that code hosts give them', () => {
    expect(slug('1. Prepare both sites')).to.equal('1-prepare-both-sites');
    expect(slug('"it uses its own copy of …"')).to.equal('it-uses-its-own-copy-of-');
    expect(slug('`HTTP` and *more*')).to.equal('http-and-more');
  });

  it('is not committed', () => {
    expect(readFileSync(join(root, '.gitignore'), 'utf8'))
      .to.match(/^docs\/site\/\.pages\/$/m)
      .and.to.match(/^dist\/$/m);
    expect(existsSync(join(root, 'docs/site/build.ts'))).to.equal(true);
  });
});
