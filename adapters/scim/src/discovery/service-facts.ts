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
  #asking: Promise<Facts> | undefined;
  readonly #withoutPatch = new Set<'users' | 'groups'>();
  /** The last answer; `undefined` before the first. */
  known: Facts | undefined;

  constructor(
    private readonly api: ScimApi,
    private readonly config: ScimConfig,
  ) {}

  async get(signal: AbortSignal): Promise<Facts> {
    return this.known ?? (await this.refresh(signal));
  }

  /** Asks again; those who ask at the same time share the answer. */
  refresh(signal: AbortSignal): Promise<Facts> {
    this.#asking ??= this.#ask(signal).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** PATCH was refused: from now on by PUT. False where the configuration says otherwise, or where that is known already. */
  learnNoPatch(type: 'users' | 'groups'): boolean {
    const chosen = type === 'users' ? this.config.updateBy : this.config.groupUpdateBy;
    if (chosen !== 'auto' || this.#withoutPatch.has(type) || this.known === undefined) return false;
    this.#withoutPatch.add(type);
    const { service } = this.known;
    this.known = { service, manner: mannerOf(this.config, service, this.#withoutPatch) };
    return true;
  }

  async #ask(signal: AbortSignal): Promise<Facts> {
    const service = this.config.discovery === 'never' ? unknownService() : await discover(this.api, signal);
    this.known = { service, manner: mannerOf(this.config, service, this.#withoutPatch) };
    return this.known;
  }
}
