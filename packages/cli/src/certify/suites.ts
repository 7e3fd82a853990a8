import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type Provider } from '@rollcall/contract';

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
  for (const from of [join(folder, 'rollcall.yaml'), import.meta.filename]) {
    const entry = entryOf(from);
    if (entry !== undefined) return (await import(pathToFileURL(entry).href)) as unknown as Suites;
  }
  throw new ConfigError({
    code: 'suites-missing',
    doing: 'loading the contract suites',
    happened: '@rollcall/testing is not installed',
    hint: 'install it: npm install --save-dev @rollcall/testing',
  });
}

function entryOf(from: string): string | undefined {
  try {
    return createRequire(from).resolve('@rollcall/testing');
  } catch {
    return undefined;
  }
}
