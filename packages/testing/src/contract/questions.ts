import type { AccountCondition, ResourceSchema } from '@rollcall/contract';
import type { ProviderWorld, TrueAccount } from './provider-world.js';

export interface Question {
  readonly condition: AccountCondition;
  /** Is this account meant? Told by the truth alone. */
  readonly holds: (account: TrueAccount) => boolean;
}

/**
 * Conditions for the facets `queries` and `prefilter`: about whoever has a key, whole and in part, turned round, with "and" and "or"; about who
 * is active or a member; and about the other attributes that the test reads.
 */
export function questionsAbout(
  { key, attributes }: ProviderWorld,
  schema: ResourceSchema,
  truth: ReadonlyMap<string, TrueAccount>,
): readonly Question[] {
  const isExact = (name: string): boolean => schema.attributes.find((one) => one.name === name)?.caseExact === true;
  const some = [...truth].slice(0, 3);
  const groups = [...new Set([...truth.values()].flatMap((account) => account.groups))].slice(0, 2);
  return [
    ...some.flatMap(([id, account]) => aboutOne(textOf(key, isExact(key)), id, account)),
    ...attributes
      .filter((name) => name !== key)
      .flatMap((name) => aboutAttribute(textOf(name, isExact(name)), [...truth.values()])),
    { condition: { active: true }, holds: ({ active }) => active },
    { condition: { not: { active: true } }, holds: ({ active }) => !active },
    ...groups.flatMap((group): readonly Question[] => {
      const isMember = ({ groups: own }: TrueAccount): boolean => own.includes(group);
      return [
        { condition: { group }, holds: isMember },
        { condition: { not: { group } }, holds: (account) => !isMember(account) },
      ];
    }),
  ];
}

/** An attribute as texts are compared by it. */
interface Text {
  readonly name: string;
  /** Of an account; `undefined` where it has none. */
  of(account: TrueAccount): string | undefined;
  fold(text: string): string;
  /** Another spelling of the same, where there is one. */
  respell(text: string): string;
}

function textOf(name: string, isExact: boolean): Text {
  const fold = (text: string): string => (isExact ? text : text.toLowerCase());
  return {
    name,
    fold,
    respell: (text) => (isExact ? text : text.toUpperCase()),
    of: ({ attributes }) => {
      const value = attributes[name];
      return typeof value === 'string' ? fold(value) : undefined;
    },
  };
}

function aboutOne(text: Text, id: string, account: TrueAccount): readonly Question[] {
  const attribute = text.name;
  const value = text.of(account) ?? '';
  const [begin, end, middle] = [value.slice(0, 2), value.slice(-2), value.slice(1, 3)];
  const is: Question = { condition: { attribute, is: 'eq', value }, holds: (other) => text.of(other) === value };
  const start: Question = {
    condition: { attribute, is: 'sw', value: text.respell(begin) },
    holds: (other) => text.of(other)?.startsWith(begin) === true,
  };
  return [
    is,
    start,
    { condition: { not: start.condition }, holds: (other) => !start.holds(other) },
    { condition: { all: [start.condition, { active: true }] }, holds: (other) => start.holds(other) && other.active },
    { condition: { any: [start.condition, { active: false }] }, holds: (other) => start.holds(other) || !other.active },
    { condition: { any: [{ active: false }, is.condition] }, holds: (other) => !other.active || is.holds(other) },
    {
      condition: { not: { all: [start.condition, { active: true }] } },
      holds: (other) => !(start.holds(other) && other.active),
    },
    { condition: { attribute, is: 'ew', value: end }, holds: (other) => text.of(other)?.endsWith(end) === true },
    { condition: { attribute, is: 'co', value: middle }, holds: (other) => text.of(other)?.includes(middle) === true },
    { condition: { ids: [id] }, holds: (other) => other === account },
    { condition: { not: { ids: [id] } }, holds: (other) => other !== account },
  ];
}

/** About a value that somebody has, and about who has one. */
function aboutAttribute(text: Text, truth: readonly TrueAccount[]): readonly Question[] {
  const attribute = text.name;
  const value = truth.map((account) => text.of(account)).find((one) => one !== undefined && one !== '');
  if (value === undefined) return [];
  const begin = value.slice(0, 3);
  const is: Question = {
    condition: { attribute, is: 'eq', value: text.respell(value) },
    holds: (other) => text.of(other) === value,
  };
  return [
    is,
    { condition: { not: is.condition }, holds: (other) => !is.holds(other) },
    { condition: { attribute, is: 'sw', value: begin }, holds: (other) => text.of(other)?.startsWith(begin) === true },
    { condition: { attribute, is: 'present' }, holds: (other) => (text.of(other) ?? '') !== '' },
  ];
}
