import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { slug } from '../../docs/site/slug.js';
import { root } from '../support/root.js';
import { checkCode } from './support/check-code.js';
import { checkCommands } from './support/check-commands.js';
import { checkConfig } from './support/check-config.js';
import { type Block, blocks, commentBlocks, pages } from './support/documents.js';

/** Languages whose blocks nobody checks: what a program prints, and files of other programs. */
const SHOWN_ONLY = new Set([
  'text',
  'console',
  'ini',
  'dockerfile',
  'nginx',
  'php',
  'json',
  'diff',
  'http',
  'ldif',
  'csv',
]);

const block = (language: string, text: string): Block => ({ at: 'page.md:1', path: 'page.md', language, text });

describe('what the documentation shows', function () {
  this.timeout(120_000);
  const all = [...blocks(), ...commentBlocks()];
  const of = (...languages: readonly string[]): readonly Block[] =>
    all.filter(({ language }) => languages.includes(language));

  it('says of each block what it is', () => {
    expect(all.length).to.be.greaterThan(40);
    const checked = new Set(['ts', 'js', 'yaml', 'sh', ...SHOWN_ONLY]);
    expect(
      all.filter(({ language }) => !checked.has(language)).map(({ at, language }) => `${at} ${language}`),
    ).to.deep.equal([]);
  });

  it('is code that compiles', () => {
    expect(of('ts', 'js').length).to.be.greaterThan(8);
    expect(checkCode(of('ts', 'js'))).to.deep.equal([]);
  });

  it('is code that compiles in comments as well', () => {
    expect(commentBlocks().length).to.be.greaterThan(5);
    expect(commentBlocks().some(({ text }) => text.includes('defineTrigger'))).to.equal(true);
  });

  it('is configuration that the schema accepts', () => {
    expect(of('yaml').length).to.be.greaterThan(8);
    expect(of('yaml').flatMap(checkConfig)).to.deep.equal([]);
  });

  it('calls commands that there are, with options that there are', () => {
    expect(of('sh').length).to.be.greaterThan(5);
    expect(of('sh').flatMap(checkCommands)).to.deep.equal([]);
  });

  it('would be noticed if it were wrong', () => {
    const wrong = checkCode([
      block('ts', "import { defineMappr } from '@rollcall/contract';"),
      block('js', "import { defineMappr } from '@rollcall/contract';"),
      block('js', 'const a = ;'),
    ]);
    expect(wrong.filter((text) => text.includes('defineMappr'))).to.have.lengthOf(2);
    expect(wrong).to.have.lengthOf.at.least(3);
    expect(checkConfig(block('yaml', 'mapping: { userName: name }\nguards: {}'))).to.have.lengthOf(1);
    expect(checkConfig(block('yaml', 'language: de\ntexts: { overview.titel: x }'))).to.have.lengthOf(1);
    expect(
      checkConfig(block('yaml', 'connections: { a: { provider: joomla, baseUrl: https://a.example, tokn: x } }')),
    ).to.not.deep.equal([]);
    expect(checkCommands(block('sh', 'npx rollcall rum'))).to.have.lengthOf(1);
    expect(checkCommands(block('sh', 'rollcall run --dry'))).to.have.lengthOf(1);
    expect(checkCommands(block('sh', 'rollcall explain ada   # fine\nrollcall plan --out plan.json'))).to.deep.equal(
      [],
    );
  });
});

describe('links in the documentation', () => {
  const anchorsOf = (text: string): ReadonlySet<string> =>
    new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title)));

  it('lead to files and headings that there are', () => {
    let links = 0;
    const broken = pages().flatMap(({ path, text }) =>
      [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
        if (/^(https?|mailto):/.test(target)) return [];
        links += 1;
        const [file = '', anchor] = target.split('#');
        const to = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(root, to))) return [`${path}: ${target}`];
        if (anchor === undefined || !to.endsWith('.md')) return [];
        return anchorsOf(readFileSync(join(root, to), 'utf8')).has(anchor) ? [] : [`${path}: ${target}`];
      }),
    );
    expect(links).to.be.greaterThan(15);
    expect(broken).to.deep.equal([]);
  });
});
