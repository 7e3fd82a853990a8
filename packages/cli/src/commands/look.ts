import { ConfigError } from '@rollcall/contract';
import type { LinkState, RunRecord } from '@rollcall/engine';
import { type CommonOptions, type Context, syncName, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { nameIn } from '../output/labels.js';
import { table } from '../output/table.js';
import { harmless, paint } from '../output/terminal.js';
import { sinceText } from '../output/waiting-text.js';

/** So many waiting runs of a sync are shown. */
const WAITING = 10;

/** `rollcall status`: each sync at a glance. */
export async function status(context: Context, options: CommonOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const rows = await Promise.all(
      rollcall.syncNames().map(async (name) => {
        const [last] = await rollcall.state.runs.list({ sync: name, limit: 1 });
        return {
          sync: name,
          from: rollcall.sync(name).config.from,
          to: rollcall.sync(name).config.to,
          links: await rollcall.state.links.count(name),
          last,
          // Also where a later run has ended: a part of it may have been let through.
          waiting: await rollcall.state.runs.list({ sync: name, status: ['waiting'], limit: WAITING }),
        };
      }),
    );
    if (options.json === true) terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
    else if (rows.length === 0) terminal.out('The configuration has no sync.\n');
    else {
      terminal.out(
        `${table(
          terminal,
          ['sync', 'flow', 'active', 'inactive', 'last run'],
          rows.map(({ sync, from, to, links, last }) => [
            sync,
            `${from} ${rollcall.config.twoWay.has(sync) ? '↔' : '→'} ${to}`,
            String(links.active),
            String(links.inactive),
            last === undefined ? 'never' : `${time(last.startedAt)} ${last.status}`,
          ]),
        )}\n`,
      );
      for (const run of rows.flatMap(({ waiting }) => waiting)) {
        const since = sinceText(run);
        terminal.out(
          `${paint(terminal, 'yellow', '!')} Run ${run.id} waits for approval: rollcall approve ${run.id}${since === '' ? '' : ` (${since})`}\n`,
        );
      }
    }
    return EXIT.ok;
  });
}

/** `rollcall runs [RUN]`: the last runs, or all that one has to say. */
export async function runs(
  context: Context,
  id: string | undefined,
  options: CommonOptions & { readonly limit: string },
): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    if (id === undefined) {
      const list = await rollcall.state.runs.list({ limit: Number(options.limit) });
      if (options.json === true) terminal.out(`${JSON.stringify(list, null, 2)}\n`);
      else
        terminal.out(
          list.length === 0
            ? 'No runs yet.\n'
            : `${table(terminal, ['run', 'sync', 'started', 'seconds', 'status', 'why', 'by'], list.map(rowOf))}\n`,
        );
      return EXIT.ok;
    }
    const run = await rollcall.state.runs.get(id);
    if (run === undefined)
      throw new ConfigError({
        code: 'unknown-run',
        doing: `looking for run ${harmless(id)}`,
        happened: 'there is none',
        hint: '"rollcall runs" lists them',
      });
    const findings = await rollcall.state.journal.findings(id, { limit: 10_000 });
    if (options.json === true) terminal.out(`${JSON.stringify({ run, findings }, null, 2)}\n`);
    else {
      terminal.out(`${table(terminal, ['run', 'sync', 'started', 'seconds', 'status', 'why', 'by'], [rowOf(run)])}\n`);
      for (const [name, count] of Object.entries(run.counts)) terminal.out(`  ${name}: ${count}\n`);
      for (const { severity, sourceId, message } of findings)
        terminal.out(`  ${severity}: ${sourceId === undefined ? '' : `${sourceId}: `}${harmless(message)}\n`);
      if (run.error !== null) terminal.out(`  error: ${harmless(run.error)}\n`);
    }
    return EXIT.ok;
  });
}

/** `rollcall links`: who is linked to which account. */
export async function links(
  context: Context,
  options: CommonOptions & {
    readonly sync?: string;
    readonly state?: string;
    readonly limit: string;
    readonly after?: string;
  },
): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const query = {
      limit: Number(options.limit),
      ...(options.state === undefined ? {} : { state: options.state as LinkState }),
      ...(options.after === undefined ? {} : { after: options.after }),
    };
    const page = await rollcall.state.links.page(syncName(rollcall, options.sync), query);
    if (options.json === true) terminal.out(`${JSON.stringify(page, null, 2)}\n`);
    else if (page.length === 0) terminal.out('No links.\n');
    else {
      terminal.out(
        `${table(
          terminal,
          ['source', 'target', 'state', 'name', 'note'],
          page.map((link) => [
            link.sourceId,
            link.targetId ?? '',
            link.state,
            nameIn(link.base) ?? '',
            link.parked?.message ?? (link.uncertain ? 'to be looked at' : ''),
          ]),
        )}\n`,
      );
      if (page.length === query.limit) terminal.out(`More: --after ${page.at(-1)?.sourceId}\n`);
    }
    return EXIT.ok;
  });
}

/** `rollcall plugins`: extensions, what each brings and what it changed. */
export async function plugins(context: Context, options: CommonOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const entries = rollcall.extensions();
    if (options.json === true) {
      terminal.out(
        `${JSON.stringify(
          entries.map(({ plugins: own, ...entry }) => ({
            ...entry,
            plugins: own.map(({ type, id, label, description }) => ({ type: type.id, id, label, description })),
          })),
          null,
          2,
        )}\n`,
      );
      return EXIT.ok;
    }
    for (const { name, label, enabled, problem, plugins: own, altered } of entries) {
      terminal.out(
        `${paint(terminal, 'bold', label)} ${paint(terminal, 'dim', name)}${enabled ? '' : ' (disabled)'}\n`,
      );
      if (problem !== undefined) terminal.out(`  ${paint(terminal, 'red', '✗')} ${problem}\n`);
      if (own.length > 0)
        terminal.out(
          `${table(
            terminal,
            ['  type', 'id', 'what'],
            own.map((plugin) => [`  ${plugin.type.id}`, plugin.id, plugin.description ?? plugin.label]),
          )}\n`,
        );
      for (const id of altered) terminal.out(`  changed ${id}\n`);
      terminal.out('\n');
    }
    return entries.some(({ problem }) => problem !== undefined) ? EXIT.failed : EXIT.ok;
  });
}

function rowOf(run: RunRecord): readonly string[] {
  return [
    run.id,
    run.sync,
    time(run.startedAt),
    run.endedAt === null ? '' : ((run.endedAt - run.startedAt) / 1000).toFixed(1),
    run.status,
    run.cause,
    run.actor,
  ];
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}
