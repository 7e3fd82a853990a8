import type { Attributes } from '@rollcall/contract';
import type { OperationRecord, State } from '@rollcall/engine';

/** What to call the people of some operations: their user name in the target, by source id. */
export async function accountLabels(
  state: State,
  sync: string,
  operations: readonly OperationRecord[],
): Promise<ReadonlyMap<string, string>> {
  const links = await state.links.get(sync, [...new Set(operations.map(({ sourceId }) => sourceId))]);
  const labels = new Map<string, string>();
  for (const { sourceId, after, desired } of operations) {
    const label = nameIn(after) ?? nameIn(desired?.base ?? {}) ?? nameIn(links.get(sourceId)?.base ?? {});
    if (label !== undefined) labels.set(sourceId, label);
  }
  return labels;
}

/** The attribute that names a person best. */
export function nameIn(attributes: Attributes): string | undefined {
  for (const name of ['userName', 'username', 'name', 'displayName', 'email', 'mail']) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
