import { HTTP, PROVIDER, type Provider, UnavailableError } from '@rollcall/contract';
import { createHttpClients } from '@rollcall/engine';
import { type PluginDefinition, PluginManager } from '@rollcall/plugin';
import {
  type Fresh,
  type ProviderWorld,
  providerContract,
  type ServedSimulator,
  serveSimulator,
  TestClock,
} from '@rollcall/testing';
import { expect } from 'chai';
import { Container } from 'inversify';
import forge from './forge.js';
import { ForgeService } from './forge-simulator.js';

const manager = new PluginManager<Provider>(PROVIDER, [forge as PluginDefinition<Provider>]);

async function open(
  service = new ForgeService(),
  clock = new TestClock(),
): Promise<Fresh<ProviderWorld> & { readonly served: ServedSimulator }> {
  const served = await serveSimulator(service);
  service.teams.set('docs', new Set());
  const owner = service.addUser('owner', { role: 'admin', state: 'active' });
  for (const login of ['ada', 'bob', 'cem']) service.addUser(login, { role: 'member', state: 'active' });
  service.teams.get('docs')?.add(1001);
  // Invited, and counted like a member: nobody is invited twice.
  service.addUser('dan', { role: 'member', state: 'pending' });
  for (const login of ['new1', 'new2']) service.addUser(login);
  const parent = new Container();
  parent.bind(HTTP).toConstantValue(createHttpClients({ clock }));
  const settings = { baseUrl: served.url, token: 'forge-token', organisation: 'acme', pageSize: 2 };
  const provider = manager.create('forge', settings, { parent });
  return {
    served,
    subject: {
      provider,
      truth: () =>
        new Map(
          [...service.seats].map(([id, { role }]) => [
            String(id),
            {
              attributes: { login: service.users.get(id)?.login ?? '', role },
              active: true,
              groups: [...service.teams].filter(([, members]) => members.has(id)).map(([team]) => team),
            },
          ]),
        ),
      attributes: ['login', 'role'],
      key: 'login',
      account: (n) => ({ login: `new${n}`, role: 'member' }),
      change: { role: 'member' },
      protectedId: String(owner),
      groups: () => ['docs'],
    },
    dispose: async () => {
      await provider.close?.();
      await served.close();
    },
  };
}

providerContract('forge', {
  make: () => open(),
  waive: {
    'update: null clears an attribute': 'everybody with a seat has a role; clearing it gives the lowest one',
  },
});

describe('seats in an organisation', () => {
  const signal = new AbortController().signal;
  const read = async (provider: Provider) =>
    (await Array.fromAsync(provider.accounts?.pages({ attributes: [], signal }) ?? [])).flatMap(
      ({ accounts }) => accounts,
    );

  it('keep their id from the invitation to the membership, and nobody is invited twice', async () => {
    const service = new ForgeService();
    const { subject, dispose } = await open(service);
    try {
      const { writer } = subject.provider;
      const request = { attributes: { login: 'new1' }, active: true, groups: [] };
      const invited = await writer?.create(request, { signal, key: 'k' });
      expect(invited?.notes).to.deep.equal(['invited; the person must accept']);
      service.accept(Number(invited?.id));
      const found = await writer?.find([{ attribute: 'login', value: 'NEW1' }], { attributes: [], signal });
      expect(found?.map(({ id }) => id)).to.deep.equal([invited?.id]);
    } finally {
      await dispose?.();
    }
  });

  it('are read on when the service asks to wait in its own way, by its own clock', async () => {
    const service = new ForgeService(30);
    const clock = new TestClock();
    const started = clock.now();
    const { subject, dispose } = await open(service, clock);
    try {
      // A window that is used up after one request, and opens again when somebody has waited.
      service.left = 1;
      const sleep = clock.sleep.bind(clock);
      clock.sleep = async (ms, stop) => {
        await sleep(ms, stop);
        if (clock.now() - started >= 30_000) service.left = Number.POSITIVE_INFINITY;
      };
      expect(await read(subject.provider)).to.have.lengthOf(5);
      expect(service.refused).to.be.greaterThan(0);
    } finally {
      await dispose?.();
    }
  });

  it('are left for later when the wait is longer than a client waits', async () => {
    const service = new ForgeService(3600);
    const { subject, dispose } = await open(service);
    try {
      service.left = 0;
      const refused = await read(subject.provider).catch((error: unknown) => error);
      expect(UnavailableError.is(refused), String(refused)).to.equal(true);
      expect((refused as UnavailableError).retryAfterMs).to.equal(3_600_000);
      expect(service.refused).to.equal(1);
    } finally {
      await dispose?.();
    }
  });
});
