import type { Provider } from '@rollcall/contract';
import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

describe('stopping what was started in the console', () => {
  let open: OpenConsole;
  let operator: Visitor;
  let asked: string[];
  let waitFor: Promise<void> | undefined;
  beforeEach(async () => {
    asked = [];
    waitFor = undefined;
    open = await openConsole({ around });
    operator = await open.signIn('operator');
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada' } });
  });
  afterEach(() => open.close());

  /** Notes each question to a directory; what it has and can do may be slow to come. */
  function around(provider: Provider): Provider {
    const noted = <T extends object>(part: T | undefined, name: string): T | undefined =>
      part === undefined
        ? undefined
        : new Proxy(part, {
            get: (own, key) => {
              const value = Reflect.get(own, key) as unknown;
              if (typeof value !== 'function') return value;
              return (...given: unknown[]) => {
                asked.push(`${name}.${String(key)}`);
                return Reflect.apply(value, own, given) as unknown;
              };
            },
          });
    return {
      check: (signal) => provider.check(signal),
      schema: async (signal) => {
        asked.push('schema');
        await waitFor;
        return provider.schema(signal);
      },
      ...(provider.limits === undefined ? {} : { limits: provider.limits }),
      accounts: noted(provider.accounts, 'accounts') as NonNullable<Provider['accounts']>,
      writer: noted(provider.writer, 'writer') as NonNullable<Provider['writer']>,
      groups: noted(provider.groups, 'groups') as NonNullable<Provider['groups']>,
      groupWriter: noted(provider.groupWriter, 'groupWriter') as NonNullable<Provider['groupWriter']>,
    };
  }
  const press = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: operator,
      body: new URLSearchParams({ _token: operator.token, ...fields }),
    });
  const show = async (path: string): Promise<string> => (await open.request(path, { as: operator })).text();
  async function untilSettled(job: string): Promise<string> {
    for (let page = await show(job); ; page = await show(job)) {
      if (!page.includes('sse-connect')) return page;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('works before there is a run: while a system takes its time to say what it has', async () => {
    const slow = Promise.withResolvers<void>();
    waitFor = slow.promise;
    const started = press('/syncs/staff/run');
    const job = (await started).headers.get('location') ?? '';
    expect(job, 'no run is written down yet').to.match(/^\/jobs\//);
    expect(await show(job)).to.contain(`action="${job}/stop"`);
    expect((await press(`${job}/stop`)).headers.get('location')).to.equal(job);
    slow.resolve();
    const page = await untilSettled(job);
    expect(page).to.not.contain(`action="${job}/stop"`);
    expect(open.there.accounts.size, 'nobody was written').to.equal(0);
    expect((await press(`${job}/stop`)).status, 'there is nothing to stop any more').to.equal(409);
    const audit = await open.request('/api/audit', { as: await open.signIn('administrator') });
    const { entries } = (await audit.json()) as { readonly entries: readonly { readonly action: string }[] };
    expect(entries.map(({ action }) => action)).to.include('stop');
  }).timeout(15_000);

  it('by freezing asks neither system anything: not for a run, nor for a person by hand', async () => {
    await press('/syncs/staff/freeze', { frozen: 'true' });
    for (const path of ['/syncs/staff/run', '/syncs/staff/people/ada/provision']) {
      asked = [];
      const job = (await press(path)).headers.get('location') ?? '';
      const page = await untilSettled(job);
      expect(page, path).to.contain('it was frozen by');
      expect(asked, path).to.deep.equal([]);
    }
    await press('/syncs/staff/freeze', { frozen: 'false' });
    await untilSettled((await press('/syncs/staff/people/ada/provision')).headers.get('location') ?? '');
    expect(asked, 'the same is seen when it is not frozen').to.not.deep.equal([]);
    expect(open.there.accounts.size).to.equal(1);
  });
});
