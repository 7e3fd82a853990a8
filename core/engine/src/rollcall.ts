import 'reflect-metadata';
import { dirname, resolve } from 'node:path';
import {
  type CheckReport,
  CONTRACT_VERSION,
  ConfigError,
  HTTP,
  type HttpClients,
  MAPPER,
  type Mapper,
  PROVIDER,
  type RollcallError,
  TRIGGER,
  type Trigger,
} from '@rollcall/contract';
import {
  type CatalogueEntry,
  ConfigProblems,
  ExtensionCatalogue,
  type ExtensionSpec,
  type PluginDefinition,
  PluginManager,
  type Problem,
  suggestion,
} from '@rollcall/plugin';
import { Container } from 'inversify';
import { type ConfigFile, readConfigFile } from './config/config-file.js';
import { resolveReferences } from './config/references.js';
import { parseRollcallConfig, type RollcallConfig } from './config/rollcall-config.js';
import { createHttpClients } from './http/http-clients.js';
import { inSentences } from './in-sentences.js';
import { connect } from './plugins/connect.js';
import { whereToFind } from './plugins/where-to-find.js';
import type { Clock } from './ports/clock.js';
import type { Queue } from './ports/queue.js';
import type { State } from './ports/state.js';
import { StateQueue } from './queue/state-queue.js';
import type { Connection } from './run/compiled-sync.js';
import { type Freeze, readFreeze, writeFreeze } from './run/freeze.js';
import { makeTriggers } from './serve/make-triggers.js';
import { Service, type SyncTrigger } from './serve/service.js';
import type { ServiceEvent } from './serve/service-event.js';
import { SecretStore } from './setup/secret-store.js';
import { Sync, type SyncParts } from './sync.js';
import { systemClock } from './system-clock.js';
import { TwoWaySync } from './two-way/two-way-sync.js';

/** What a host gives. Only `config` and `state` are needed. */
export interface RollcallOptions {
  /** Path of `rollcall.yaml`, the configuration itself, or one that was read already. */
  readonly config: string | Readonly<Record<string, unknown>> | ConfigFile;
  /** Where links and the journal are kept. `rollcall.close()` does not close it. */
  readonly state: State | ((config: RollcallConfig, folder: string) => State | Promise<State>);
  /** Says which worker works on which sync. Default: it is kept in the state. `rollcall.close()` does not close it. */
  readonly queue?: Queue | ((config: RollcallConfig, state: State) => Queue | undefined | Promise<Queue | undefined>);
  /** Extensions that are there without being named in the configuration: those that the host brings. */
  readonly extensions?: readonly ExtensionSpec[];
  /** Environment for `${env:NAME}` and for the key of `${secret:NAME}`. Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Tells the time for leases, grace days and schedules. Default: the machine's. */
  readonly clock?: Clock;
  /** Makes the clients that providers ask their systems with. Default: {@link createHttpClients}. */
  readonly http?: HttpClients;
  /** Who runs it, for the journal. Default: `library`. */
  readonly actor?: string;
  /** A provider that has not answered a call by then is given up, in milliseconds. Default: 15 minutes. */
  readonly answerWithinMs?: number;
}

/** Longer than any pause that a client makes for a system that asks it to wait. */
const ANSWER_WITHIN_MS = 900_000;

