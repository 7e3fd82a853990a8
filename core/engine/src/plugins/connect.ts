import type { Provider } from '@rollcall/contract';
import { ConfigProblems, type ExtensionCatalogue, type PluginManager, type Problem } from '@rollcall/plugin';
import type { Container } from 'inversify';
import type { RollcallConfig } from '../config/rollcall-config.js';
import type { Connection } from '../run/compiled-sync.js';
import { misshapenProvider } from './misshapen-provider.js';
import { superviseProvider } from './supervise-provider.js';
import { unusableProvider } from './unusable.js';

export interface ConnectParts {
  readonly catalogue: ExtensionCatalogue;
  readonly providers: PluginManager<Provider>;
  readonly services: Container;
  /** See `Supervision`. */
  readonly answerWithinMs: number;
}

/**
 * A provider for each connection. What an operator wrote wrongly throws `ConfigProblems`, all at once. What is a plugin's fault (it
 * throws while it is made, or its extension does not load) makes that one connection unusable, and says so when it is used.
 */
export function connect(config: RollcallConfig, parts: ConnectParts): ReadonlyMap<string, Connection> {
  const problems: Problem[] = [];
  const connections = new Map<string, Connection>();
  for (const [name, { provider: id, settings }] of config.connections) {
    const path = ['connections', name];
    if (!parts.providers.has(id) && parts.catalogue.problems().length === 0) {
      problems.push({ path: [...path, 'provider'], message: unknown(parts.providers, id) });
      continue;
    }
    try {
      connections.set(name, { name, provider: make(id, name, settings, parts) });
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return connections;
}

function make(id: string, name: string, settings: object, parts: ConnectParts): Provider {
  const { providers, services, answerWithinMs } = parts;
  if (!providers.has(id)) return unusableProvider(name, id, unknown(providers, id), undefined);
  try {
    const provider = providers.create(id, settings, { parent: services, path: ['connections', name] });
    const problem = misshapenProvider(provider);
    if (problem !== undefined) return unusableProvider(name, id, problem, undefined);
    return superviseProvider(provider, { plugin: id, connection: name, answerWithinMs });
  } catch (error) {
    if (ConfigProblems.is(error)) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return unusableProvider(name, id, `it cannot be made: ${what}`, error);
  }
}

function unknown(providers: PluginManager<Provider>, id: string): string {
  try {
    providers.definition(id);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
