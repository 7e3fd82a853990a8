import type { AttributeName, Filter } from '../filter/ast.js';

/**
 * A path of RFC 7644 §3.5.2, figure 7: an attribute, with a filter that chooses elements and a sub-attribute. The name is
 * empty where the path is the URN of a schema: all attributes of that extension.
 */
export interface AttributePath extends AttributeName {
  /**
   * Chooses elements of a multi-valued attribute: `type eq "work"` in `emails[type eq "work"].value`. Absent: no
   * brackets.
   */
  readonly filter?: Filter;
}

/** A path is not one, or cannot be written to. For an answer 400 with `scimType` `invalidPath` (RFC 7644 §3.12). */
export class ScimPathError extends Error {
  /** Keyword of the error answer. */
  readonly scimType = 'invalidPath';

  constructor(
    message: string,
    /** The path as it was written; cut where it is too long to be one. */
    readonly path: string,
    /** Characters of it before the wrong one. 0 where the path as a whole is wrong. */
    readonly position = 0,
  ) {
    super(message);
    this.name = 'ScimPathError';
  }
}
