import type { AccountCondition } from '@rollcall/contract';
import type { ProviderWorld, TrueAccount } from './provider-world.js';

export interface Question {
  readonly condition: AccountCondition;
  /** Is this account meant? Told by the truth alone. */
  readonly holds: (account: TrueAccount) => boolean;
}

/** About whoever has a key: whole and in part, turned round, with "and" and "or", and about who is active or a member. */
export function prefilterQuestions(
  { key }: ProviderWorld,
  truth: ReadonlyMap<string, TrueAccount>,
): readonly Question[] {
  const keyOf = ({ attributes }: TrueAccount): string => String(attributes[key] ?? '').toLowerCase();
  const some = [...truth].slice(0, 3);
  const groups = [...new Set([...truth.values()].flatMap((account) => account.groups))].slice(0, 2);
  const about = some.flatMap(([id, account]): readonly Question[] => {
    const value = keyOf(account);
    const start: AccountCondition = { attribute: key, is: 'sw', value: value.slice(0, 2).toUpperCase() };
    const starts = (other: TrueAccount): boolean => keyOf(other).startsWith(value.slice(0, 2));
    return [
      { condition: { attribute: key, is: 'eq', value }, holds: (other) => keyOf(other) === value },
      { condition: start, holds: starts },
      { condition: { not: start }, holds: (other) => !starts(other) },
      { condition: { all: [start, { active: true }] }, holds: (other) => starts(other) && other.active },
      { condition: { any: [start, { active: false }] }, holds: (other) => starts(other) || !other.active },
      { condition: { ids: [id] }, holds: (other) => other === account },
    ];
  });
  return [
    ...about,
    { condition: { active: true }, holds: ({ active }) => active },
    { condition: { not: { active: true } }, holds: ({ active }) => !active },
    ...groups.map((group) => ({
      condition: { group },
      holds: (account: TrueAccount) => account.groups.includes(group),
    })),
  ];
}
