import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CommonOptions, type Context, syncName, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { isSomebodyUndone } from '../outcome-code.js';
import { accountLabels } from '../output/labels.js';
import { changeText, planSummary } from '../output/plan-text.js';
import { createProgress } from '../output/progress.js';

export interface PlanOptions extends CommonOptions {
  readonly sync?: string;
  readonly out?: string;
  readonly values?: boolean;
  readonly limit: string;
  readonly verify?: boolean;
  readonly exitCode?: boolean;
  readonly account?: readonly string[];
  readonly role?: string;
}

/**
 * `rollcall plan`: what a run would do, account by account, with reasons; changes nothing. Where a run could not do somebody, it fails as
 * that run would.
 */
export async function plan(context: Context, options: PlanOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const sync = rollcall.sync(syncName(rollcall, options.sync));
    const progress = createProgress(terminal);
    const report = await sync.plan({
      signal: context.stop,
      onProgress: progress.show,
      verify: options.verify === true,
      ...(options.account === undefined ? {} : { accounts: options.account }),
      ...(options.role === undefined ? {} : { role: options.role }),
    });
    progress.end();
    if (report.error !== undefined) throw report.error;
    const file = await sync.planFile(report, { values: options.values === true });
    if (options.out !== undefined)
      await writeFile(resolve(context.folder, options.out), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    if (options.json === true) terminal.out(`${JSON.stringify(file, null, 2)}\n`);
    else {
      let shown = 0;
      const limit = Number(options.limit);
      for await (const page of sync.operations(report.run.id)) {
        const wanted = page.slice(0, Math.max(0, limit - shown));
        const labels = await accountLabels(rollcall, sync.name, wanted);
        for (const operation of wanted)
          terminal.out(`${changeText(terminal, operation, labels, (id) => sync.groupName(id))}\n`);
        shown += wanted.length;
      }
      if (file.operations.length > shown)
        terminal.out(`… and ${file.operations.length - shown} more (--limit, or --out FILE for all)\n`);
      terminal.out(planSummary(terminal, file));
      if (options.out !== undefined)
        terminal.out(
          `Written to ${options.out}${options.values === true ? ' with values, which are personal data' : ', without values'}. Apply exactly this with: rollcall run --plan ${options.out}\n`,
        );
    }
    await rollcall.state.journal.forget(report.run.id);
    if (isSomebodyUndone(report.run, file.findings)) return EXIT.failed;
    return options.exitCode === true && file.operations.length > 0 ? EXIT.changes : EXIT.ok;
  });
}
