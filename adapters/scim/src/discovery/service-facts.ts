import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { discover, type Service, unknownService } from './discover.js';
import { type Manner, mannerOf } from './manner.js';

export interface Facts {
  readonly service: Service;
  readonly manner: Manner;
}

/** What is known of the service; asked once, and anew for each run. */
export class ServiceFacts {
  #facts: Promise<Facts> | undefined;
  #asking: Promise<Facts> | undefined;
  /** The last answer; `undefined` before the first. */
  known: Facts | undefined;

  constructor(
    private readonly api: ScimApi,
    private readonly config: ScimConfig,
  ) {}

  get(signal: AbortSignal): Promise<Facts> {
    return this.#facts ?? this.refresh(signal);
  }

  /** Asks again; those who ask at the same time share the answer. */
  refresh(signal: AbortSignal): Promise<Facts> {
    this.#asking ??= this.#ask(signal).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<Facts> {
    const service = this.config.discovery === 'never' ? unknownService() : await discover(this.api, signal);
    const facts = { service, manner: mannerOf(this.config, service) };
    this.known = facts;
    this.#facts = Promise.resolve(facts);
    return facts;
  }
}
