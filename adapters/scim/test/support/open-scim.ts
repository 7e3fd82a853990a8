import { createHttpClients } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import {
  createScimSimulator,
  FaultPlan,
  SCIM_DIALECTS,
  SCIM_PATH,
  SCIM_TOKEN,
  type ScimDialect,
  type ScimService,
  type ScimSimulator,
  type ScimSimulatorOptions,
  type ServedSimulator,
  serveSimulator,
  TestClock,
} from '@rollcall/testing';
import { readDialects, ScimConfig, ScimProvider } from '../../src/index.js';

/** The kinds of service that the simulator can be, and the dialect of the adapter for each. */
export const KINDS = Object.keys(SCIM_DIALECTS) as readonly (keyof typeof SCIM_DIALECTS)[];

export interface ScimUnderTest {
  readonly scim: ScimProvider;
  readonly simulator: ScimSimulator;
  readonly service: ScimService;
  readonly served: ServedSimulator;
  readonly faults: FaultPlan;
  /** Stands still, but for those who sleep: waiting costs no time. The service's budgets go by it too. */
  readonly clock: TestClock;
  /** `METHOD /path?query`, decoded, of each request. */
  seen(): readonly string[];
  close(): Promise<void>;
}

export interface OpenScimOptions extends Omit<ScimSimulatorOptions, 'dialect'> {
  readonly dialect?: ScimDialect | keyof typeof SCIM_DIALECTS;
  /** Over those of the dialect. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The settings that a dialect of the adapter gives in advance; none for `generic`. */
export function presetOf(id: string): Readonly<Record<string, unknown>> {
  const dialect = readDialects().find((one) => one.id === id);
  return Object.fromEntries(Object.entries(dialect?.settings ?? {}).map(([name, { value }]) => [name, value]));
}

/** The adapter with the engine's own HTTP client, against a simulated service on a port of this machine. */
export async function openScim({
  settings = {},
  dialect = 'generic',
  ...rest
}: OpenScimOptions = {}): Promise<ScimUnderTest> {
  const kind: ScimDialect = typeof dialect === 'string' ? SCIM_DIALECTS[dialect] : dialect;
  const clock = new TestClock();
  const simulator = createScimSimulator({ now: () => clock.now(), ...rest, dialect: kind });
  const faults = new FaultPlan();
  const served = await serveSimulator(simulator, { faults });
  const config = parseConfig(ScimConfig, {
    ...presetOf(kind.id),
    baseUrl: `${served.url}${SCIM_PATH}`,
    auth: { token: SCIM_TOKEN },
    ...settings,
  });
  const scim = new ScimProvider(config, createHttpClients({ clock, random: () => 0.5 }));
  return {
    scim,
    simulator,
    service: simulator.service,
    served,
    faults,
    clock,
    seen: () =>
      served.requests.map(({ method, path }) => `${method} ${decodeURIComponent(path.replace(SCIM_PATH, ''))}`),
    close: async () => {
      await scim.close();
      await served.close();
    },
  };
}

export function context(): { readonly signal: AbortSignal; readonly key: string } {
  return { signal: AbortSignal.timeout(10_000), key: 'key-1' };
}

export function asking(...attributes: readonly string[]): {
  readonly attributes: readonly string[];
  readonly signal: AbortSignal;
} {
  return { attributes, signal: AbortSignal.timeout(10_000) };
}

export interface Refusal extends Error {
  readonly code: string;
  readonly hint?: string;
  readonly outcome?: string;
  readonly retryAfterMs?: number;
}

/** What a promise rejects with; fails when it does not. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('it did not reject');
}
