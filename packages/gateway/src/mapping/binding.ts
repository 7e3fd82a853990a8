import type { AttributeDescription } from '@rollcall/contract';
import type { AttributePath, SchemaAttribute } from '@rollcall/scim-protocol';

/** One attribute of the system, and the place of a User that it is. */
export interface Binding {
  readonly path: AttributePath;
  /** The path as it is written: `emails[type eq "work"].value`. */
  readonly text: string;
  readonly attribute: AttributeDescription;
  /** A whole attribute at the top of the resource, which needs no path to be read or written. */
  readonly top: boolean;
  /** Part of one complex attribute, both spelled as SCIM does: it is rendered without a search. */
  readonly part: boolean;
  /** Single value in SCIM. */
  readonly single: boolean;
  readonly scimType: SchemaAttribute['type'];
}
