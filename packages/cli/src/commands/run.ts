import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { readPlan } from '@rollcall/engine';
import { carryOut } from '../carry-out.js';
import { type CommonOptions, type Context, syncName, withRollcall } from '../context.js';
import { waitingRun } from './waiting.js';

export interface RunCommandOptions extends CommonOptions {
  readonly sync?: string;
  readonly plan?: string;
  readonly verify?: boolean;
  readonly account?: readonly string[];
  readonly role?: string;
}

/** `rollcall run`: makes the target right; or, with a plan file, does exactly what that says. */
export async function run(context: Context, options: RunCommandOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const file =
      options.plan === undefined ? undefined : await planFrom(resolve(context.folder, options.plan), options.plan);
    const sync = rollcall.sync(syncName(rollcall, file?.sync ?? options.sync));
    const asked = {
      verify: options.verify === true,
      ...(options.account === undefined ? {} : { accounts: options.account }),
      ...(options.role === undefined ? {} : { role: options.role }),
    };
    return carryOut(context, sync, options, (watched) =>
      file === undefined ? sync.run({ ...asked, ...watched }) : sync.runPlan(file, { ...asked, ...watched }),
    );
  });
}

export interface ApproveOptions extends CommonOptions {
  readonly account?: readonly string[];
  readonly take?: string;
}

/** `rollcall approve RUN`: applies what a run left waiting, each operation exactly as it was planned. */
export async function approve(context: Context, runId: string | undefined, options: ApproveOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const waiting = await waitingRun(rollcall, runId);
    const sync = rollcall.sync(waiting.sync);
    return carryOut(context, sync, options, (watched) =>
      sync.approve(waiting.id, {
        ...watched,
        ...(options.account === undefined ? {} : { accounts: options.account }),
        ...(options.take === undefined ? {} : { take: options.take }),
      }),
    );
  });
}

async function planFrom(path: string, name: string): Promise<ReturnType<typeof readPlan>> {
  const wrong = (happened: string, cause: unknown): ConfigError =>
    new ConfigError({
      code: 'bad-plan',
      doing: `reading the plan ${name}`,
      happened,
      hint: 'make one with "rollcall plan --out FILE"',
      cause,
    });
  const text = await readFile(path, 'utf8').catch((error: unknown) =>
    Promise.reject(wrong('the file cannot be read', error)),
  );
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong('it is not JSON', error);
  }
  return readPlan(data, name);
}
