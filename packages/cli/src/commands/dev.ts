import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { readConfigFile } from '@rollcall/engine';
import type { CommonOptions, Context } from '../context.js';
import type { Look, LookTask, SeenPerson } from '../dev/look.js';
import { lookAfresh } from '../dev/look-afresh.js';
import { watchFiles } from '../dev/watch-files.js';
import { EXIT } from '../exit-codes.js';
import { show } from '../output/plan-text.js';
import { harmless, paint } from '../output/terminal.js';

export interface DevOptions extends CommonOptions {
  readonly sync?: string;
  /** Look once and end. */
  readonly once?: boolean;
}

/**
 * `rollcall dev [person…]`: shows what goes in and what comes out for real people, and again whenever the configuration or a local
 * plugin is saved. Reads from the source; changes nothing.
 */
export async function dev(context: Context, people: readonly string[], options: DevOptions): Promise<number> {
  const { terminal, stop } = context;
  const path = resolve(context.folder, options.config);
  const task: LookTask = { config: path, env: { ...context.env }, sync: options.sync, people };
  let before = await lookAfresh(task, stop);
  print(context, before, undefined);
  if (options.once === true) return 'failure' in before ? EXIT.failed : EXIT.ok;
  let looking: Promise<void> = Promise.resolve();
  const again = (): void => {
    looking = looking.then(async () => {
      if (stop.aborted) return;
      const seen = await lookAfresh(task, stop);
      if (stop.aborted) return;
      print(context, seen, before);
      if ('people' in seen) before = seen;
    });
  };
  const files = [path, ...(await localPlugins(path))];
  const end = watchFiles(files, again);
  terminal.out(`Watching ${files.map((file) => relative(context.folder, file)).join(', ')}. Ctrl+C ends it.\n`);
  await new Promise<void>((done) => {
    if (stop.aborted) done();
    stop.addEventListener('abort', () => done(), { once: true });
  });
  end();
  await looking;
  return EXIT.ok;
}

async function localPlugins(path: string): Promise<readonly string[]> {
  const { data } = await readConfigFile(path).catch(() => ({ data: undefined }));
  const { extensions } = (data ?? {}) as { readonly extensions?: unknown };
  const specs = Array.isArray(extensions) ? (extensions as readonly unknown[]) : [];
  return specs
    .map((spec) => (typeof spec === 'object' && spec !== null && 'use' in spec ? spec.use : spec))
    .filter((spec) => typeof spec === 'string' && (spec.startsWith('.') || isAbsolute(spec)))
    .map((spec) => resolve(dirname(path), String(spec)));
}

function print({ terminal }: Context, seen: Look, before: Look | undefined): void {
  if ('failure' in seen) {
    terminal.out(`${paint(terminal, 'red', '✗')} ${seen.failure}\n`);
    return;
  }
  if (seen.people.length === 0) terminal.out('Nobody fits; the source may be empty.\n');
  const known = before !== undefined && 'people' in before ? before.people : [];
  for (const person of seen.people) {
    terminal.out(`${paint(terminal, 'bold', harmless(person.id))}\n`);
    for (const line of linesOf(
      person,
      known.find(({ id }) => id === person.id),
    )) {
      const [mark, text] = line;
      terminal.out(`${mark === '~' ? paint(terminal, 'yellow', `~ ${text}`) : `  ${text}`}\n`);
    }
  }
  terminal.out('\n');
}

/** A line for each rule: what goes in, through what, and what comes out; marked where that is another than the last time. */
function linesOf(person: SeenPerson, before: SeenPerson | undefined): readonly (readonly ['~' | ' ', string])[] {
  return person.attributes.map((origin) => {
    const was = before?.attributes.find(({ target }) => target === origin.target);
    const changed = was !== undefined && outcome(was) !== outcome(origin);
    const source = origin.from.map((name, index) => `${name} = ${show(origin.inputs[index])}`).join(', ');
    const way = [source, ...origin.mappers].filter((text) => text !== '').join(' → ');
    return [changed ? '~' : ' ', harmless(`${origin.target}: ${way} → ${outcome(origin)}`)] as const;
  });
}

/** What is wrong with a mapper is for its author, who looks at this: with what it threw, and where. */
function outcome({ value, problem, fault }: SeenPerson['attributes'][number]): string {
  return problem === undefined ? show(value) : `✗ ${problem}${fault === undefined ? '' : `: ${fault}`}`;
}
