/** Tests joined by "and", "or" and "not", whatever a test is. An empty `all` holds of everybody, an empty `any` of nobody. */
export type Condition<Test> =
  | { readonly all: readonly Condition<Test>[] }
  | { readonly any: readonly Condition<Test>[] }
  | { readonly not: Condition<Test> }
  | Test;

/** How a value is compared. Texts without case; times as instants. */
export type TestOperator = 'eq' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** Of several values, any may fit. `present`: there is a value, and not an empty one. */
export type AttributeTest =
  | { readonly attribute: string; readonly is: TestOperator; readonly value: string | number | boolean }
  | { readonly attribute: string; readonly is: 'present' };

/** One thing that may hold of an account, by the names of its system. The contract's `AccountCondition` is made of these. */
export type AccountTest =
  | AttributeTest
  | { readonly ids: readonly string[] }
  | { readonly active: boolean }
  /** Direct member of the group with this id. */
  | { readonly group: string };
