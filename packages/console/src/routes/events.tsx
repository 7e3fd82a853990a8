import { streamSSE } from 'hono/streaming';
import { provisionProgress } from '../api/provision.js';
import { viewRun } from '../api/runs.js';
import { JobProgress } from '../pages/job.js';
import { RunProgress } from '../pages/run.js';
import type { Asked } from './route.js';

const LOOK_MS = 1_000;
const LONGEST_MS = 30 * 60_000;
/** Browsers would come again when the stream just ended. */
const END = { event: 'end', data: '' };

/** How a run goes on, as pieces of its page, until it has ended. Runs of other processes are looked up each second. */
export function runEvents({ context, services }: Asked, id: string): Response {
  return streamSSE(context, async (stream) => {
    const closing = until(services.closed, (tell) => stream.onAbort(tell));
    let last = '';
    while (!closing.aborted) {
      const view = await viewRun(services, id, {});
      const data = (<RunProgress view={view} />).toString();
      if (data !== last) await stream.writeSSE({ event: 'progress', data: oneLine(data) });
      last = data;
      if (view.run.endedAt !== null) return stream.writeSSE(END);
      await sleep(LOOK_MS, closing);
    }
  });
}

/** How work that was started here goes on, told at each change. */
export function jobEvents({ context, services }: Asked, id: string, target: string): Response {
  return streamSSE(context, async (stream) => {
    const closing = until(services.closed, (tell) => stream.onAbort(tell));
    let wake = (): void => {};
    const forget = services.jobs.watch((job) => {
      if (job.id === id) wake();
    });
    try {
      for (let job = services.jobs.get(id); job !== undefined && !closing.aborted; job = services.jobs.get(id)) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        const provision = await provisionProgress(services, job);
        const page = <JobProgress job={job} provision={provision} target={target} />;
        // A promise where a part of it is asynchronous, which Hono's type does not say.
        const data = await Promise.resolve(page.toString());
        await stream.writeSSE({ event: 'progress', data: oneLine(data) });
        if (job.state !== 'working') return await stream.writeSSE(END);
        await Promise.race([changed, sleep(LOOK_MS, closing)]);
      }
    } finally {
      forget();
    }
  });
}

/** A line break would end the message. */
function oneLine(html: string | Promise<string>): string {
  return String(html).replaceAll('\n', ' ');
}

function until(closed: AbortSignal, onLeave: (tell: () => void) => void): AbortSignal {
  const left = new AbortController();
  onLeave(() => left.abort());
  return AbortSignal.any([closed, left.signal, AbortSignal.timeout(LONGEST_MS)]);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
