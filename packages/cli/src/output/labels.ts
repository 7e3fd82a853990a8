import type { Attributes } from '@rollcall/contract';
import type { OperationRecord, Rollcall } from '@rollcall/engine';

/** What to call the people of some operations: their user name in the target, by source id. Of two-way syncs no values are remembered. */
export async function accountLabels(
  { state, config }: Pick<Rollcall, 'state' | 'config'>,
  sync: string,
  operations: readonly OperationRecord[],
): Promise<ReadonlyMap<string, string>> {
  const isRemembered = !config.twoWay.has(sync);
  const links = await state.links.get(sync, [...new Set(operations.map(({ sourceId }) => sourceId))]);
  const labels = new Map<string, string>();
  for (const { sourceId, after, desired } of operations) {
    const base = isRemembered ? { ...links.get(sourceId)?.base, ...desired?.base } : {};
    const label = desired?.label ?? nameIn(after) ?? nameIn(base);
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
