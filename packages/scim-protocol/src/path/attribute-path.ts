import type { AttributeName, Filter } from '../filter/ast.js';

/**
 * A path of RFC 7644 §3.5.2, figure 7: an attribute, with a filter that chooses elements and a sub-attribute. The name is
 * empty where the path is the URN of a schema: all attributes of that extension.
 */
export interface AttributePath extends AttributeName {
  readonly filter?: Filter;
}

/** A path is not one, or cannot be written to. For an answer 400 with `scimType` `invalidPath` (RFC 7644 §3.12). */
export class ScimPathError extends Error {
  readonly scimType = 'invalidPath';

  constructor(
    message: string,
    readonly path: string,
    readonly position = 0,
  ) {
    super(message);
    this.name = 'ScimPathError';
  }
}
