import type { HttpClients } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import { HttpClient } from './http-client.js';

export interface HttpClientsOptions {
  readonly clock: Clock;
  /** For the jitter of waits. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What adapters get for the token `HTTP`: one client per connection, each with its own sockets and pace. */
export function createHttpClients({ clock, random = Math.random }: HttpClientsOptions): HttpClients {
  return { open: (options) => new HttpClient(options, { clock, random }) };
}
