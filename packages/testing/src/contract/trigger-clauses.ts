import type { RunRequest, Trigger } from '@rollcall/contract';
import { expect } from 'chai';
import type { Clause } from './clause.js';
import { TriggerRequests } from './trigger-requests.js';
import { watchOutside } from './watch-outside.js';

export interface TriggerSubject {
  /** A fresh trigger each time, with the same settings. */
  make(): Trigger;
  /** It asks for a first run within so many milliseconds of its own time. Absent: it asks for none by itself. */
  readonly asksWithinMs?: number;
  /** A message that it takes; for triggers that are called from outside. Called for each delivery, with the same message. */
  readonly message?: () => Request;
}

/** How long a trigger may take to stop. */
const STOP_MS = 1_000;

export const TRIGGER_CLAUSES: readonly Clause<TriggerSubject>[] = [
  {
    name: 'start: resolves when the signal aborts, and not before',
    check: async (subject) => {
      const started = begin(subject);
      await started.pass(60_000);
      expect(started.ended(), 'it ended by itself').to.equal(undefined);
      await started.stop();
      expect(started.ended()).to.equal('resolved');
    },
  },
  {
    name: 'start: with a signal that is aborted already it resolves and asks for nothing',
    check: async (subject) => {
      const stop = AbortSignal.abort(new Error('stopped'));
      const requests = new TriggerRequests();
      await within(subject.make().start(requests, stop));
      expect(requests.runs).to.deep.equal([]);
      expect(requests.looks).to.deep.equal([]);
    },
  },
  {
    name: 'start: asks for nothing after it was stopped',
    check: async (subject) => {
      const started = begin(subject);
      await started.pass(periodOf(subject));
      await started.stop();
      const before = started.requests.runs.length + started.requests.looks.length;
      await started.requests.clock.runUntil(started.requests.now() + 2 * periodOf(subject));
      expect(started.requests.runs.length + started.requests.looks.length).to.equal(before);
    },
  },
  {
    name: 'start: goes by the clock it is given alone',
    check: async (subject) => {
      const requests = new TriggerRequests();
      const stop = new AbortController();
      const { used } = watchOutside(
        () =>
          void subject
            .make()
            .start(requests, stop.signal)
            .catch(() => undefined),
      );
      stop.abort();
      expect(used).to.deep.equal([]);
    },
  },
  {
    name: 'runs: it asks for one in time, saying why and for whom',
    leaveOut: asksNothing,
    check: async (subject) => {
      const started = begin(subject);
      await started.pass(periodOf(subject));
      await started.stop();
      expect(started.requests.runs, 'requests for a run').to.not.be.empty;
      for (const request of started.requests.runs) expect(problemOf(request)).to.equal(undefined);
    },
  },
  {
    name: 'runs: a run that fails does not end it',
    leaveOut: asksNothing,
    check: async (subject) => {
      const started = begin(subject);
      started.requests.status = 'failed';
      await started.pass(3 * periodOf(subject));
      const failure = started.failure();
      await started.stop();
      expect(failure, 'what it threw').to.equal(undefined);
      expect(started.requests.runs.length, 'requests for a run').to.be.greaterThan(1);
    },
  },
  {
    name: 'runs: started again, it goes on',
    leaveOut: asksNothing,
    check: async (subject) => {
      const first = begin(subject);
      await first.pass(periodOf(subject));
      await first.stop();
      const second = begin(subject, first.requests.kept);
      await second.pass(2 * periodOf(subject));
      await second.stop();
      expect(second.failure()).to.equal(undefined);
      expect(second.requests.runs, 'requests for a run').to.not.be.empty;
    },
  },
  {
    name: 'messages: a good one is stored, and taken again when it comes again',
    leaveOut: takesNothing,
    check: (subject) =>
      whileStarted(subject, async (handle, requests) => {
        const statuses = [(await handle(goodMessage(subject))).status, (await handle(goodMessage(subject))).status];
        for (const status of statuses) expect(status, 'status').to.be.within(200, 299);
        expect(requests.looks, 'what was stored').to.have.lengthOf(1);
        for (const { cause } of requests.looks.flatMap(({ events }) => events)) expect(cause).to.not.equal('');
      }),
  },
  {
    name: 'messages: when too much waits, the sender is told to come again',
    leaveOut: takesNothing,
    check: (subject) =>
      whileStarted(subject, async (handle, requests) => {
        requests.full = true;
        expect([429, 503]).to.include((await handle(goodMessage(subject))).status);
      }),
  },
  {
    name: 'messages: what it does not understand is refused, counted, and stores nothing',
    leaveOut: takesNothing,
    check: (subject) =>
      whileStarted(subject, async (handle, requests) => {
        const { url } = goodMessage(subject);
        for (const init of NONSENSE)
          expect((await handle(new Request(url, init))).status, JSON.stringify(init).slice(0, 80)).to.be.within(
            400,
            499,
          );
        expect(requests.looks).to.deep.equal([]);
        expect(requests.runs).to.deep.equal([]);
        expect(requests.refusals, 'refusals').to.have.lengthOf(NONSENSE.length);
        for (const reason of requests.refusals) expect(reason).to.match(/^[a-z]+(-[a-z]+)*$/);
      }),
  },
];

