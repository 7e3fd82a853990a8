import { createHash } from 'node:crypto';
import { PLUGIN_CONFIG, type RunRequests, type Trigger, trigger } from '@rollcall/contract';
import { Cron } from 'croner';
import { inject } from 'inversify';
import { afterBlackouts, type Blackout, parseBlackout, wallClock } from './blackout.js';
import { ScheduleConfig } from './schedule-config.js';
import { runScope, scopeNow } from './which-scope.js';

/** A start so little late is on time: the machine was busy. */
const LATE_MS = 60_000;
const MARK = 'last';

/**
 * Runs at times of the wall clock. Where clocks change, an hour that comes twice starts a fixed time once, and a time that does not
 * come starts at the next moment there is. Starts that fall into a run are one start after it.
 */
@trigger({
  id: 'schedule',
  label: 'Schedule',
  description: 'Runs at times in the manner of cron, with a time zone',
  config: ScheduleConfig,
})
export class ScheduleTrigger implements Trigger {
  private readonly cron: Cron;
  private readonly blackouts: readonly Blackout[];
  private readonly minuteOfDay: (at: number) => number;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: ScheduleConfig) {
    const timezone = config.timeZone ?? 'UTC';
    this.cron = new Cron(config.cron, { timezone, paused: true, mode: '5-part' });
    this.blackouts = config.notBetween.map(parseBlackout).filter((blackout) => blackout !== undefined);
    this.minuteOfDay = wallClock(timezone);
  }

  async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
    if ((await requests.recall(MARK)) === undefined) await requests.keep(MARK, String(requests.now()));
    while (!signal.aborted) {
      const due = await this.nextStart(requests);
      if (due === undefined) return untilAborted(signal);
      if (!(await sleepUntil(due.startAt, requests, signal))) return;
      const startedAt = requests.now();
      const { cron, read, fullAfterHours } = this.config;
      const scope = await scopeNow(requests, read, fullAfterHours);
      await runScope(requests, { scope, cause: `schedule ${cron}`, id: `schedule ${cron} ${due.occasion}` });
      // Only now: a start that a kill broke off counts as missed.
      await requests.keep(MARK, String(startedAt));
    }
  }

  nextAfter(moment: number): number | undefined {
    const due = this.after(moment);
    return due === undefined ? undefined : afterBlackouts(due, this.blackouts, this.minuteOfDay);
  }

  /** When to start next, and for which time of the expression; undefined when it never comes again. */
  private async nextStart(
    requests: RunRequests,
  ): Promise<{ readonly startAt: number; readonly occasion: number } | undefined> {
    const now = requests.now();
    const occasion = this.after(Number(await requests.recall(MARK)));
    const isMissed = occasion !== undefined && occasion < now - LATE_MS;
    if (isMissed && this.config.missed === 'skip') return this.startFor(requests, this.after(now));
    return this.startFor(requests, occasion, isMissed ? now : occasion);
  }

  private startFor(
    requests: RunRequests,
    occasion: number | undefined,
    due = occasion,
  ): { readonly startAt: number; readonly occasion: number } | undefined {
    if (occasion === undefined || due === undefined) return undefined;
    const startAt = afterBlackouts(due + this.jitter(requests.sync, due), this.blackouts, this.minuteOfDay);
    return { startAt, occasion };
  }

  private after(moment: number): number | undefined {
    return this.cron.nextRun(new Date(moment))?.getTime();
  }

  /** The same for the same start, so that a restart meanwhile does not move it. */
  private jitter(sync: string, due: number): number {
    const share = createHash('sha256').update(`${sync} ${due}`).digest().readUInt32BE() / 2 ** 32;
    return Math.floor(share * this.config.jitterSeconds * 1_000);
  }
}

/** False when it was aborted before. */
async function sleepUntil(due: number, requests: RunRequests, signal: AbortSignal): Promise<boolean> {
  try {
    for (let left = due - requests.now(); left > 0; left = due - requests.now()) await requests.sleep(left, signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
