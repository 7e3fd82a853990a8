import { ConfigProblems, type ExtensionSpec, type Problem, parseConfig, Secret, suggestion } from '@rollcall/plugin';
import { flowOf } from './flow-of.js';
import { SyncConfig } from './sync-config.js';
import { TwoWaySyncConfig } from './two-way-sync-config.js';

/** A connection as the configuration has it. */
export interface ConnectionSettings {
  /** Id of the plugin: `drupal`, `scim:slack`. */
  readonly provider: string;
  /** For the provider's own configuration class. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The part `state` of the configuration, with defaults. */
export interface StateSettings {
  /** Address of a PostgreSQL database, in place of the file. */
  readonly url?: Secret;
  /** The SQLite file, from the folder of the configuration. */
  readonly path: string;
  /** Days that ended runs and their reports are kept. */
  readonly keepDays: number;
}

/** The part `queue` of the configuration. */
export interface QueueSettings {
  /** Address of the PostgreSQL database that workers on many machines take their turns from. Absent: the queue is kept in the state. */
  readonly url?: Secret;
}

/** `rollcall.yaml`, checked as far as the engine knows it; settings of plugins are checked by their own classes. */
export interface RollcallConfig {
  /** In the order of the file; those that a host brings are not among them. */
  readonly extensions: readonly ExtensionSpec[];
  /** By name, whether a sync uses them or not. */
  readonly connections: ReadonlyMap<string, ConnectionSettings>;
  /** All syncs. Of a two-way sync only what every sync has; the rest is under `twoWay`. */
  readonly syncs: ReadonlyMap<string, SyncConfig>;
  /** Syncs with `between`, by name. */
  readonly twoWay: ReadonlyMap<string, TwoWaySyncConfig>;
  /** Where links and the journal are kept, and how long. */
  readonly state: StateSettings;
  /** Who says which worker has the turn. */
  readonly queue: QueueSettings;
  /** For whoever serves it over HTTP; the engine does not look into it. */
  readonly server: Readonly<Record<string, unknown>>;
  /** For the SCIM gateway; the engine does not look into it. */
  readonly gateway: Readonly<Record<string, unknown>>;
}

const TOP = ['extensions', 'connections', 'syncs', 'state', 'queue', 'server', 'gateway'];
const NAME = /^[a-z0-9][a-z0-9_-]*$/i;

/** Throws `ConfigProblems` with everything that is wrong. */
export function parseRollcallConfig(data: unknown): RollcallConfig {
  const problems: Problem[] = [];
  const top = record(data, [], problems);
  for (const name of Object.keys(top))
    if (!TOP.includes(name))
      problems.push({ path: [name], message: `there is no setting "${name}". ${suggestion(name, TOP)}` });
  const connections = new Map<string, ConnectionSettings>();
  for (const [name, value] of Object.entries(record(top.connections ?? {}, ['connections'], problems))) {
    checkName(name, ['connections', name], problems);
    const { provider, ...settings } = record(value, ['connections', name], problems);
    if (typeof provider === 'string') connections.set(name, { provider, settings });
    else problems.push({ path: ['connections', name], message: 'it needs "provider", such as drupal, joomla or scim' });
  }
  const { syncs, twoWay } = parseSyncs(top.syncs, connections, problems);
  const config = {
    extensions: parseExtensions(top.extensions, problems),
    connections,
    syncs,
    twoWay,
    state: parseState(top.state, problems),
    queue: parseQueue(top, problems),
    server: record(top.server ?? {}, ['server'], problems),
    gateway: record(top.gateway ?? {}, ['gateway'], problems),
  };
  if (problems.length > 0) throw new ConfigProblems(problems);
  return config;
}

function parseSyncs(
  data: unknown,
  connections: ReadonlyMap<string, ConnectionSettings>,
  problems: Problem[],
): Pick<RollcallConfig, 'syncs' | 'twoWay'> {
  const syncs = new Map<string, SyncConfig>();
  const twoWay = new Map<string, TwoWaySyncConfig>();
  for (const [name, value] of Object.entries(record(data ?? {}, ['syncs'], problems))) {
    const path = ['syncs', name];
    checkName(name, path, problems);
    try {
      const both = isTwoWay(value) ? parseConfig(TwoWaySyncConfig, value, path) : undefined;
      if (both !== undefined) twoWay.set(name, both);
      const sync = both === undefined ? parseConfig(SyncConfig, value, path) : flowOf(both);
      for (const end of ['from', 'to'] as const) {
        if (!connections.has(sync[end]))
          problems.push({
            path: both === undefined ? [...path, end] : [...path, 'between', end === 'from' ? 0 : 1],
            message: `there is no connection "${sync[end]}". ${suggestion(sync[end], [...connections.keys()])}`,
          });
      }
      if (sync.from === sync.to) problems.push({ path, message: '"from" and "to" are the same connection' });
      syncs.set(name, sync);
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      problems.push(...error.problems);
    }
  }
  return { syncs, twoWay };
}

function isTwoWay(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'between' in value;
}

function parseExtensions(data: unknown, problems: Problem[]): readonly ExtensionSpec[] {
  if (data === undefined) return [];
  if (!Array.isArray(data)) {
    problems.push({ path: ['extensions'], message: 'must be a list of package names and files' });
    return [];
  }
  return (data as readonly unknown[]).flatMap((spec, index) => {
    if (typeof spec === 'string') return [spec];
    if (typeof spec === 'object' && spec !== null && ('use' in spec || 'plugins' in spec))
      return [spec as ExtensionSpec];
    problems.push({
      path: ['extensions', index],
      message: 'must be the name of a package, a file, or { use: name, enabled: false }',
    });
    return [];
  });
}

function parseState(data: unknown, problems: Problem[]): StateSettings {
  const { path, url, keepDays = 365, ...rest } = record(data ?? {}, ['state'], problems);
  for (const name of Object.keys(rest))
    problems.push({ path: ['state', name], message: `there is no setting "${name}"; known: path, url, keepDays` });
  if (path !== undefined && typeof path !== 'string')
    problems.push({ path: ['state', 'path'], message: 'must be the path of a file' });
  if (typeof keepDays !== 'number' || !(keepDays >= 1))
    problems.push({ path: ['state', 'keepDays'], message: 'must be a number of days, at least 1' });
  const address = parseAddress(url, ['state', 'url'], problems);
  if (url !== undefined && path !== undefined)
    problems.push({
      path: ['state'],
      message: '"path" and "url" exclude each other: the state is in a file or in PostgreSQL',
    });
  return {
    ...(address === undefined ? {} : { url: address }),
    path: String(path ?? '.rollcall/state.sqlite'),
    keepDays: Number(keepDays),
  };
}

function parseQueue(top: Readonly<Record<string, unknown>>, problems: Problem[]): QueueSettings {
  const { url, ...rest } = record(top.queue ?? {}, ['queue'], problems);
  for (const name of Object.keys(rest))
    problems.push({ path: ['queue', name], message: `there is no setting "${name}"; known: url` });
  const address = parseAddress(url, ['queue', 'url'], problems);
  const { url: shared } = record(top.state ?? {}, [], []);
  if (url !== undefined && shared === undefined)
    problems.push({
      path: ['queue'],
      message: 'workers that take turns need a state that they share: set "url" under "state" as well',
    });
  return address === undefined ? {} : { url: address };
}

function parseAddress(url: unknown, path: Problem['path'], problems: Problem[]): Secret | undefined {
  if (typeof url === 'string' && /^postgres(?:ql)?:\/\//.test(url)) return new Secret(url);
  if (url !== undefined)
    problems.push({ path, message: 'must be an address such as postgres://account:password@host:5432/database' });
  return undefined;
}

function record(data: unknown, path: Problem['path'], problems: Problem[]): Readonly<Record<string, unknown>> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data))
    return data as Readonly<Record<string, unknown>>;
  problems.push({ path, message: 'must be a list of names with settings' });
  return {};
}

function checkName(name: string, path: Problem['path'], problems: Problem[]): void {
  if (!NAME.test(name)) problems.push({ path, message: 'a name may have letters, digits, "-" and "_" only' });
}