/** Reads the configuration, loads extensions and makes connections and syncs. Throws `ConfigError` or `ConfigProblems`; sends nothing. */
export async function createRollcall(options: RollcallOptions): Promise<Rollcall> {
  // In plain JavaScript nobody else would say so before the first run.
  if ((options.state as unknown) === undefined)
    throw new TypeError(
      `createRollcall() needs a state, such as new SqliteState('.rollcall/state.sqlite') of @rollcall/state-sql`,
    );
  const file = await fileOf(options.config);
  const folder = dirname(resolve(file.path));
  const env = options.env ?? process.env;
  const secrets = new SecretStore({ folder, env });
  const references = await resolveReferences(file.data, { env, folder, secret: (name) => secrets.reveal(name) });
  const config = await located(file, async () => {
    if (references.problems.length > 0) throw new ConfigProblems(references.problems);
    return parseRollcallConfig(references.data);
  });
  const catalogue = await ExtensionCatalogue.load([...(options.extensions ?? []), ...config.extensions], {
    folder,
    contractVersion: CONTRACT_VERSION,
  });
  const services = new Container();
  const http = options.http ?? createHttpClients({ clock: options.clock ?? systemClock });
  services.bind(HTTP).toConstantValue(http);
  const helpFor = (type: string) => ({
    unloaded: catalogue.problems(),
    advice: whereToFind({ type, entries: catalogue.entries, folder }),
  });
  const providers = new PluginManager(PROVIDER, catalogue.definitions, helpFor('provider'));
  const answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  const connections = await located(file, async () =>
    connect(config, { catalogue, providers, services, answerWithinMs }),
  );
  const triggers = await located(file, async () =>
    triggersOf(config, catalogue, new PluginManager(TRIGGER, catalogue.definitions, helpFor('trigger')), services),
  );
  const state = typeof options.state === 'function' ? await options.state(config, folder) : options.state;
  const queue = typeof options.queue === 'function' ? await options.queue(config, state) : options.queue;
  const clock = options.clock ?? systemClock;
  return new Rollcall({
    file,
    folder,
    config,
    catalogue,
    connections,
    triggers,
    state,
    queue: queue ?? new StateQueue(state, clock),
    services,
    mappers: new PluginManager(MAPPER, catalogue.definitions, helpFor('mapper')),
    clock,
    actor: options.actor ?? 'library',
  });
}

export interface RollcallParts {
  readonly file: ConfigFile;
  readonly folder: string;
  readonly config: RollcallConfig;
  readonly catalogue: ExtensionCatalogue;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly triggers: ReadonlyMap<string, readonly SyncTrigger[]>;
  readonly state: State;
  readonly queue: Queue;
  readonly services: Container;
  readonly mappers: PluginManager<Mapper>;
  readonly clock: Clock;
  readonly actor: string;
}

/** One Rollcall: a configuration with its plugins, connections and syncs. Several in one process share nothing. */
export class Rollcall {
  private readonly syncs = new Map<string, Sync>();

  constructor(private readonly parts: RollcallParts) {}

  /** As it was read, with references replaced. */
  get config(): RollcallConfig {
    return this.parts.config;
  }

  /** The one that `createRollcall` was given. */
  get state(): State {
    return this.parts.state;
  }

  /** The one that `createRollcall` was given, or the one in the state. */
  get queue(): Queue {
    return this.parts.queue;
  }

  /** Those that the host brings and those of the configuration, usable or not. */
  extensions(): readonly CatalogueEntry[] {
    return this.parts.catalogue.entries;
  }

  /** Every plugin that there is, of all types. */
  plugins(): readonly PluginDefinition[] {
    return this.parts.catalogue.definitions;
  }

  /** In the order of the configuration. */
  connectionNames(): readonly string[] {
    return [...this.parts.connections.keys()];
  }

  /** In the order of the configuration, two-way ones among them. */
  syncNames(): readonly string[] {
    return [...this.parts.config.syncs.keys()];
  }

  /** Throws a `ConfigError`, with what was probably meant, for a name that the configuration does not have. */
  connection(name: string): Connection {
    const connection = this.parts.connections.get(name);
    if (connection === undefined) throw unknownName('connection', name, this.connectionNames());
    return connection;
  }

  /** Looks stage by stage whether a connection works. Changes nothing. */
  async check(name: string, signal: AbortSignal): Promise<CheckReport> {
    return inSentences(await this.connection(name).provider.check(signal));
  }

  /**
   * The same object each time. Throws a `ConfigError`, with what was probably meant, for a name that the
   * configuration does not have.
   */
  sync(name: string): Sync {
    const config = this.parts.config.syncs.get(name);
    if (config === undefined) throw unknownName('sync', name, this.syncNames());
    const { state, mappers, services, clock, actor, file } = this.parts;
    const sync =
      this.syncs.get(name) ??
      this.open({
        name,
        config,
        from: this.connection(config.from),
        to: this.connection(config.to),
        state,
        mappers,
        services,
        clock,
        actor,
        locate: (problems) => located(file, () => Promise.reject(problems)),
      });
    this.syncs.set(name, sync);
    return sync;
  }

