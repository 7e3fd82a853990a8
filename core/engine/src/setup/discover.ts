import type { Group, OperationSupport, ResourceSchema } from '@rollcall/contract';
import { defaultMapping } from '../compile/mapping.js';
import type { Connection } from '../run/compiled-sync.js';

/** What both systems of a sync say they have. */
export interface Discovery {
  readonly source: ResourceSchema;
  readonly target: ResourceSchema;
  /** Roles. */
  readonly sourceGroups: readonly Group[];
  readonly targetGroups: readonly Group[];
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
