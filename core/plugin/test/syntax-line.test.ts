import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { syntaxLine } from '../src/syntax-line.js';

const HEAD = `import { defineMapper } from '@rollcall/contract';\nimport {\n  a,\n} from "./a.mjs";\n\n`;

describe('the line of a syntax error', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-syntax-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Node's own opinion: what it prints when it only checks a file. */
  function nodeSays(text: string): { readonly line: number; readonly message: string } {
    const path = join(folder, 'm.mjs');
    writeFileSync(path, text);
    try {
      execFileSync(process.execPath, ['--check', path], { stdio: 'pipe' });
    } catch (error) {
      const { stderr } = error as { readonly stderr: Buffer };
      const [, line] = /m\.mjs:(\d+)/.exec(stderr.toString()) ?? [];
      const [, message = ''] = /^SyntaxError: (.*)$/m.exec(stderr.toString()) ?? [];
      return { line: Number(line), message };
    }
    throw new Error('Node finds nothing wrong with it');
  }

  for (const [title, text] of [
    ['an operator without its right side', `${HEAD}export default defineMapper({ map: ({ value }) => value + });\n`],
    [
      'a bracket that is not closed',
      `${HEAD}export const my = defineMapper({\n  id: 'my',\n  map: ({ value }) => value,\n`,
    ],
    ['a comma that is missing', `${HEAD}export default defineMapper({\n  id: 'my'\n  label: 'My',\n});\n`],
    ['a text that is not closed', `${HEAD}const c = 'x;\nexport { c };\n`],
    ['a second name that is taken', `${HEAD}export const one = 1;\nexport const one = 2;\n`],
  ] as const)
    it(`is the one that Node tells: ${title}`, () => {
      const { line, message } = nodeSays(text);
      expect(syntaxLine(text, message), message).to.equal(line);
    });

  it('is not told where there is none, or another mistake than Node found', () => {
    expect(syntaxLine(`${HEAD}export default 1;\nexport * from './b.mjs';\nawait a;\n`, 'Unexpected token')).to.equal(
      undefined,
    );
    expect(syntaxLine('const = 1;', 'Something else')).to.equal(undefined);
  });
});
