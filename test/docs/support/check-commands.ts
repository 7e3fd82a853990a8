import { CommanderError } from 'commander';
import { buildProgram } from '../../../packages/cli/src/program.js';
import type { Block } from './documents.js';

/** Lines of a block that call `rollcall`, and what the command line says about each. Nothing is run. */
export function checkCommands({ at, text }: Block): readonly string[] {
  const lines = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line, index) => {
    const command = /^\s*(?:\$ )?(?:[A-Z_]+=\S* )*(?:npx )?rollcall\b([^#|>&]*)/.exec(line);
    if (command === null) return [];
    const problem = problemOf(wordsOf(command[1] ?? ''));
    return problem === undefined ? [] : [`${at} (+${index}): "${line.trim()}": ${problem}`];
  });
}

function problemOf(words: readonly string[]): string | undefined {
  let said = '';
  const terminal = {
    out: () => {},
    err: (text: string) => void (said += text),
    color: false,
    live: false,
    columns: 100,
  };
  const context = { terminal, env: {}, folder: '.', stop: new AbortController().signal };
  try {
    buildProgram(context, '0.0.0', () => async () => {}).parse([...words], { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    return said.split('\n')[0] ?? String(error);
  }
}

/** As a shell takes it apart, as far as documentation needs it. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}
