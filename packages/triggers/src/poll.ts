import { PLUGIN_CONFIG, type RunRequests, setting, type Trigger, trigger } from '@rollcall/contract';
import { IsInt, Max, Min } from 'class-validator';
import { inject } from 'inversify';
import { runScope, scopeNow } from './which-scope.js';

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
    while (!signal.aborted) {
      await runScope(requests, await scopeNow(requests, 'changes', this.config.fullAfterHours), 'poll');
      await requests.sleep(this.config.seconds * 1_000, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }
}
