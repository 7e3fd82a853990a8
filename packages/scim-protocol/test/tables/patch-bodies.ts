const URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const REMOVAL = { op: 'remove', path: 'title' } as const;

/** [section, what it is, the body of a PATCH, how many operations it has or the `scimType` of the error] */
export const PATCH_BODIES: readonly (readonly [string, string, unknown, number | string])[] = [
  ['§3.5.2', 'one operation', { schemas: [URN], Operations: [REMOVAL] }, 1],
  ['§3.5.2', 'several', { schemas: [URN], Operations: [REMOVAL, { op: 'add', value: {} }] }, 2],
  ['§3.5.2', 'more than it needs', { schemas: [URN, 'urn:x:y'], Operations: [REMOVAL], more: 1 }, 1],
  ['§3.5.2', 'no schema', { Operations: [REMOVAL] }, 'invalidSyntax'],
  ['§3.5.2', 'another schema', { schemas: ['urn:x:y'], Operations: [REMOVAL] }, 'invalidSyntax'],
  ['§3.5.2', 'a schema that is no list', { schemas: URN, Operations: [REMOVAL] }, 'invalidSyntax'],
  ['§3.5.2', 'no operations', { schemas: [URN] }, 'invalidSyntax'],
  ['§3.5.2', 'an empty list of operations', { schemas: [URN], Operations: [] }, 'invalidSyntax'],
  ['§3.5.2', 'one operation without a list', { schemas: [URN], Operations: REMOVAL }, 'invalidSyntax'],
  ['§3.5.2', 'an operation that is a text', { schemas: [URN], Operations: ['remove'] }, 'invalidSyntax'],
  ['§3.5.2', 'no op', { schemas: [URN], Operations: [{ path: 'title' }] }, 'invalidSyntax'],
  ['§3.5.2', 'an op that is no text', { schemas: [URN], Operations: [{ op: 1 }] }, 'invalidSyntax'],
  ['§3.5.2', 'a path that is no text', { schemas: [URN], Operations: [{ op: 'remove', path: 1 }] }, 'invalidPath'],
  ['§3.12 invalidSyntax', 'a list', [REMOVAL], 'invalidSyntax'],
  ['§3.12 invalidSyntax', 'the whole resource', { userName: 'bo', active: false }, 'invalidSyntax'],
  ['7643 §2.1 names have no case', 'operations', { Schemas: [URN], operations: [{ OP: 'remove', Path: 'title' }] }, 1],
];
