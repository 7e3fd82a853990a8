import { ConfigError, type Provider } from '@rollcall/contract';
import { importBeside } from '../import-beside.js';

export interface ClauseOutcome {
  readonly clause: string;
  /** `announced`: broken, which is no failure before the version `binding`. */
  readonly status: 'kept' | 'broken' | 'waived' | 'announced' | 'left-out';
  readonly detail?: string;
  readonly binding?: string;
}

/** A test system as the provider's suite wants it; see `ProviderWorld` of `@rollcall/testing`. */
export type World = Readonly<Record<string, unknown>> & { readonly provider: Provider };

/** What is used of `@rollcall/testing`. It is a development dependency of whoever certifies, so it is looked for when it is needed. */
export interface Suites {
  checkMapper(plugin: unknown): Promise<readonly ClauseOutcome[]>;
  checkTrigger(options: { readonly make: () => unknown }): Promise<readonly ClauseOutcome[]>;
  checkProvider(options: { readonly make: () => { readonly subject: World } }): Promise<readonly ClauseOutcome[]>;
  clauseTable(results: readonly ClauseOutcome[]): string;
}

/** The contract suites, from beside the configuration or beside this program. Throws a `ConfigError` that says how to install them. */
export async function loadSuites(folder: string): Promise<Suites> {
  const suites = await importBeside('@rollcall/testing', folder);
  if (suites !== undefined) return suites as Suites;
  throw new ConfigError({
    code: 'suites-missing',
    doing: 'loading the contract suites',
    happened: '@rollcall/testing is not installed',
    hint: 'install it: npm install --save-dev @rollcall/testing',
  });
}
