import { type RunRequests, type Trigger, trigger } from '@rollcall/contract';

/** Starts nothing by itself: commands, buttons and host programs ask for runs directly. */
@trigger({
  id: 'manual',
  label: 'Manual',
  description: 'Runs when somebody says so, for everybody or for named people',
})
export class ManualTrigger implements Trigger {
  async start(_requests: RunRequests, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}
