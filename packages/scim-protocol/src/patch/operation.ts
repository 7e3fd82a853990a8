import type { Row } from '../filter/property.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/** One operation of a PATCH (RFC 7644 §3.5.2), as a client writes it: `op` may have any case until it is normalised. */
export interface PatchOperation {
  /** What to do: `add`, `remove` or `replace`, in the client's spelling. */
  readonly op: string;
  /** What it is done to. Absent: the resource itself, and `value` holds the attributes. `remove` needs one. */
  readonly path?: string;
  /** New values. Absent with a strict `remove`. */
  readonly value?: unknown;
}

/** The three operations of RFC 7644 §3.5.2. */
export type PatchVerb = 'add' | 'remove' | 'replace';

/** One operation in strict words. */
export interface PatchDraft extends PatchOperation {
  /** In lower case, as RFC 7644 writes it. */
  readonly op: PatchVerb;
}

/** How the operations of one kind of client are read, where they are not what RFC 7644 says. */
export interface Leniency {
  /** For messages and logs: `entra`, `okta`. */
  readonly name: string;
  /** Says one operation in the words of RFC 7644; called in turn, with the resource as the operations before have left it. */
  normalise(operation: PatchOperation, resource: Row, index: SchemaIndex): readonly PatchOperation[];
  /** `remove` with a list of values removes these from a multi-valued attribute; none of them: nothing. */
  readonly removesByValue?: boolean;
  /** `remove` of what is not there changes nothing, instead of `noTarget`. */
  readonly ignoresMissing?: boolean;
}
