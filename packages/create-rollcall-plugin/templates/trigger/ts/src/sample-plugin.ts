import { PLUGIN_CONFIG, type RunRequests, setting, type Trigger, trigger } from '@rollcall/contract';
import { IsInt, Max, Min } from 'class-validator';
import { inject } from 'inversify';

export class SamplePluginConfig {
  @setting('Minutes from the end of one run to the next.')
  @IsInt()
  @Min(1)
  @Max(1440)
  everyMinutes = 60;
}

/** Runs for everybody, again and again. */
@trigger({
  id: 'sample-plugin',
  label: 'Sample plugin',
  description: 'Runs for everybody, again and again.',
  config: SamplePluginConfig,
})
export class SamplePluginTrigger implements Trigger {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: SamplePluginConfig) {}

  async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The engine's clock, not the system's: tests can let a year pass in a moment.
      await requests.sleep(this.config.everyMinutes * 60_000, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!signal.aborted) await requests.run({ scope: { kind: 'full' }, cause: 'sample-plugin' });
    }
  }
}
