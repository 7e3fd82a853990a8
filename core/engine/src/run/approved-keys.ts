import type { OperationRecord } from '../ports/state.js';
import { GROUP_NAME } from './make-groups.js';
import { isUnmade, NEW } from './new-groups.js';

export interface ApprovedKeysInput {
  /** What waits, page by page, in the order of application; read twice. */
  readonly held: () => AsyncIterable<readonly OperationRecord[]>;
  readonly isMeant: (operation: OperationRecord) => boolean;
  /** What names of accounts begin with: the connections of a two-way sync, each with a colon; else nothing. */
  readonly prefixes: readonly string[];
}

/**
 * Keys of the operations that a person lets through, with what goes with them: the groups that somebody among them is to join and that are
 * still to be made, and the memberships of accounts that are made.
 */
export async function approvedKeys({ held, isMeant, prefixes }: ApprovedKeysInput): Promise<ReadonlySet<string>> {
  const groups = new Set<string>();
  const created = new Set<string>();
  const prefixOf = (sourceId: string): string => prefixes.find((prefix) => sourceId.startsWith(prefix)) ?? '';
  const need = ({ sourceId, groups: { add } }: OperationRecord): void => {
    for (const id of add.filter(isUnmade)) groups.add(`${prefixOf(sourceId)}${GROUP_NAME}${id.slice(NEW.length)}`);
  };
  for await (const page of held())
    for (const operation of page) {
      const { kind, sourceId } = operation;
      const isWithCreate = kind === 'membership' && created.has(sourceId);
      if (!isMeant(operation) && !isWithCreate) continue;
      need(operation);
      // Its memberships have a later place in the order.
      if (kind === 'create') created.add(sourceId);
    }
  const keys = new Set<string>();
  for await (const page of held())
    for (const operation of page) {
      const { kind, sourceId } = operation;
      const goesWith =
        (kind === 'create-group' && groups.has(sourceId)) || (kind === 'membership' && created.has(sourceId));
      if (goesWith || isMeant(operation)) keys.add(operation.key);
    }
  return keys;
}
