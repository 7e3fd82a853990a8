import type { Account } from '@rollcall/contract';

const NAMES = ['displayName', 'display_name', 'name.formatted', 'userName', 'username', 'name', 'email', 'mail'];

/** What people call an account, for lists: links of two-way syncs remember no values. Nothing where no value names it. */
export function labelOf({ attributes }: Pick<Account, 'attributes'>): { readonly label?: string } {
  for (const name of NAMES) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return { label: value };
  }
  return {};
}
