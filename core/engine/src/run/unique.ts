import type { AttributeValue, Scalar } from '@rollcall/contract';
import type { RunContext } from './run-context.js';

/** So many values are tried before a person must think of something. */
const TRIES = 50;
const taken = new WeakMap<RunContext, Map<string, Set<Scalar>>>();

/** The first value that no account of the target has, and that this run has not given to somebody else. */
export async function firstFree(
  context: RunContext,
  attribute: string,
  values: readonly Scalar[],
): Promise<AttributeValue | undefined> {
  const writer = context.sync.to.provider.writer;
  if (writer === undefined) return undefined;
  const given = givenBy(context, attribute);
  for (const value of values.slice(0, TRIES)) {
    const mark = typeof value === 'string' ? value.toLowerCase() : value;
    if (given.has(mark)) continue;
    const found = await writer.find([{ attribute, value }], { attributes: [attribute], signal: context.abort });
    if (found.length > 0) continue;
    given.add(mark);
    return value;
  }
  return undefined;
}

function givenBy(context: RunContext, attribute: string): Set<Scalar> {
  const byName = taken.get(context) ?? new Map<string, Set<Scalar>>();
  taken.set(context, byName);
  const given = byName.get(attribute) ?? new Set<Scalar>();
  byName.set(attribute, given);
  return given;
}
