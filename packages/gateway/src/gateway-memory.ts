import type { Marks } from '@rollcall/engine';

export type ResourceKind = 'User' | 'Group';

/**
 * What the gateway remembers of a tenant because the system behind has no place for it: a client's own ids, and which accounts a client
 * deleted that the system only deactivated.
 */
export class GatewayMemory {
  readonly #prefix: string;

  constructor(
    private readonly marks: Marks,
    tenant: string,
  ) {
    this.#prefix = `gateway/${tenant}`;
  }

  externalId(kind: ResourceKind, id: string): Promise<string | undefined> {
    return this.marks.get(`${this.#prefix}/${kind}/external/${id}`);
  }

  async setExternalId(kind: ResourceKind, id: string, value: string | undefined): Promise<void> {
    const before = await this.externalId(kind, id);
    if (before === value) return;
    if (before !== undefined) await this.marks.set(this.#reverse(kind, before), undefined);
    await this.marks.set(`${this.#prefix}/${kind}/external/${id}`, value);
    if (value !== undefined) await this.marks.set(this.#reverse(kind, value), id);
  }

  /** The resource with this client's id. Two marks are not one write, so the answer is looked at from both sides. */
  async idOf(kind: ResourceKind, externalId: string): Promise<string | undefined> {
    const id = await this.marks.get(this.#reverse(kind, externalId));
    return id !== undefined && (await this.externalId(kind, id)) === externalId ? id : undefined;
  }

  async isGone(id: string): Promise<boolean> {
    return (await this.marks.get(`${this.#prefix}/gone/${id}`)) !== undefined;
  }

  async setGone(id: string, gone: boolean): Promise<void> {
    await this.marks.set(`${this.#prefix}/gone/${id}`, gone ? '1' : undefined);
  }

  /** Ids of accounts that a client deleted and that are still there. */
  async gone(): Promise<ReadonlySet<string>> {
    const prefix = `${this.#prefix}/gone/`;
    return new Set([...(await this.marks.list(prefix)).keys()].map((name) => name.slice(prefix.length)));
  }

  #reverse(kind: ResourceKind, value: string): string {
    return `${this.#prefix}/${kind}/by-external/${value}`;
  }
}
