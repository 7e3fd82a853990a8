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
      leniency.normalise(operation, resource, index).filter((one) => !isOfAnotherSystem(one, index)),
  };
}

/** What is no operation at all is left to be refused, whatever it is about. */
const VERBS: ReadonlySet<string> = new Set(['add', 'remove', 'replace']);

function isOfAnotherSystem({ op, path }: PatchOperation, index: SchemaIndex): boolean {
  if (path === undefined || path === '' || !VERBS.has(op)) return false;
  const full = index.resourceType.id === 'Group' ? GROUP_INDEX : USER_INDEX;
  try {
    return (
      index.resolve(parsePath(path, { index })) === undefined &&
      full.resolve(parsePath(path, { index: full })) !== undefined
    );
  } catch {
    return false;
  }
}
