import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createProject, ProjectError } from './create-project.js';
import { KINDS, LANGUAGES } from './project-options.js';

const HELP = `npm create rollcall-plugin NAME -- --kind mapper --language ts

  NAME         name of the package, and of the folder that it comes into
  --kind       mapper, provider or trigger
  --language   ts (TypeScript, decorated classes) or js (plain functions, no build step)

Example: npm create rollcall-plugin rollcall-staff-number -- --kind mapper --language js
`;

/** Where the program writes, and whom it asks; absent `ask`: nobody is there to answer. */
export interface Surroundings {
  readonly folder: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly ask?: (question: string) => Promise<string>;
}

/** The program as it is started from a shell. Resolves to the exit code: 0, or 2 when nothing was written. */
export async function main(args: readonly string[], around: Surroundings = system()): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help === true) {
      around.out(HELP);
      return 0;
    }
    const name = await answer(around, positionals[0], 'Name of the package', undefined);
    const kind = await answer(around, values.kind, 'Kind', KINDS);
    const language = await answer(around, values.language, 'Language', LANGUAGES);
    const folder = basename(name);
    const files = await createProject({
      folder: resolve(around.folder, folder),
      name,
      kind,
      language,
      contract: await ownVersion(),
    });
    around.out(`Made ${folder} with ${files.join(', ')}.\n\n  cd ${folder}\n  npm install\n  npm test\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    around.err(`${error.message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { kind: { type: 'string' }, language: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new ProjectError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

async function answer<T extends string = string>(
  { ask }: Surroundings,
  given: string | undefined,
  what: string,
  choices: readonly T[] | undefined,
): Promise<T> {
  const question = choices === undefined ? what : `${what} (${choices.join(', ')})`;
  const text = given ?? (await ask?.(`${question}: `))?.trim();
  if (text === undefined || text === '') throw new ProjectError(`${question} is missing\n\n${HELP}`);
  if (choices !== undefined && !choices.includes(text as T))
    throw new ProjectError(`"${text}" is not known; ${what.toLowerCase()} is one of ${choices.join(', ')}`);
  return text as T;
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

function system(): Surroundings {
  const { stdin, stdout, stderr } = process;
  const ask = async (question: string): Promise<string> => {
    const lines = createInterface({ input: stdin, output: stdout });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
  return {
    folder: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    ...(stdin.isTTY === true ? { ask } : {}),
  };
}
