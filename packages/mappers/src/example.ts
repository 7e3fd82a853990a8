import type { Attributes, AttributeValue, Scalar } from '@rollcall/contract';

/**
 * An example that a mapper's definition carries: documentation shows it, and tests run it. It stands for the rule
 * `{ from, through: [{ <id>: config }] }` on a source account with the attributes `input`.
 */
export interface MapperExample {
  /** Settings of the step, as a configuration writes them. Absent where the defaults do. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Source attribute, or several. Absent where the mapper needs none. */
  readonly from?: string | readonly string[];
  /** The source account. */
  readonly input: Attributes;
  /** Groups of the source account. */
  readonly groups?: readonly string[];
  /** What comes out. Absent together with the next two: nothing, the target attribute is left alone. */
  readonly output?: AttributeValue;
  /** The values to try, for mappers that give several. */
  readonly candidates?: readonly Scalar[];
  /** Code of the error that refuses the account. */
  readonly refused?: string;
}

/** Gives the compiler's help to examples, which a definition carries as plain data. */
export function examples(...list: readonly MapperExample[]): readonly MapperExample[] {
  return list;
}
