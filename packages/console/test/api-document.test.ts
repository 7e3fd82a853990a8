import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { ROUTES } from '../src/index.js';
import { ANSWERED, checkAnswer } from './support/check-answer.js';
import { CLIENT, openIdentityProvider } from './support/identity-provider.js';
import {
  CONFIG,
  type OpenConsole,
  ORIGIN,
  openConsole,
  ServedConfig,
  untilEnded,
  type Visitor,
} from './support/open-console.js';

type Send = (method: string, path: string, body?: object) => Promise<unknown>;

/** Every answer of these consoles is held against the OpenAPI document by the way that they are asked; see `open-console.ts`. */
describe('the OpenAPI document', () => {
  const opened: OpenConsole[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((open) => open.close())));

  async function begin(
    config: string,
    parts: Parameters<typeof openConsole>[0] = {},
  ): Promise<{ readonly open: OpenConsole; readonly send: Send }> {
    const open = await openConsole(parts, config);
    opened.push(open);
    const as: Visitor = await open.signIn('administrator');
    for (const id of ['ada', 'bo', 'cy'])
      open.here.add({ id, attributes: { userName: id, displayName: id }, active: true, groups: [] });
    const send: Send = async (method, path, body) => {
      const answer = await open.request(path, {
        method,
        as,
        headers: {
          'x-rollcall-token': as.token,
          origin: ORIGIN,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).to.equal(true);
      return text === '' ? undefined : JSON.parse(text);
    };
    return { open, send };
  }
  const idOf = (value: unknown, name = 'id'): string => String((value as Readonly<Record<string, unknown>>)[name]);

  it('says of every route what it answers, and a walk over all of them answers so', async function () {
    this.timeout(60_000);
    await everyday();
    await settingUp();
    await people();
    await bothWays();
    const all = ROUTES.filter(({ kind }) => kind === 'api').map(({ method, path }) => `${method} ${path}`);
    expect(
      all.filter((route) => !ANSWERED.has(route)),
      'nobody asked',
    ).to.deep.equal([]);
  });

  async function everyday(): Promise<void> {
    const guarded = CONFIG.replace('staff: { ', 'staff: { guard: { create: { count: 0 } }, ');
    const { open, send } = await begin(guarded);
    const job = await send('POST', '/api/syncs/staff/runs', { kind: 'plan' });
    await untilEnded(open);
    await send('GET', `/api/jobs/${idOf(job)}`);
    await send('POST', '/api/syncs/staff/runs', { kind: 'run' });
    await untilEnded(open);
    const [waits] = (await send('GET', '/api/waiting')) as readonly unknown[];
    for (const path of ['', '/plan', '?status=held', '?kind=create&after='])
      await send('GET', `/api/runs/${idOf(waits)}${path}`);
    await send('POST', `/api/runs/${idOf(waits)}/refuse`, { accounts: ['ada'] });
    await send('POST', `/api/runs/${idOf(waits)}/approve`, {});
    await untilEnded(open);
    await send('GET', '/api/runs?sync=staff');
    await send('GET', '/api/problems');
    await send('GET', '/api/syncs/staff/people');
    await send('GET', '/api/syncs/staff/people?q=bo');
    for (const id of ['ada', 'bo']) await send('GET', `/api/syncs/staff/people/${id}`);
    await send('POST', '/api/syncs/staff/freeze', { frozen: true, reason: 'a look' });
    await send('GET', '/api/overview');
    await send('POST', '/api/syncs/staff/freeze', { frozen: false });
    for (const stopped of ['jobs', 'runs']) await stopOne(stopped);
  }

  /** A run whose target does not answer until it is stopped. */
  async function stopOne(by: string): Promise<void> {
    let go = (): void => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { open, send } = await begin(CONFIG, {
      around: (provider) => {
        const { accounts, writer } = provider;
        return {
          check: (signal) => provider.check(signal),
          schema: (signal) => provider.schema(signal),
          ...(writer === undefined ? {} : { writer }),
          ...(accounts === undefined
            ? {}
            : {
                accounts: {
                  get: (id, request) => accounts.get(id, request),
                  search: (text, request) => accounts.search(text, request),
                  async *pages(request) {
                    await held;
                    yield* accounts.pages(request);
                  },
                },
              }),
        };
      },
    });
    const job = await send('POST', '/api/syncs/staff/runs', { kind: 'run' });
    await send('POST', by === 'jobs' ? `/api/jobs/${idOf(job)}/stop` : `/api/runs/${idOf(job, 'runId')}/stop`);
    go();
    await untilEnded(open);
  }

  async function settingUp(): Promise<void> {
    const { send } = await begin(`extensions: [./more.mjs]\n${CONFIG}`);
    for (const path of [
      'connections',
      'connections/here',
      'connections/here/removal',
      'providers',
      'mappers',
      'extensions',
    ])
      await send('GET', `/api/${path}`);
    await send('POST', '/api/connections/here/check');
    await send('PUT', '/api/connections/third', {
      provider: 'here',
      settings: { baseUrl: 'memory:', token: 'opens-it' },
    });
    await send('POST', '/api/setup/more');
    await send('PUT', '/api/setup/more/source', { connection: 'here' });
    await send('PUT', '/api/setup/more/target', { connection: 'there', provider: 'there', settings: {} });
    const rows = [{ target: 'userName', from: ['userName'], through: [], apply: 'always', when: '' }];
    await send('POST', '/api/setup/more/mapping/try', { rows, correlate: ['userName'], person: 'ada' });
    await send('PUT', '/api/setup/more/mapping', { rows, correlate: ['userName'] });
    await send('PUT', '/api/setup/more/triggers', { triggers: [] });
    await send('PUT', '/api/setup/more/settings', { settings: { operations: ['create'] } });
    await send('POST', '/api/setup/more/count', {});
    for (const path of ['', '/discovery', '/mapping', '/triggers', '/problems', '/removal'])
      await send('GET', `/api/setup/more${path}`);
    await send('PUT', '/api/setup/more/direction', { direction: 'both-ways' });
    await send('GET', '/api/draft');
    await send('DELETE', '/api/setup/more');
    await send('DELETE', '/api/connections/third');
    await send('DELETE', '/api/draft');
    await send('PUT', '/api/extensions/.%2Fmore.mjs', { enabled: false });
    await send('PUT', '/api/setup/staff/settings', { settings: { operations: ['create'] } });
    await send('POST', '/api/draft/save');
  }

  async function people(): Promise<void> {
    const { open, send } = await begin(CONFIG, { hosted: ServedConfig });
    await open.signIn('viewer');
    await send('POST', '/api/users', { role: 'viewer' });
    const users = (await send('GET', '/api/users')) as readonly { readonly name: string; readonly role: string }[];
    const viewer = users.find(({ role }) => role === 'viewer');
    await send('DELETE', `/api/users/${encodeURIComponent(viewer?.name ?? '')}`);
    await send('POST', '/api/tokens', { name: 'a program', role: 'viewer', days: 1 });
    const [token] = (await send('GET', '/api/tokens')) as readonly unknown[];
    await send('POST', `/api/tokens/${idOf(token)}/rotate`, { overlapHours: 1 });
    await send('DELETE', `/api/tokens/${idOf(token)}`);
    await send('GET', '/api/audit?who=a&action=invite&from=2025-01-01&until=2026-12-31');
    await signIn();
  }

  async function signIn(): Promise<void> {
    const provider = await openIdentityProvider();
    try {
      const made: { open?: OpenConsole } = {};
      const settings = (): ServedConfig['console'] =>
        parseConfig(ServedConfig, made.open?.rollcall.config.server ?? {}, ['server']).console;
      const oidc = { issuer: provider.issuer, clientId: CLIENT.id, roles: { viewer: ['everybody'] } };
      const { open, send } = await begin(
        CONFIG.replace(
          'server: { ',
          `server: { console: { publicUrl: '${ORIGIN}', oidc: ${JSON.stringify({ ...oidc, clientSecret: CLIENT.secret })} }, `,
        ),
        { hosted: ServedConfig, oidc: () => settings().oidc, publicUrl: () => settings().publicUrl },
      );
      made.open = open;
      await send('GET', '/api/sign-in');
      await send('POST', '/api/sign-in/check');
      await send('PUT', '/api/sign-in', { settings: { publicUrl: ORIGIN, oidc } });
      await send('DELETE', '/api/sign-in');
    } finally {
      await provider.close();
    }
  }

  async function bothWays(): Promise<void> {
    const { open, send } = await begin(
      CONFIG.replace(
        /staff: \{.*\}$/m,
        'staff: { between: [here, there], correlate: [userName], mapping: { userName: userName, displayName: displayName } }',
      ),
    );
    open.there.add({ id: 't-ada', attributes: { userName: 'ada', displayName: 'Countess' }, active: true, groups: [] });
    await send('POST', '/api/syncs/staff/runs', { kind: 'run' });
    await untilEnded(open);
    const [waits] = (await send('GET', '/api/waiting')) as readonly unknown[];
    const at = `/api/runs/${idOf(waits)}`;
    await send('GET', `${at}/people?group=new:there`);
    const { conflicts } = (await send('GET', `${at}/conflicts`)) as {
      readonly conflicts: readonly {
        readonly names: readonly string[];
        readonly values: readonly { readonly key: string }[];
      }[];
    };
    const [contested] = conflicts;
    await send('POST', `${at}/resolve`, {
      choices: [{ person: contested?.names[0], value: contested?.values[0]?.key, take: 'there' }],
    });
    await untilEnded(open);
  }

  it('would show an answer of another shape, one that it says nothing of, and a body where none is', async () => {
    const found = async (path: string, answer: Response, method = 'GET'): Promise<string> =>
      checkAnswer(method, path, answer).then(
        () => '',
        (error: unknown) => String(error),
      );
    const { open } = await begin(CONFIG);
    const as = await open.signIn('viewer');
    const good = (await (await open.request('/api/overview', { as })).json()) as object;
    const spoilt = (changed: object, status = 200): Response => Response.json(changed, { status });
    expect(await found('/api/overview', spoilt(good))).to.equal('');
    expect(await found('/api/overview', spoilt({ ...good, more: 1 }))).to.match(/additional/);
    expect(await found('/api/overview', spoilt({ ...good, syncs: 3 }))).to.match(/syncs must be array/);
    const { syncs: _, ...less } = good as { readonly syncs: unknown };
    expect(await found('/api/overview', spoilt(less))).to.match(/required property 'syncs'/);
    expect(await found('/api/overview', spoilt(good, 201))).to.match(/answers 201, of which its document says nothing/);
    expect(await found('/api/draft', spoilt(good), 'DELETE')).to.match(/says nothing|there is none/);
    expect(await found('/api/overview', spoilt({ message: 'no' }, 404))).to.match(/required property 'code'/);
  });
});
