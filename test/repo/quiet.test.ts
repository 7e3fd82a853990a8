import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** What a library does not do in somebody else's process: print, end it, or put something where all copies find it. */
const LOUD =
  /(?<![\w.])(?:console\s*\.\s*\w+\s*\(|process\s*\.\s*(?:exit|abort|stdout|stderr|emitWarning)\b|globalThis\s*\.\s*\w+\s*(?:\?\?|\|\|)?=(?!=))/;

/** A contract suite that watches what a plugin asks of the clock, and puts it back. */
const CLOCK = 'packages/testing/src/contract/watch-outside.ts';

/** Lines of a source that do, without its comments. */
function loudLines(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
  return code.split('\n').filter((line) => LOUD.test(line));
}

describe('a library in somebody else’s process', () => {
  it('prints nothing, does not end the process, and leaves nothing behind in it', () => {
    // The command line is a program of its own.
    const files = globSync('{core,adapters,packages}/*/src/**/*.{ts,tsx}', { cwd: root }).filter(
      (path) => !path.startsWith('packages/cli/') && path !== CLOCK,
    );
    expect(files.length).to.be.greaterThan(400);
    const loud = files.flatMap((path) =>
      loudLines(readFileSync(join(root, path), 'utf8')).map((line) => `${path}: ${line.trim()}`),
    );
    expect(loud).to.deep.equal([]);
  });

  for (const line of [
    "console.log('hello');",
    'if (bad) console . error(bad);',
    'process.exit(1);',
    "process.stdout.write('hello');",
    "process.emitWarning('old');",
    'globalThis.rollcall = this;',
    'globalThis.cache ??= new Map();',
  ])
    it(`would be seen at it: ${line}`, () => {
      expect(loudLines(`const one = 1;\n${line}\n`)).to.deep.equal([line]);
    });

  it('may say such words in a comment, and have its own things of that name', () => {
    expect(
      loudLines("// console.log('x')\n/** process.exit() */\nthis.console.open();\nparts.console.close();\n"),
    ).to.deep.equal([]);
  });
});
