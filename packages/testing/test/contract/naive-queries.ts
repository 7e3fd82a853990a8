import type { Account, AccountCondition, AccountQueries, AccountReader } from '@rollcall/contract';

/** The facet `queries` by reading everybody: the simplest that keeps the contract. */
export function naiveQueries(accounts: AccountReader): AccountQueries {
  return {
    supports: () => true,
    supportsOrder: () => true,
    page: async ({ where, order, after, offset, limit, total, attributes, signal }) => {
      const read = await Array.fromAsync(accounts.pages({ attributes, signal }));
      const fitting = read
        .flatMap((page) => page.accounts)
        .filter((account) => where === undefined || holds(where, account));
      const sorted = order === undefined ? fitting : fitting.toSorted((a, b) => compare(a, b, order));
      const start = offset ?? Number(after ?? 0);
      const end = start + limit;
      return {
        accounts: sorted.slice(start, end),
        ...(total ? { total: sorted.length } : {}),
        ...(end < sorted.length ? { next: String(end) } : {}),
      };
    },
  };
}

function holds(condition: AccountCondition, account: Account): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, account));
  if ('any' in condition) return condition.any.some((one) => holds(one, account));
  if ('not' in condition) return !holds(condition.not, account);
  if ('ids' in condition) return condition.ids.includes(account.id);
  if ('active' in condition) return account.active === condition.active;
  if ('group' in condition) return account.groups?.includes(condition.group) === true;
  const own = textOf(account, condition.attribute);
  if (condition.is === 'present') return own !== undefined && own !== '';
  const value = String(condition.value).toLowerCase();
  if (own === undefined) return false;
  if (condition.is === 'eq') return own === value;
  if (condition.is === 'co') return own.includes(value);
  return condition.is === 'sw' ? own.startsWith(value) : own.endsWith(value);
}

function textOf({ attributes }: Account, name: string): string | undefined {
  const value = attributes[name];
  return value === undefined || value === null ? undefined : String(value).toLowerCase();
}

function compare(
  a: Account,
  b: Account,
  { attribute, descending }: { readonly attribute: string; readonly descending: boolean },
): number {
  const [left, right] = [textOf(a, attribute), textOf(b, attribute)];
  const ascending = left === right ? 0 : left === undefined ? 1 : right === undefined ? -1 : left < right ? -1 : 1;
  return descending ? -ascending : ascending;
}
