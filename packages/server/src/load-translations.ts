import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readTranslation } from '@rollcall/console';
import { ConfigProblems, type Problem, type Translation } from '@rollcall/plugin';

/** Languages of the console from YAML files; paths start from `folder`. Throws `ConfigProblems` with all that is wrong, and in which file. */
export async function loadTranslations(paths: readonly string[], folder: string): Promise<readonly Translation[]> {
  const problems: Problem[] = [];
  const translations: Translation[] = [];
  for (const path of paths) {
    try {
      translations.push(readTranslation(await readFile(resolve(folder, path), 'utf8')));
    } catch (error) {
      const found = ConfigProblems.is(error)
        ? error.problems
        : [{ path: [], message: 'cannot be read; see whether it is there, and whether this account may read it' }];
      problems.push(
        ...found.map((problem) => ({ ...problem, path: ['server', 'console', 'translations', path, ...problem.path] })),
      );
    }
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return translations;
}
