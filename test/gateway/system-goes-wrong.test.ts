import type { Provider } from '@rollcall/contract';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { CORE, filtered, openGatewayStage, patch } from './support/gateway-stage.js';

describe('The gateway over a system that goes wrong', () => {
  const attributes = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;
  const open = async (
    directory: MemoryDirectory,
    provider: Provider = new MemoryProvider(directory, { attributes }),
  ) => {
    const stage = openGatewayStage({ system: provider }, { t: { connection: 'system' } });
    return { stage, client: await stage.client() };
  };

  it('looks before it says that a create went wrong: one that arrived is done', async () => {
    for (const [fault, status, accounts] of [
      ['lost-answer', 201, 1],
      ['lost-request', 503, 0],
      ['refused', 503, 0],
      ['rejected', 400, 0],
      ['unauthorized', 502, 0],
    ] as const) {
      const directory = new MemoryDirectory({ unique: ['userName'] });
      const { client, stage } = await open(directory);
      directory.faults = ({ operation }) => (operation === 'create' ? fault : undefined);
      const answer = await client.send('POST', '/Users', { schemas: [CORE], userName: 'ada' });
      expect([answer.status, directory.accounts.size], fault).to.deep.equal([status, accounts]);
      if (status === 503) expect(Number(answer.headers.get('retry-after'))).to.be.greaterThan(0);
      expect(stage.errors.length, 'told to the operator').to.equal(fault === 'unauthorized' ? 1 : 0);
    }
  });

  it('answers 501, and says so beforehand, where the system has no facet for it', async () => {
    const directory = new MemoryDirectory();
    directory.add({ id: 'a', attributes: { userName: 'ada' } });
    const whole = new MemoryProvider(directory, { attributes });
    const { client } = await open(directory, {
      check: () => whole.check(),
      schema: () => whole.schema(),
      accounts: whole.accounts,
    });
    expect((await client.get('/Users/a')).body.userName).to.equal('ada');
    for (const answer of [
      await client.send('POST', '/Users', { schemas: [CORE], userName: 'x' }),
      await client.send('PATCH', '/Users/a', patch({ op: 'replace', path: 'active', value: false })),
      await client.get('/Groups'),
    ])
      expect(answer.status, JSON.stringify(answer.body)).to.equal(501);
    const config = (await client.get('/ServiceProviderConfig')).body;
    expect(config).to.deep.include({ patch: { supported: false } });
    expect(config.bulk.supported).to.equal(false);
    expect(JSON.stringify(config)).to.contain('cannot be written to');
    expect((await client.get('/ResourceTypes')).body.totalResults).to.equal(1);
  });

  it('only reads where the tenant is set so', async () => {
    const directory = new MemoryDirectory();
    directory.add({ id: 'a', attributes: { userName: 'ada' } });
    const stage = openGatewayStage(
      { s: new MemoryProvider(directory, { attributes }) },
      { t: { connection: 's', writable: false } },
    );
    const client = await stage.client();
    expect((await client.get('/Users/a')).status).to.equal(200);
    expect((await client.send('DELETE', '/Users/a')).status).to.equal(403);
    expect(directory.writes()).to.deep.equal([]);
  });

  it('stops looking through all at its bound, and never where a key is asked for', async () => {
    const directory = new MemoryDirectory();
    for (let n = 0; n < 60; n += 1) directory.add({ id: `a${n}`, attributes: { userName: `u${n}` } });
    const stage = openGatewayStage(
      { s: new MemoryProvider(directory, { attributes, pageSize: 10 }) },
      { t: { connection: 's', maxScan: 30 } },
    );
    const client = await stage.client();
    const wide = await client.get(`/Users${filtered('userName co "u"')}`);
    expect([wide.status, wide.body.scimType]).to.deep.equal([400, 'tooMany']);
    expect((await client.get(`/Users${filtered('userName eq "u59"')}`)).body.totalResults).to.equal(1);
    expect(directory.calls.filter(({ operation }) => operation === 'page')).to.have.length(4);
  });

  it('does one thing after the other to one account, and different accounts side by side', async () => {
    const directory = new MemoryDirectory({ unique: ['userName'] });
    const provider = new MemoryProvider(directory, { attributes });
    const busy = new Map<string, number>();
    let [most, overlaps] = [0, 0];
    const watched = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
      if (busy.has(id)) overlaps += 1;
      busy.set(id, 1);
      most = Math.max(most, busy.size);
      try {
        return await work();
      } finally {
        busy.delete(id);
      }
    };
    const { writer } = provider;
    const { client } = await open(directory, {
      check: () => provider.check(),
      schema: () => provider.schema(),
      accounts: provider.accounts,
      writer: {
        ...writer,
        deactivate: (id, context) => watched(id, () => writer.deactivate(id, context)),
        reactivate: (id, context) => watched(id, () => writer.reactivate(id, context)),
      },
    });
    const at: string[] = [];
    for (const userName of ['a', 'b'])
      at.push(`/Users/${(await client.send('POST', '/Users', { schemas: [CORE], userName })).body.id}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        client.send('PATCH', at[n % 2] ?? '', patch({ op: 'replace', path: 'active', value: n % 4 >= 2 })),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).to.equal(true);
    expect([most, overlaps]).to.deep.equal([2, 0]);
    const twins = await Promise.all(
      [1, 2, 3].map(() => client.send('POST', '/Users', { schemas: [CORE], userName: 'Twin' })),
    );
    expect(twins.map(({ status }) => status).toSorted()).to.deep.equal([201, 409, 409]);
  });
});