  private open(parts: SyncParts): Sync {
    const twoWay = this.parts.config.twoWay.get(parts.name);
    return twoWay === undefined ? new Sync(parts) : new TwoWaySync({ ...parts, twoWay });
  }

  /** Names of a sync's triggers, whether each takes requests from outside, and when it starts something next, where it knows. */
  triggers(
    sync: string,
  ): readonly { readonly name: string; readonly takesRequests: boolean; readonly nextAt: number | undefined }[] {
    const own = this.parts.triggers.get(sync) ?? [];
    return own.map(({ name, trigger }) => ({
      name,
      takesRequests: trigger.handle !== undefined,
      nextAt: trigger.nextAfter?.(this.parts.clock.now()),
    }));
  }

  /** Everything that runs by itself: triggers and workers of all syncs. Once at a time; call `start`, and later `stop`. */
  service(tell: (event: ServiceEvent) => void = () => {}): Service {
    const { state, queue, clock, triggers, config } = this.parts;
    return new Service({
      syncs: this.syncNames().map((name) => ({ sync: this.sync(name), triggers: triggers.get(name) ?? [] })),
      state,
      queue,
      clock,
      frozen: async (sync) => (await this.frozen(sync)) !== undefined,
      keepDays: config.state.keepDays,
      tell,
    });
  }

  /** Stops runs at once, of one sync or of all, and lets none start, until `unfreeze`. Runs in other processes stop within seconds. */
  async freeze(reason: string, sync?: string): Promise<void> {
    if (sync !== undefined) this.sync(sync);
    const { state, clock, actor } = this.parts;
    await writeFreeze(state, sync, { at: clock.now(), actor, reason });
  }

  /** Takes a freeze back: that of the sync, or without a name the one over all. A sync that both are over is frozen until both are taken back. */
  async unfreeze(sync?: string): Promise<void> {
    if (sync !== undefined) this.sync(sync);
    await writeFreeze(this.parts.state, sync, undefined);
  }

  /** Whether a sync may not run now, and who says so. */
  frozen(sync: string): Promise<Freeze | undefined> {
    return readFreeze(this.parts.state, sync);
  }

  /** Frees what connections hold. */
  async close(): Promise<void> {
    await Promise.all([...this.parts.connections.values()].map(async ({ provider }) => provider.close?.()));
  }
}

async function fileOf(config: RollcallOptions['config']): Promise<ConfigFile> {
  if (typeof config === 'string') return readConfigFile(config);
  return isConfigFile(config) ? config : { path: resolve('rollcall.yaml'), data: config, locate: () => undefined };
}

function isConfigFile(config: object): config is ConfigFile {
  return 'locate' in config && typeof config.locate === 'function';
}

/** The triggers of each sync; a mistake in one shows now, not when it should have started something. */
function triggersOf(
  config: RollcallConfig,
  catalogue: ExtensionCatalogue,
  triggers: PluginManager<Trigger>,
  services: Container,
): ReadonlyMap<string, readonly SyncTrigger[]> {
  const problems: Problem[] = [];
  const made = new Map<string, readonly SyncTrigger[]>();
  for (const [name, sync] of config.syncs) {
    try {
      made.set(name, makeTriggers(sync.triggers, ['syncs', name, 'triggers'], { triggers, services, catalogue }));
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return made;
}

/** Adds to each problem where in the file it stands. */
async function located<T>(file: ConfigFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    throw new ConfigProblems(
      error.problems.map((problem) => {
        const at = file.locate(problem.path);
        return at === undefined ? problem : { ...problem, message: `${problem.message} (${file.path}:${at})` };
      }),
    );
  }
}

function unknownName(kind: string, name: string, known: readonly string[]): RollcallError {
  return new ConfigError({
    code: `unknown-${kind}`,
    doing: `looking for the ${kind} "${name}"`,
    happened: 'the configuration has none of that name',
    hint: suggestion(name, known),
  });
}
