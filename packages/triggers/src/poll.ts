import { PLUGIN_CONFIG, type RunRequests, setting, type Trigger, trigger } from '@rollcall/contract';
import { IsInt, Max, Min } from 'class-validator';
import { inject } from 'inversify';
import { runScope, scopeNow } from './which-scope.js';

/** Settings of the trigger `poll`. */
export class PollConfig {
  @setting('Seconds from the end of one look to the next.')
  @IsInt()
  @Min(5)
  @Max(86_400)
  seconds = 60;

  @setting('Hours after which everybody is read again; changes do not show everything, removals least of all.')
  @IsInt()
  @Min(1)
  @Max(8784)
  fullAfterHours = 24;
}

/** When the last look ended, on whichever worker. */
const MARK = 'looked';

/** For sources without events: asks again and again who changed. */
@trigger({
  id: 'poll',
  label: 'Poll',
  description: 'Asks the source again and again who changed',
  config: PollConfig,
})
export class PollTrigger implements Trigger {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: PollConfig) {}

  async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
    const pauseMs = this.config.seconds * 1_000;
    while (!signal.aborted) {
      // Another worker may have looked meanwhile.
      const last = await requests.recall(MARK);
      const waitMs = Number(last ?? Number.NEGATIVE_INFINITY) + pauseMs - requests.now();
      if (waitMs > 0) {
        await requests.sleep(Math.min(waitMs, pauseMs), signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        continue;
      }
      const scope = await scopeNow(requests, 'changes', this.config.fullAfterHours);
      await runScope(requests, { scope, cause: 'poll', id: `poll ${last ?? 'first'}` });
      await requests.keep(MARK, String(requests.now()));
    }
  }
}
