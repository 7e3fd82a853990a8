import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root.js';
import { CAUSES, REMEDIES } from './error-words.js';
import { cell } from './settings-table.js';
import { catalogueIn, thrownErrors } from './thrown-errors.js';

/** One thing that can be wrong: a code, what its message says, and what to do. `…` stands for what differs. */
export interface ErrorEntry {
  readonly code: string;
  readonly kind: string;
  /** The package that it comes from. */
  readonly where: string;
  /** What came back; empty where neither the sources nor {@link CAUSES} say it. */
  readonly cause: string;
  readonly remedy: string;
}

/** What Rollcall does about an error of a class, and what is left for a person, where the message has no advice of its own. */
const CLASSES: Readonly<Record<string, readonly [does: string, remedy: string]>> = {
  ConfigError: [
    'Rollcall stops what it was doing: a person must change something first.',
    'change the setting that the message names',
  ],
  UnauthorizedError: [
    'Rollcall stops everything of this connection at once, so that no lock-out counts against the account.',
    'see whether the credential of the connection is right and may do what the message says',
  ],
  UnavailableError: [
    'Rollcall tries again later by itself, ever more rarely.',
    'nothing at first; where it lasts, see whether the system runs and can be reached',
  ],
  RejectedError: [
    'Rollcall leaves this account as it is until its values change, and goes on with the others.',
    'change the value in the source, or the mapping, so that the target takes it',
  ],
  ConflictError: ['Rollcall looks for the account again, and decides anew.', 'nothing: the next run decides anew'],
  NotFoundError: ['Rollcall takes the account or group as gone.', 'nothing, unless it should be there'],
  UnsupportedError: [
    'Rollcall leaves it out.',
    'take it out of the configuration, or choose a provider that can do it',
  ],
  BugError: [
    'Rollcall stops the run: the code, or a plugin, did what it must never do.',
    'report it to whoever wrote the plugin that the message names, or to us',
  ],
};

export function errorsPage(made: string): string {
  const entries = errorEntries();
  const sections = Object.entries(CLASSES).map(([kind, [does]]) => {
    const lines = entries
      .filter((entry) => entry.kind === kind)
      .map(({ code, cause, remedy, where }) => `| \`${code}\` | ${cell(cause)} | ${cell(remedy)} | \`${where}\` |`);
    return `## ${kind}\n\n${does}\n\n| code | what it says | what to do | from |\n|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `# Errors\n\n${made}A message says what was being done, what came back, and what to do. Its code is stable: programs and searches can rely on it. Look a code up here; \`…\` stands for what differs from case to case. [When something is wrong](../guides/troubleshoot.md) goes from what you see to what to do.\n\n${sections.join('\n')}`;
}

/** Every code that the sources give an error, once for each thing that it can mean. The simulators of the tests are left out. */
export function errorEntries(): readonly ErrorEntry[] {
  const kinds = new Set(Object.keys(CLASSES));
  const found = new Map<string, ErrorEntry>();
  const sources = globSync('{core,adapters,packages}/*/src/**/*.{ts,tsx}', { cwd: root }).sort();
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const catalogue = new Map(
    sources.filter((path) => /-texts\.ts$/.test(path)).flatMap((path) => [...catalogueIn(read(path))]),
  );
  for (const path of sources) {
    const where = path.replaceAll('\\', '/').split('/').slice(0, 2).join('/');
    if (where === 'packages/testing') continue;
    for (const { code, kind, happened, hint } of thrownErrors(read(path), kinds, catalogue)) {
      const cause = happened ?? CAUSES[code] ?? '';
      const remedy = hint ?? REMEDIES[code] ?? CLASSES[kind]?.[1] ?? '';
      found.set([code, where, kind, cause, remedy].join('\n'), { code, kind, where, cause, remedy });
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
}
