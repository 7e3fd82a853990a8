import { isRecord } from '../filter/property.js';
import type { BulkOperation } from './bulk.js';
import { ScimError } from './scim-error.js';

/** In which order a bulk request can be carried out. */
export interface BulkOrder {
  /**
   * All operations, in an order in which each step only refers to steps before it, and otherwise as they were sent. A step is one
   * operation, or the operations of a cycle.
   */
  readonly steps: readonly (readonly BulkOperation[])[];
  /** The steps whose operations refer to each other: to be resolved in two passes, or refused with 409 (RFC 7644 §3.7.1). */
  readonly cycles: readonly (readonly BulkOperation[])[];
}

/**
 * The order in which references by `bulkId:` can be resolved (RFC 7644 §3.7.2). Throws a `ScimError` for a reference to a
 * `bulkId` that is not there.
 */
export function orderBulk(operations: readonly BulkOperation[]): BulkOrder {
  const byId = new Map(operations.flatMap((one) => (one.bulkId === undefined ? [] : [[one.bulkId, one] as const])));
  const needs = new Map(operations.map((one) => [one, neededBy(one, byId)] as const));
  const steps = new StepFinder(needs).find(operations);
  return { steps, cycles: steps.filter((step) => step.length > 1 || isOwnNeed(step[0], needs)) };
}

/** The `bulkId`s that an operation refers to, in its path and in its data. */
export function bulkIdsIn({ path, data }: BulkOperation): readonly string[] {
  const found = new Set<string>();
  const ofPath = /\/bulkId:([^/?[]+)/.exec(path)?.[1];
  if (ofPath !== undefined) found.add(ofPath);
  visitTexts(data, (text) => {
    if (text.startsWith(PREFIX)) found.add(text.slice(PREFIX.length));
    for (const [, id] of text.matchAll(QUOTED)) if (id !== undefined) found.add(id);
  });
  return [...found];
}

/**
 * The operation with each `bulkId:` replaced by the id of the resource that was made, in its path, in its data and in the filters
 * of its PATCH paths. References that are not known stay.
 */
export function resolveBulkIds(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  const path = operation.path.replace(/\/bulkId:([^/?[]+)/, (whole, id: string) => {
    const known = ids.get(id);
    return known === undefined ? whole : `/${known}`;
  });
  const replaced = operation.data === undefined ? {} : { data: withIds(operation.data, ids) };
  return { ...operation, path, ...replaced };
}

const PREFIX = 'bulkId:';
/** In the path of a PATCH operation: `members[value eq "bulkId:u1"]`. */
const QUOTED = /"bulkId:([^"\\]+)"/g;

function neededBy(operation: BulkOperation, byId: ReadonlyMap<string, BulkOperation>): readonly BulkOperation[] {
  return bulkIdsIn(operation).map((id) => {
    const need = byId.get(id);
    if (need === undefined)
      throw new ScimError(400, `"bulkId:${id}" refers to no operation of this request`, 'invalidValue');
    return need;
  });
}

function isOwnNeed(one: BulkOperation | undefined, needs: Needs): boolean {
  return one !== undefined && needs.get(one)?.includes(one) === true;
}

type Needs = ReadonlyMap<BulkOperation, readonly BulkOperation[]>;

interface Visit {
  readonly one: BulkOperation;
  next: number;
}

/** Tarjan's strongly connected components, which come out needs first; with a stack of its own, for long chains. */
class StepFinder {
  private readonly order = new Map<BulkOperation, number>();
  private readonly low = new Map<BulkOperation, number>();
  private readonly open: BulkOperation[] = [];
  private readonly isOpen = new Set<BulkOperation>();
  private readonly steps: BulkOperation[][] = [];

  constructor(private readonly needs: Needs) {}

  find(operations: readonly BulkOperation[]): readonly (readonly BulkOperation[])[] {
    for (const root of operations) if (!this.order.has(root)) this.visit(root);
    return this.steps;
  }

  private visit(root: BulkOperation): void {
    const stack = [this.enter(root)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const need = this.needs.get(top.one)?.[top.next];
      top.next += 1;
      if (need === undefined) {
        stack.pop();
        this.leave(top.one);
        const parent = stack.at(-1);
        if (parent !== undefined) this.lower(parent.one, this.low.get(top.one) ?? 0);
      } else if (!this.order.has(need)) stack.push(this.enter(need));
      else if (this.isOpen.has(need)) this.lower(top.one, this.order.get(need) ?? 0);
    }
  }

  private enter(one: BulkOperation): Visit {
    this.low.set(one, this.order.size);
    this.order.set(one, this.order.size);
    this.open.push(one);
    this.isOpen.add(one);
    return { one, next: 0 };
  }

  private leave(one: BulkOperation): void {
    if (this.low.get(one) !== this.order.get(one)) return;
    const step = this.open.splice(this.open.lastIndexOf(one));
    for (const member of step) this.isOpen.delete(member);
    this.steps.push(step);
  }

  private lower(one: BulkOperation, to: number): void {
    this.low.set(one, Math.min(this.low.get(one) ?? to, to));
  }
}

function visitTexts(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value) visitTexts(item, visit);
  else if (isRecord(value)) for (const item of Object.values(value)) visitTexts(item, visit);
}

function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const whole = value.startsWith(PREFIX) ? ids.get(value.slice(PREFIX.length)) : undefined;
    return whole ?? value.replace(QUOTED, (text, id: string) => (ids.has(id) ? JSON.stringify(ids.get(id)) : text));
  }
  if (Array.isArray(value)) return value.map((item) => withIds(item, ids));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIds(item, ids)]));
}
