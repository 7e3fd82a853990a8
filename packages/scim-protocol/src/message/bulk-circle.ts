import { isRecord } from '../filter/property.js';
import type { BulkOperation } from './bulk.js';
import { bulkIdsIn } from './bulk-order.js';
import { buildPatchRequest } from './patch-request.js';

/** A POST in two parts, so that what it refers to can be made in between. */
export interface BulkHalves {
  /** Without the attributes that refer to what is not there yet. */
  readonly first: BulkOperation;
  /** The body of a PATCH with these attributes, references as they were; absent where nothing was left out. */
  readonly rest?: unknown;
}

/**
 * Breaks a circle of references (RFC 7644 §3.7.1): what a POST makes can be there before it refers to the others. `known` are the `bulkId`s of
 * what is made already. Undefined for what cannot be divided: it is no POST of an object.
 */
export function halveBulkPost(operation: BulkOperation, known: ReadonlySet<string>): BulkHalves | undefined {
  const { method, data } = operation;
  if (method !== 'POST' || !isRecord(data)) return undefined;
  const isOpen = (value: unknown): boolean =>
    bulkIdsIn({ method, path: '', data: value }).some((bulkId) => !known.has(bulkId));
  const kept: Record<string, unknown> = {};
  const left: { readonly op: 'add'; readonly path: string; readonly value: unknown }[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!isOpen(value)) kept[name] = value;
    else if (!(isRecord(value) && name.toLowerCase().startsWith('urn:'))) left.push({ op: 'add', path: name, value });
    else {
      const own = Object.entries(value);
      kept[name] = Object.fromEntries(own.filter(([, one]) => !isOpen(one)));
      for (const [sub, one] of own) if (isOpen(one)) left.push({ op: 'add', path: `${name}:${sub}`, value: one });
    }
  }
  const first = { ...operation, data: kept };
  return left.length === 0 ? { first } : { first, rest: buildPatchRequest(left) };
}
