import { idOf, type Row } from '../scim-api.js';

/** What was seen of a list so far, and what is wrong with it. */
export class ReadingLog {
  readonly ids = new Set<string>();
  readonly totals = new Set<number | undefined>();
  /** Why the read proves nothing; the first reason is told. */
  readonly doubts: string[] = [];

  /** The resources that were not seen before. */
  fresh(resources: readonly Row[]): readonly Row[] {
    return resources.filter((resource) => {
      const id = idOf(resource);
      if (id === undefined) this.doubts.push('a resource came without an id');
      if (id === undefined || this.ids.has(id)) return false;
      this.ids.add(id);
      return true;
    });
  }

  /** The counts that the service named, for messages. */
  get counted(): string {
    return [...this.totals].map((total) => (total === undefined ? 'nothing' : String(total))).join(', then ');
  }
}
