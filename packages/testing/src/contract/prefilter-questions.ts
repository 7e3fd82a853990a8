import type { AccountCondition } from '@rollcall/contract';
import type { ProviderWorld, TrueAccount } from './provider-world.js';

export interface Question {
  readonly condition: AccountCondition;
  /** Is this account meant? Told by the truth alone. */
  readonly holds: (account: TrueAccount) => boolean;
}

/**
 * About whoever has a key: whole and in part, turned round, with "and" and "or"; about who is active or a member; and about the other
 * attributes that the test reads. What is meant is what is surely meant: an attribute whose case counts is asked for as it is written.
 */
export function prefilterQuestions(
  { key, attributes }: ProviderWorld,
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
      {
        condition: { attribute: key, is: 'ew', value: value.slice(-2) },
        holds: (other) => keyOf(other).endsWith(value.slice(-2)),
      },
      {
        condition: { attribute: key, is: 'co', value: value.slice(1, 3) },
        holds: (other) => keyOf(other).includes(value.slice(1, 3)),
      },
      {
        condition: { any: [{ attribute: key, is: 'eq', value }, { ids: [id] }] },
        holds: (other) => keyOf(other) === value,
      },
      { condition: { ids: [id] }, holds: (other) => other === account },
    ];
  });
  const others = attributes
    .filter((name) => name !== key)
    .flatMap((attribute): readonly Question[] => {
      const own = (account: TrueAccount): unknown => account.attributes[attribute];
      const value = some.map(([, account]) => own(account)).find((one) => typeof one === 'string' && one !== '');
      if (typeof value !== 'string') return [];
      return [
        { condition: { attribute, is: 'eq', value }, holds: (other) => own(other) === value },
        {
          condition: { not: { attribute, is: 'eq', value } },
          holds: (other) => String(own(other) ?? '').toLowerCase() !== value.toLowerCase(),
        },
        {
          condition: { attribute, is: 'sw', value: value.slice(0, 3) },
          holds: (other) => String(own(other) ?? '').startsWith(value.slice(0, 3)),
        },
        { condition: { attribute, is: 'present' }, holds: (other) => (own(other) ?? '') !== '' },
      ];
    });
  return [
    ...about,
    ...others,
    { condition: { active: true }, holds: ({ active }) => active },
    { condition: { not: { active: true } }, holds: ({ active }) => !active },
    ...groups.map((group) => ({
      condition: { group },
      holds: (account: TrueAccount) => account.groups.includes(group),
    })),
  ];
}
