import { fileURLToPath } from 'node:url';
import { type ClauseResult, checkProvider, keepSupportTable } from '@rollcall/testing';
import { contractOptions, ROUTES, type RouteName } from './support/contract-world.js';

describe('the Joomla adapter', () => {
  keepSupportTable(fileURLToPath(new URL('../README.md', import.meta.url)), async () => {
    const columns: [string, readonly ClauseResult[]][] = [];
    for (const route of Object.keys(ROUTES) as RouteName[])
      columns.push([route, await checkProvider(contractOptions(route))]);
    return Object.fromEntries(columns);
  });
});
