import {
  GROUP_INDEX,
  type Leniency,
  type PatchOperation,
  parsePath,
  type SchemaIndex,
  USER_INDEX,
} from '@rollcall/scim-protocol';

/**
 * A leniency that also leaves out what SCIM has and the system behind does not: clients send what they are set up to send, and one
 * attribute too many must not stop a person's whole update. The answer shows what is kept.
 */
export function tolerant(leniency: Leniency): Leniency {
  return {
    ...leniency,
    normalise: (operation, resource, index) =>
      leniency.normalise(operation, resource, index).filter((one) => {
        if (!isUnknown(one, index)) return true;
        const full = index.resourceType.id === 'Group' ? GROUP_INDEX : USER_INDEX;
        // Said in the words of all of SCIM: `manager` alone is understood where there is a manager.
        const meant = leniency.normalise(one, resource, full);
        return !meant.every((part) => isUnknown(part, index) && !isUnknown(part, full));
      }),
  };
}

/** What is no operation at all is left to be refused, whatever it is about. */
const VERBS: ReadonlySet<string> = new Set(['add', 'remove', 'replace']);

function isUnknown({ op, path }: PatchOperation, index: SchemaIndex): boolean {
  if (path === undefined || path === '' || !VERBS.has(op)) return false;
  try {
    return index.resolve(parsePath(path, { index })) === undefined;
  } catch {
    return false;
  }
}
