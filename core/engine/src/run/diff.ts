import type { Attributes, AttributeValue } from '@rollcall/contract';
import { sameValue } from '../values/compare.js';
import type { Desired } from './compiled-sync.js';

export interface Delta {
  readonly after: Attributes;
  readonly before: Attributes;
}

/** Step `diff` for an account that Rollcall wrote before: what differs from the values last applied. */
export function diffFromBase(desired: Desired, base: Attributes): Delta {
  return difference(desired.always, base);
}

/** Step `diff` for an account that somebody else made, or whose state is unknown: what differs from what it is. */
export function diffFromActual(desired: Desired, actual: Attributes): Delta {
  const fill = Object.entries(desired.ifEmpty).filter(([name]) => isEmpty(actual[name]));
  return difference({ ...desired.always, ...Object.fromEntries(fill) }, actual);
}

/** Everything that a new account is created with. */
export function diffFromNothing(desired: Desired): Delta {
  const after: Record<string, AttributeValue> = {};
  for (const part of [desired.ifEmpty, desired.always, desired.onCreate]) {
    for (const [name, value] of Object.entries(part)) if (value !== null) after[name] = value;
  }
  return { after, before: {} };
}

export function isNoChange(delta: Delta): boolean {
  return Object.keys(delta.after).length === 0;
}

export function difference(wanted: Attributes, known: Attributes): Delta {
  const after: Record<string, AttributeValue> = {};
  const before: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(wanted)) {
    const was = known[name];
    if (sameValue(value, was)) continue;
    after[name] = value;
    if (was !== undefined) before[name] = was;
  }
  return { after, before };
}

export function isEmpty(value: AttributeValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
