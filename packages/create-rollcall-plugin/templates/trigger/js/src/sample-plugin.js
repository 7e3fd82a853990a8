import { defineTrigger, setting } from '@rollcall/contract';
import { IsInt, Max, Min } from 'class-validator';

export class SamplePluginConfig {
  everyMinutes = 60;
}
setting('Minutes from the end of one run to the next.')(SamplePluginConfig.prototype, 'everyMinutes');
for (const rule of [IsInt(), Min(1), Max(1440)]) rule(SamplePluginConfig.prototype, 'everyMinutes');

/** Runs for everybody, again and again. */
export const samplePlugin = defineTrigger({
  id: 'sample-plugin',
  label: 'Sample plugin',
  description: 'Runs for everybody, again and again.',
  config: SamplePluginConfig,
  create: ({ config }) => ({
    async start(requests, signal) {
      while (!signal.aborted) {
        // The engine's clock, not the system's: tests can let a year pass in a moment.
        await requests.sleep(config.everyMinutes * 60_000, signal).catch((error) => {
          if (!signal.aborted) throw error;
        });
        if (!signal.aborted) await requests.run({ scope: { kind: 'full' }, cause: 'sample-plugin' });
      }
    },
  }),
});
