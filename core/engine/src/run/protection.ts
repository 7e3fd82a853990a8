import type { IndexedAccount } from '../ports/state.js';
import type { CompiledSync } from './compiled-sync.js';

/** Why a target account must be left alone; `undefined` for ordinary ones. */
export function protectionOf(
  sync: Pick<CompiledSync, 'protect'>,
  account: Pick<IndexedAccount, 'id' | 'attributes' | 'protection'>,
): string | undefined {
  if (account.protection !== null) return account.protection;
  if (sync.protect.size === 0) return undefined;
  if (sync.protect.has(account.id.toLowerCase())) return 'the configuration says so';
  const named = Object.values(account.attributes).some(
    (value) => typeof value === 'string' && sync.protect.has(value.toLowerCase()),
  );
  return named ? 'the configuration says so' : undefined;
}
