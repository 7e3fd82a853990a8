import type { Group, OperationSupport, ResourceSchema } from '@rollcall/contract';
import { defaultMapping } from '../compile/mapping.js';
import type { Connection } from '../run/compiled-sync.js';

/** What both systems of a sync say they have. */
export interface Discovery {
  /** Attributes to map from. */
  readonly source: ResourceSchema;
  /** Attributes to map to. */
  readonly target: ResourceSchema;
  /** Roles. */
  readonly sourceGroups: readonly Group[];
  /** Empty where the target has none that can be read. */
  readonly targetGroups: readonly Group[];
  /** What may be done in the target; `undefined` where it cannot be written to. */
  readonly support: OperationSupport | undefined;
  /** What may be done in the source, where it can be written to. */
  readonly sourceSupport: OperationSupport | undefined;
  /** Target attribute to source attribute: those that mean the same. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** Asks both systems what accounts and groups look like. Changes nothing. */
export async function discover(from: Connection, to: Connection, signal: AbortSignal): Promise<Discovery> {
  const groupsOf = ({ provider }: Connection): Promise<readonly Group[]> | readonly Group[] =>
    provider.groups === undefined ? [] : Array.fromAsync(provider.groups.list(signal));
  const [source, target, sourceGroups, targetGroups, support, sourceSupport] = await Promise.all([
    from.provider.schema(signal),
    to.provider.schema(signal),
    groupsOf(from),
    groupsOf(to),
    to.provider.writer?.operations(signal),
    from.provider.writer?.operations(signal),
  ]);
  const defaults = defaultMapping(source, target);
  return { source, target, sourceGroups, targetGroups, support, sourceSupport, defaults };
}
