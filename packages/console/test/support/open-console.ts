import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMapper, definePackage, PROVIDER, type Provider, Secret, setting } from '@rollcall/contract';
import { createRollcall, MemoryState, type Rollcall, Setup } from '@rollcall/engine';
import { type ConfigClass, definePlugin, nested } from '@rollcall/plugin';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { IsArray, IsInstance, IsOptional, IsString, IsUrl } from 'class-validator';
import { type Console, type ConsoleParts, createConsole, OidcConfig, type Role } from '../../src/index.js';
import { checkAnswer } from './check-answer.js';

const ATTRIBUTES = [
  { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
  { name: 'displayName', type: 'string', scim: 'displayName' },
] as const;

export class DirectoryConfig {
  @setting('Where it is.') @IsString() baseUrl = 'memory:';
  @setting('What opens it.', { secret: true }) @IsInstance(Secret) token!: Secret;
}

/** It loses something: what was small before, nobody knows. */
const UPPER_CASE = defineMapper({
  id: 'upper-case',
  label: 'Upper case',
  map: ({ value }) => (typeof value === 'string' ? value.toUpperCase() : value),
});

class HookConfig {
  @setting('What opens it.', { secret: true }) @IsInstance(Secret) secret!: Secret;
}

/** As `rollcall serve` has it. */
class HostedConsole {
  @setting('Address at which people reach it.', { example: 'https://rollcall.example' })
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true })
  publicUrl?: string;
  @setting('Sign-in by an identity provider.') @IsOptional() @nested(() => OidcConfig) oidc?: OidcConfig;
}

/** What a host has in the file besides, as the server has its own. */
class HostedConfig {
  @setting('What opens it.', { secret: true }) @IsOptional() @IsInstance(Secret) metricsToken?: Secret;
  @setting('Where alerts go.') @IsArray() @nested(() => HookConfig) hooks: HookConfig[] = [];
}

/** The same, with the console's own settings. */
export class ServedConfig extends HostedConfig {
  @setting('The console.') @nested(() => HostedConsole) console: HostedConsole = new HostedConsole();
}

export const HOSTED_SECRETS = ['of-the-host-itself', 'of-a-list-of-the-host'] as const;
export const PASSWORD = 'correct horse battery staple';
export const SECRET = 'hunter2-in-the-file';

/** A console over two directories in memory, reached without a network. */
export interface OpenConsole {
  readonly console: Console;
  readonly rollcall: Rollcall;
  readonly here: MemoryDirectory;
  readonly there: MemoryDirectory;
  readonly folder: string;
  readonly setup: Setup;
  /** Moves the clock. */
  pass(ms: number): void;
  request(path: string, init?: RequestInit & { readonly as?: Visitor }): Promise<Response>;
  /** Somebody of this role, signed in by a link. */
  signIn(role: Role): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  readonly cookie: string;
  readonly token: string;
  readonly name: string;
}

export const ORIGIN = 'http://console.test';
export const CONFIG = `# kept by hand
connections:
  here: { provider: here, token: ${SECRET} } # the truth
  there: { provider: there, token: '\${env:THERE}' }
syncs:
  staff: { from: here, to: there, mapping: { userName: userName, displayName: displayName } }
server: { metricsToken: ${HOSTED_SECRETS[0]}, hooks: [{ secret: ${HOSTED_SECRETS[1]} }] }
`;

export interface OpenConsoleParts extends Partial<ConsoleParts> {
  readonly readOnly?: boolean;
  /** What the host has under `server`. */
  readonly hosted?: ConfigClass;
  /** Stands before each of the two directories. */
  readonly around?: (provider: Provider, config: DirectoryConfig) => Provider;
}

/** `config` instead of a plain sync from here to there. */
export async function openConsole(
  { readOnly = false, hosted = HostedConfig, around = (provider) => provider, ...parts }: OpenConsoleParts = {},
  config = CONFIG,
): Promise<OpenConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'));
  const path = join(folder, 'rollcall.yaml');
  writeFileSync(path, config);
  const [here, there] = [new MemoryDirectory(), new MemoryDirectory({ unique: ['userName'] })];
  const provider = (id: string, directory: MemoryDirectory) =>
    definePlugin(PROVIDER, {
      id,
      label: id,
      config: DirectoryConfig,
      create: ({ config }) =>
        around(new MemoryProvider(directory, { attributes: ATTRIBUTES }), config as DirectoryConfig),
    });
  const directories = definePackage({
    name: 'two-directories',
    core: '^0.1.0',
    plugins: [provider('here', here), provider('there', there), UPPER_CASE],
  });
  const state = new MemoryState();
  const env = { THERE: 'from-the-environment' };
  const open = (config: Parameters<ConstructorParameters<typeof Setup>[0]['open']>[0] | string): Promise<Rollcall> =>
    createRollcall({ config, state, env, extensions: [directories] });
  let rollcall = await open(path);
  let now = Date.UTC(2026, 0, 1);
  const setup = new Setup({
    path,
    marks: state.marks,
    env,
    readOnly,
    open,
    now: () => now,
    hosted: { server: hosted },
  });
  const console = createConsole({
    rollcall: () => rollcall,
    setup,
    reload: async () => {
      rollcall = await open(path);
    },
    now: () => now,
    ...parts,
  });
  let visitors = 0;
  const request: OpenConsole['request'] = async (at, { as, headers, ...init } = {}) => {
    const answer = await console.app.request(ORIGIN + at, {
      ...init,
      headers: { ...(as === undefined ? {} : { cookie: as.cookie }), ...(headers as Record<string, string>) },
    });
    // Whatever a test is about: what the API answers is what its document says.
    await checkAnswer(init.method ?? 'GET', at, answer);
    return answer;
  };
  return {
    console,
    get rollcall() {
      return rollcall;
    },
    here,
    there,
    folder,
    setup,
    pass: (ms) => {
      now += ms;
    },
    request,
    signIn: async (role) => {
      visitors += 1;
      const name = `${role} ${visitors}`;
      const link = new URL(ORIGIN + (await console.invite(role)));
      const body = new URLSearchParams({ token: link.searchParams.get('token') ?? '', name, password: PASSWORD });
      const cookie = cookieOf(await request('/welcome', { method: 'POST', body }));
      const page = await (await request('/', { as: { cookie, token: '', name } })).text();
      return { cookie, token: /name="_token" value="([^"]+)"/.exec(page)?.[1] ?? '', name };
    },
    close: async () => {
      console.close();
      setup.forget();
      await rollcall.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `name=value` of the cookie that an answer sets; empty where it sets none. */
export function cookieOf(answer: Response): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Until no run of a sync is open any more. */
export async function untilEnded({ rollcall }: Pick<OpenConsole, 'rollcall'>): Promise<void> {
  for (let runs = await rollcall.state.runs.list({ limit: 5 }); runs.some(({ endedAt }) => endedAt === null); ) {
    await new Promise((resolve) => setImmediate(resolve));
    runs = await rollcall.state.runs.list({ limit: 5 });
  }
}
