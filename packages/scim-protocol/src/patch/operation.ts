import type { Row } from '../filter/property.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/** One operation of a PATCH (RFC 7644 §3.5.2), as a client writes it: `op` may have any case until it is normalised. */
export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export type PatchVerb = 'add' | 'remove' | 'replace';

/** One operation in strict words. */
export interface PatchDraft extends PatchOperation {
  readonly op: PatchVerb;
}

/** How the operations of one kind of client are read, where they are not what RFC 7644 says. */
export interface Leniency {
  readonly name: string;
  /** Says one operation in the words of RFC 7644; called in turn, with the resource as the operations before have left it. */
  normalise(operation: PatchOperation, resource: Row, index: SchemaIndex): readonly PatchOperation[];
  /** `remove` with a list of values removes these from a multi-valued attribute; none of them: nothing. */
  readonly removesByValue?: boolean;
  /** `remove` of what is not there changes nothing, instead of `noTarget`. */
  readonly ignoresMissing?: boolean;
}
