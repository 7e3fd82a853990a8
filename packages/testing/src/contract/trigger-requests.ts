import type { AccountEvent, RunOutcome, RunRequest, RunRequests } from '@rollcall/contract';
import { VirtualClock } from '../memory/virtual-clock.js';

/** An engine as a trigger sees it, on time that jumps; it keeps what it was asked. */
export class TriggerRequests implements RunRequests {
  readonly sync = 'staff';
  readonly runs: RunRequest[] = [];
  readonly looks: { readonly messageId: string; readonly events: readonly AccountEvent[] }[] = [];
  readonly refusals: string[] = [];
  readonly kept: Map<string, string>;
  readonly clock = new VirtualClock();
  /** What becomes of the next runs. */
  status: RunOutcome['status'] = 'done';
  /** True when no more can be stored. */
  full = false;

  /** `kept`: what an earlier start of the same trigger left. */
  constructor(kept: ReadonlyMap<string, string> = new Map()) {
    this.kept = new Map(kept);
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    this.runs.push(request);
    // A run takes time: a trigger that never sleeps would hold up the clock.
    await this.clock.sleep(1_000);
    return { runId: String(this.runs.length), status: this.status };
  }

  async look(messageId: string, events: readonly AccountEvent[]): Promise<'stored' | 'repeated' | 'full'> {
    if (this.looks.some((look) => look.messageId === messageId)) return 'repeated';
    if (this.full) return 'full';
    this.looks.push({ messageId, events });
    return 'stored';
  }

  async recall(name: string): Promise<string | undefined> {
    return this.kept.get(name);
  }

  async keep(name: string, value: string): Promise<void> {
    this.kept.set(name, value);
  }

  now(): number {
    return this.clock.now();
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.clock.sleep(ms, signal);
  }

  refused(reason: string): void {
    this.refusals.push(reason);
  }
}
