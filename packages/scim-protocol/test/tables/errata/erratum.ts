import type { Schema, SchemaAttribute } from '@rollcall/scim-protocol';

export interface Erratum {
  readonly rfc: 7643 | 7644;
  /** `–`: its text was not to be had, only what others say of it. */
  readonly section: string;
  readonly number: number;
  /** As the RFC Editor's list said when we looked. `open`: reported, or held for an update of the document. */
  readonly status: 'verified' | 'held' | 'open';
  /** What is wrong, and what should be there. */
  readonly says: string;
  /** What Rollcall does. */
  readonly here: string;
  readonly check: () => void;
}

/** `members.$ref`, `attributes.subAttributes.type`. */
export function attributeOf({ id, attributes }: Schema, path: string): SchemaAttribute {
  let found: SchemaAttribute | undefined;
  let among: readonly SchemaAttribute[] = attributes;
  for (const name of path.split('.')) {
    found = among.find((attribute) => attribute.name === name);
    among = found?.subAttributes ?? [];
  }
  if (found === undefined) throw new Error(`${id} has no ${path}`);
  return found;
}

export function scimType(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as { readonly scimType?: string }).scimType;
  }
  throw new Error('it was accepted');
}
