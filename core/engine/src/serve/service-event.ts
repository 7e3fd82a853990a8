import type { RunRecord } from '../ports/state.js';

/** What a service tells while it works, for logs, counters and alerts. Never personal data. */
export type ServiceEvent =
  | { readonly kind: 'run-started'; readonly sync: string; readonly cause: string }
  | { readonly kind: 'run-ended'; readonly sync: string; readonly run: RunRecord; readonly durationMs: number }
  | { readonly kind: 'events-stored'; readonly sync: string; readonly events: number }
  | { readonly kind: 'event-repeated'; readonly sync: string }
  | { readonly kind: 'event-refused'; readonly sync: string; readonly reason: string }
  | { readonly kind: 'quarantined'; readonly sync: string; readonly until: number; readonly message: string }
  | { readonly kind: 'released'; readonly sync: string }
  | { readonly kind: 'trigger-failed'; readonly sync: string; readonly trigger: string; readonly message: string }
  | Alert;

/** Every kind of event, for those who are asked by name. */
export const SERVICE_EVENT_KINDS = [
  'run-started',
  'run-ended',
  'events-stored',
  'event-repeated',
  'event-refused',
  'quarantined',
  'released',
  'trigger-failed',
  'alert',
] as const satisfies readonly ServiceEvent['kind'][];

/** Something that a person should know; told once, not again and again. */
export interface Alert {
  /** Tells it from other events. */
  readonly kind: 'alert';
  /** Whose runs it is about. */
  readonly sync: string;
  /** `waiting`: something waits for approval. `refused`: a system does not accept the credential. */
  readonly subject: 'failing' | 'recovered' | 'waiting' | 'refused';
  /** A sentence for people, without people in it. */
  readonly message: string;
}
