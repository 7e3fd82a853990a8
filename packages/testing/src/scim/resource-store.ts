import type { Row } from './row.js';

/** One resource with its id; `meta.version` and `meta.lastModified` are new after each change. */
export interface StoredResource extends Row {
  /** Given by the service; never changes. */
  readonly id: string;
  /** Common attributes of RFC 7643 §3.1, without `location`, which the answer adds. */
  readonly meta: {
    readonly resourceType: string;
    readonly created: string;
    readonly lastModified: string;
    readonly version: string;
  };
}

interface Entry {
  readonly resource: StoredResource;
  /** Resources are listed in the order in which they were made. */
  readonly place: number;
}

export interface StoreOptions {
  readonly resourceType: 'User' | 'Group';
  /** Attributes that are looked up by `eq`: of `folded` ones the case does not count. */
  readonly indexed: readonly { readonly name: string; readonly folded: boolean }[];
  readonly now: () => Date;
}

/** The resources of one type, in memory: look-ups by id and by indexed attributes take no longer for 100,000 than for ten. */
export class ResourceStore {
  readonly #entries = new Map<string, Entry>();
  readonly #indexes: ReadonlyMap<string, AttributeIndex>;
  #ordered: Entry[] = [];
  #isOrdered = true;
  #places = 0;
  #versions = 0;

  constructor(private readonly options: StoreOptions) {
    this.#indexes = new Map(options.indexed.map(({ name, folded }) => [name, new AttributeIndex(name, folded)]));
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): StoredResource | undefined {
    return this.#entries.get(id)?.resource;
  }

  /** All, in order. */
  *all(): IterableIterator<StoredResource> {
    for (const { resource } of this.#inOrder()) yield resource;
  }

  /** Up to `count` from a position (from 0) on. */
  slice(from: number, count: number): readonly StoredResource[] {
    return this.#inOrder()
      .slice(from, from + count)
      .map(({ resource }) => resource);
  }

  /** Up to `count` behind a place, each with its own: for cursors, which do not slip when others are deleted. */
  after(place: number, count: number): readonly { readonly resource: StoredResource; readonly place: number }[] {
    const entries = this.#inOrder();
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.place ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return entries.slice(low, low + count);
  }

  /** Those with this value of an indexed attribute; `undefined` where the attribute is not indexed. */
  lookUp(name: string, value: string): readonly StoredResource[] | undefined {
    if (name === 'id') return [this.get(value)].filter((one) => one !== undefined);
    const found = this.#indexes.get(name)?.find(value);
    return found?.map((id) => this.get(id)).filter((one) => one !== undefined);
  }

  /** Stores a new resource or another state of one; its `meta` is made here. */
  put(id: string, content: Row): StoredResource {
    const before = this.#entries.get(id);
    const now = this.options.now().toISOString();
    this.#versions += 1;
    const meta = {
      resourceType: this.options.resourceType,
      created: before?.resource.meta.created ?? now,
      lastModified: now,
      version: `W/"${this.#versions}"`,
    };
    const resource: StoredResource = { ...content, id, meta };
    for (const index of this.#indexes.values()) index.move(id, before?.resource, resource);
    if (before === undefined) this.#places += 1;
    const entry = { resource, place: before?.place ?? this.#places };
    this.#entries.set(id, entry);
    if (before === undefined && this.#isOrdered) this.#ordered.push(entry);
    else this.#isOrdered = false;
    return resource;
  }

  remove(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    for (const index of this.#indexes.values()) index.move(id, entry.resource, undefined);
    this.#entries.delete(id);
    this.#isOrdered = false;
    return true;
  }

  /** A Map keeps the place of a key that is set again, so its order is the order of making. */
  #inOrder(): readonly Entry[] {
    if (!this.#isOrdered) this.#ordered = [...this.#entries.values()];
    this.#isOrdered = true;
    return this.#ordered;
  }
}

class AttributeIndex {
  readonly #ids = new Map<string, string | string[]>();

  constructor(
    private readonly name: string,
    private readonly folded: boolean,
  ) {}

  find(value: string): readonly string[] {
    const found = this.#ids.get(this.#key(value));
    return found === undefined ? [] : typeof found === 'string' ? [found] : found;
  }

  move(id: string, before: Row | undefined, after: Row | undefined): void {
    const [old, next] = [before?.[this.name], after?.[this.name]];
    if (old === next) return;
    if (typeof old === 'string')
      this.#set(
        old,
        [...this.find(old)].filter((one) => one !== id),
      );
    if (typeof next === 'string') this.#set(next, [...this.find(next), id]);
  }

  #set(value: string, ids: string[]): void {
    const [first] = ids;
    if (first === undefined) this.#ids.delete(this.#key(value));
    else this.#ids.set(this.#key(value), ids.length === 1 ? first : ids);
  }

  #key(value: string): string {
    return this.folded ? value.toLowerCase() : value;
  }
}
