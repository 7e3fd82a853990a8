import type { Provider } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';
import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

describe('people whom the target refused from the start', () => {
  let open: OpenConsole;
  let viewer: Visitor;
  beforeEach(async () => {
    open = await openConsole({ around: refusing });
    viewer = await open.signIn('viewer');
    open.here.add({ id: '4711', attributes: { userName: 'ada', displayName: 'Ada Lovelace' } });
    await open.rollcall.sync('staff').run();
  });
  afterEach(() => open.close());

  function refusing(provider: Provider): Provider {
    const { writer } = provider as Required<Provider>;
    const create = (): Promise<never> =>
      Promise.reject(
        new RejectedError({ code: 'rejected', doing: 'creating an account', happened: 'no', hint: 'change it' }),
      );
    return Object.assign(Object.create(provider) as Provider, {
      writer: Object.assign(Object.create(writer) as typeof writer, { create }),
    });
  }
  const show = async (): Promise<string> => (await open.request('/people', { as: viewer })).text();

  it('are called by the name that was tried; where the journal has forgotten that, the page says that it is an id', async () => {
    expect(await show())
      .to.contain('<bdi>Ada Lovelace</bdi>')
      .and.not.contain('<bdi>4711</bdi>');
    const { runs, journal } = open.rollcall.state;
    for (const { id } of await runs.list({ limit: 5 })) await journal.forget(id);
    expect(await show())
      .to.contain('<bdi>4711</bdi>')
      .and.contain('This is the id in the source');
  });
});
