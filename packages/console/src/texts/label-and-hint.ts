import type { Message, Value } from '@rollcall/plugin';

/** What a choice is called, and what it comes to, of the same things. */
export function labelAndHint<Names extends readonly string[]>(
  { label, hint }: { readonly label: Message<Names>; readonly hint: Message<Names> },
  ...values: { readonly [Place in keyof Names]: Value }
): readonly [label: string, hint: string] {
  return [label(...values), hint(...values)];
}
