import type { RunRequests, Trigger } from '@rollcall/contract';
import { checkTrigger, triggerContract } from '@rollcall/testing';
import { describePlantedFaults } from './planted.js';

const PERIOD_MS = 60_000;

/** Asks every minute, and takes messages such as `{"id": "1", "account": "a"}`. */
class SoundTrigger implements Trigger {
  protected requests: RunRequests | undefined;

  async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
    this.requests = requests;
    while (!signal.aborted) {
      await this.wait(requests, signal);
      if (!signal.aborted) await this.ask(requests);
    }
    this.requests = undefined;
  }

  protected async wait(requests: RunRequests, signal: AbortSignal): Promise<void> {
    await requests.sleep(PERIOD_MS, signal).catch(() => undefined);
  }

  protected async ask(requests: RunRequests): Promise<void> {
    await requests.run({ scope: { kind: 'full' }, cause: 'every minute' });
  }

  async handle(request: Request): Promise<Response> {
    const { id, account } = await this.read(request);
    if (id === undefined || account === undefined) return this.refuse();
    const stored = await this.requests?.look(id, [{ account, cause: 'message' }]);
    return new Response(null, { status: stored === 'full' ? 429 : 202 });
  }

  protected async read(request: Request): Promise<{ readonly id?: string; readonly account?: string }> {
    const parsed: unknown = await request.json().catch(() => undefined);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  }

  protected refuse(): Response {
    this.requests?.refused('malformed');
    return new Response(null, { status: 400 });
  }
}

const message = (): Request =>
  new Request('http://127.0.0.1/hook', { method: 'POST', body: '{"id": "1", "account": "a"}' });
const options = { asksWithinMs: PERIOD_MS, message };

describe('the clauses of the trigger contract', () => {
  describePlantedFaults<() => Trigger>(
    {
      'start: resolves when the signal aborts, and not before': () =>
        new (class extends SoundTrigger {
          override start = async (): Promise<void> => undefined;
        })(),
      'start: with a signal that is aborted already it resolves and asks for nothing': () =>
        new (class extends SoundTrigger {
          override async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
            void this.ask(requests);
            await super.start(requests, signal);
          }
        })(),
      'start: asks for nothing after it was stopped': () =>
        new (class extends SoundTrigger {
          override async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
            await super.start(requests, signal);
            void requests.sleep(PERIOD_MS, new AbortController().signal).then(() => this.ask(requests));
          }
        })(),
      'start: goes by the clock it is given alone': () =>
        new (class extends SoundTrigger {
          override async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
            Date.now();
            await super.start(requests, signal);
          }
        })(),
      'runs: it asks for one in time, saying why and for whom': () =>
        new (class extends SoundTrigger {
          protected override async ask(requests: RunRequests): Promise<void> {
            await requests.run({ scope: { kind: 'full' }, cause: '' });
          }
        })(),
      'runs: a run that fails does not end it': () =>
        new (class extends SoundTrigger {
          protected override async ask(requests: RunRequests): Promise<void> {
            const { status } = await requests.run({ scope: { kind: 'full' }, cause: 'every minute' });
            if (status === 'failed') throw new Error('the run failed');
          }
        })(),
      'runs: started again, it goes on': () =>
        new (class extends SoundTrigger {
          override async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
            if ((await requests.recall('started')) !== undefined) throw new Error('it was started before');
            await requests.keep('started', 'yes');
            await super.start(requests, signal);
          }
        })(),
      'messages: a good one is stored, and taken again when it comes again': () =>
        new (class extends SoundTrigger {
          private count = 0;
          protected override async read(): Promise<{ readonly id?: string; readonly account?: string }> {
            this.count += 1;
            return { id: String(this.count), account: 'a' };
          }
        })(),
      'messages: when too much waits, the sender is told to come again': () =>
        new (class extends SoundTrigger {
          override async handle(request: Request): Promise<Response> {
            await super.handle(request);
            return new Response(null, { status: 202 });
          }
        })(),
      'messages: what it does not understand is refused, counted, and stores nothing': () =>
        new (class extends SoundTrigger {
          protected override refuse(): Response {
            return new Response(null, { status: 500 });
          }
        })(),
    },
    (make = () => new SoundTrigger()) => checkTrigger({ ...options, make }),
  );

  it('sees a trigger that does not stop', async () => {
    const make = (): Trigger => ({ start: () => new Promise(() => undefined) });
    const [first] = await checkTrigger({ make });
    if (first?.detail !== 'it did not stop within 1000 ms of the signal') throw new Error(first?.detail);
  });

  it('asks for a message where a trigger takes some', async () => {
    const results = await checkTrigger({ make: () => new SoundTrigger(), asksWithinMs: PERIOD_MS });
    const broken = results.filter(({ status }) => status === 'broken');
    if (broken.length !== 3 || broken.some(({ detail }) => !detail?.includes('give a message')))
      throw new Error(JSON.stringify(broken));
  });
});

triggerContract('every minute', { ...options, make: () => new SoundTrigger() });
