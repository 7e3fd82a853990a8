import type { HttpClients } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { ExchangeEvent } from './client-parts.js';
import { HttpClient } from './http-client.js';

export interface HttpClientsOptions {
  readonly clock: Clock;
  /** A number from 0 up to 1, for waiting times. Default: `Math.random`. */
  readonly random?: () => number;
  /** Hears of each try, for logs. Called with no secret in it. */
  readonly onExchange?: (event: ExchangeEvent) => void;
}

/** The HTTP clients of adapters; each `open` gives one with its own sockets, limits and secrets. */
export function createHttpClients(options: HttpClientsOptions): HttpClients {
  const { clock, random = Math.random, onExchange } = options;
  return { open: (client) => new HttpClient(client, { clock, random, onExchange }) };
}
