import type { State } from '../ports/state.js';
import type { RunReport } from '../sync-options.js';
import { digest } from '../values/stable.js';
import type { ServiceEvent } from './service-event.js';

const markOf = (sync: string): string => `alerted:${sync}`;

interface Waiting {
  readonly sync: { readonly name: string };
  readonly state: Pick<State, 'marks'>;
  readonly tell: (event: ServiceEvent) => void;
}

/** Tells a person once that something waits for them, and again only when it is something else. */
export async function alertOnWaiting({ sync, state, tell }: Waiting, report: RunReport): Promise<void> {
  const told = await state.marks.get(markOf(sync.name));
  const text = report.held.map(({ message }) => message).join('; ');
  const now = text === '' ? undefined : digest(text);
  if (now === told) return;
  await state.marks.set(markOf(sync.name), now);
  if (now === undefined) return;
  const message = `run ${report.run.id} waits for approval: ${text}; look at it with "rollcall runs ${report.run.id}", then "rollcall approve ${report.run.id}"`;
  tell({ kind: 'alert', sync: sync.name, subject: 'waiting', message });
}
