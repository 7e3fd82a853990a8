import type { Account, AccountReader, ReadRequest } from '@rollcall/contract';
import { Lanes } from './lanes.js';

/**
 * Accounts by id, as they are now: many at once where the system can be asked so. Whoever did not come is asked for alone, so that who is
 * missing here certainly is not there.
 */
export async function getMany(
  reader: AccountReader,
  ids: readonly string[],
  { concurrency, ...request }: ReadRequest & { readonly concurrency: number },
): Promise<ReadonlyMap<string, Account>> {
  const found = new Map<string, Account>();
  const wanted = new Set(ids);
  if (wanted.size > 1 && reader.getMany !== undefined)
    for (const account of await reader.getMany([...wanted], request))
      if (wanted.has(account.id)) found.set(account.id, account);
  const lanes = new Lanes(concurrency);
  for (const id of wanted) {
    if (found.has(id)) continue;
    await lanes.start(async () => {
      const account = await reader.get(id, request);
      if (account !== undefined) found.set(id, account);
    });
  }
  await lanes.end();
  return found;
}
