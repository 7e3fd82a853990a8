import type { StoredResource } from './resource-store.js';
import type { Row } from './row.js';
import type { ScimType } from './scim-service.js';

/** Untruths that a service tells while every answer looks well; each can be set and taken back while it runs. */
export interface ScimLies {
  /** The count that a list names instead of the real one; `undefined` names none. */
  totalResults?: (real: number) => number | undefined;
  /** What a page holds instead of what it should. */
  page?: (
    resources: readonly StoredResource[],
    asked: { readonly type: ScimType; readonly query: Row },
  ) => readonly StoredResource[];
}