const NONSENSE: readonly RequestInit[] = [
  { method: 'GET' },
  { method: 'POST' },
  { method: 'POST', body: 'not JSON' },
  { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
  { method: 'POST', body: `"${'x'.repeat(5_000_000)}"`, headers: { 'content-type': 'application/json' } },
];

function asksNothing({ asksWithinMs }: TriggerSubject): string | undefined {
  return asksWithinMs === undefined ? 'it asks for no run by itself' : undefined;
}

function takesNothing(subject: TriggerSubject): string | undefined {
  if (subject.message !== undefined) return undefined;
  if (subject.make().handle !== undefined) throw new Error('it has handle(): give a message that it takes');
  return 'it is not called from outside';
}

/** A little more than the time of one request. */
function periodOf({ asksWithinMs }: TriggerSubject): number {
  return (asksWithinMs ?? 60_000) + 2_000;
}

function goodMessage(subject: TriggerSubject): Request {
  if (subject.message === undefined) throw new Error('there is no message');
  return subject.message();
}

interface Started {
  readonly requests: TriggerRequests;
  /** How it ended; undefined while it runs. */
  ended(): 'resolved' | 'rejected' | undefined;
  failure(): unknown;
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

function begin(subject: TriggerSubject, kept?: ReadonlyMap<string, string>, trigger = subject.make()): Started {
  const requests = new TriggerRequests(kept);
  const abort = new AbortController();
  let ended: 'resolved' | 'rejected' | undefined;
  let failure: unknown;
  const running = trigger.start(requests, abort.signal).then(
    () => {
      ended = 'resolved';
    },
    (error: unknown) => {
      ended = 'rejected';
      failure = error;
    },
  );
  return {
    requests,
    ended: () => ended,
    failure: () => failure,
    pass: (ms) => requests.clock.runUntil(requests.now() + ms),
    stop: async () => {
      abort.abort(new Error('stopped'));
      // A run that is under way may end first.
      await requests.clock.runUntil(requests.now() + 1_000);
      await within(running);
    },
  };
}

async function whileStarted(
  subject: TriggerSubject,
  work: (handle: (request: Request) => Promise<Response>, requests: TriggerRequests) => Promise<void>,
): Promise<void> {
  const trigger = subject.make();
  const started = begin(subject, undefined, trigger);
  await started.pass(0);
  try {
    await work((request) => {
      if (trigger.handle === undefined) throw new Error('it has no handle()');
      return trigger.handle(request);
    }, started.requests);
  } finally {
    await started.stop();
  }
}

async function within(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not stop within ${STOP_MS} ms of the signal`)), STOP_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function problemOf({ cause, scope }: RunRequest): string | undefined {
  if (typeof cause !== 'string' || cause.trim() === '') return 'a request without a cause';
  if (scope.kind === 'accounts') return scope.ids.length > 0 ? undefined : 'a request for nobody';
  return ['full', 'changes'].includes(scope.kind) ? undefined : 'a request with an unknown scope';
}
