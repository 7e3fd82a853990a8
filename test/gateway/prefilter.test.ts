import type { Account, AccountCondition, Provider } from '@rollcall/contract';
import { UnsupportedError } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { DrupalConfig, DrupalProvider } from '@rollcall/drupal';
import { createHttpClients, systemClock } from '@rollcall/engine';
import { JoomlaConfig, JoomlaProvider } from '@rollcall/joomla';
import { parseConfig } from '@rollcall/plugin';
import { compileFilter, parseFilter } from '@rollcall/scim-protocol';
import {
  addStandardAccounts,
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  DrupalSite,
  JoomlaSite,
  MemoryDirectory,
  MemoryProvider,
  type Simulator,
  serveSimulator,
} from '@rollcall/testing';
import { expect } from 'chai';
import { type Client, CORE, filtered, openGatewayStage } from './support/gateway-stage.js';

interface Row {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly active: boolean;
  readonly emails: readonly { readonly type: string; readonly value: string }[];
  readonly groups?: readonly { readonly value: string }[];
  readonly meta: { readonly created: string };
}

/** A system with people, what they are as SCIM would say it, and the addresses that it was asked for. */
interface Crowd {
  readonly provider: Provider;
  readonly rows: readonly Row[];
  readonly seen: string[];
  close(): Promise<void>;
}

const FIRST = [
  'anna',
  'Bo',
  'çelik',
  'dora',
  'Émile',
  'fay',
  'gül',
  'hal',
  'ines',
  'Jo',
  'kay',
  'liv',
  'moe',
  'Ñu',
  'ada',
  'zoë',
  'yann',
  'uma',
  'tom',
  'sam',
];

/** Filters that are asked of each, whoever evaluates them. */
const FILTERS = [
  'userName sw "a" and active eq true',
  'userName co "NN" and not (active eq true)',
  'userName eq "anna20" or emails.value eq "JO29@people.example"',
  'emails[type eq "work" and value ew "NN16@people.example"]',
  'emails[type eq "work"].value sw "zo" and userName ew "5"',
  'userName sw "É"',
  'userName sw "é" and active eq false',
  'not (userName co "a") and active eq false',
  'userName ne "anna1" and userName sw "anna1"',
  'userName gt "z" and emails pr',
  'meta.created ge "2020-01-01T01:01:00Z" and meta.created lt "2020-01-01T01:11:11+00:00"',
  'meta.created eq "2020-01-01T02:01:00+01:00" or userName eq "anna20"',
  'meta.created gt "2020-01-01T06:30:00.5Z" and active eq false',
];

describe('Filters over a system that only leaves out', () => {
  for (const [name, open] of Object.entries({ Drupal: openDrupal, Joomla: openJoomla })) {
    describe(name, () => {
      const opened = async (people: number): Promise<{ readonly crowd: Crowd; readonly client: Client }> => {
        const crowd = await open(people);
        const stage = openGatewayStage({ people: crowd.provider }, { t: { connection: 'people', client: 'strict' } });
        return { crowd, client: await stage.client() };
      };

      it('gives just those for whom the whole filter holds', async () => {
        const { crowd, client } = await opened(400);
        let hits = 0;
        for (const filter of FILTERS) {
          const fits = compileFilter(parseFilter(filter));
          const wanted = crowd.rows.filter((row) => fits({ ...row })).map(({ id }) => id);
          const { status, body } = await client.get(`/Users${filtered(filter, '&count=1000&attributes=userName')}`);
          expect(status, filter).to.equal(200);
          expect(body.totalResults, filter).to.equal(wanted.length);
          if (wanted.length > 0) hits += 1;
          const ids = (body.Resources ?? []).map(({ id }: { readonly id: string }) => id);
          expect(ids, filter).to.have.length(Math.min(wanted.length, 1_000));
          expect(wanted, filter).to.include.members(ids);
        }
        expect(hits, 'filters that find somebody').to.equal(FILTERS.length);
        await crowd.close();
      });

      it('takes a handful of requests for "userName sw … and active eq true", where all would be a hundred', async () => {
        const { crowd, client } = await opened(5_000);
        await client.get(`/Users${filtered('userName eq "anna20"')}`);
        crowd.seen.length = 0;
        const { body } = await client.get(`/Users${filtered('userName sw "ann" and active eq true', '&count=10')}`);
        expect(body.totalResults).to.equal(
          crowd.rows.filter(({ userName, active }) => active && userName.toLowerCase().startsWith('ann')).length,
        );
        expect(crowd.seen.length, crowd.seen.join('\n')).to.be.at.most(8);
        const before = crowd.seen.length;
        await client.get(`/Users${filtered('userName sw "ann" and active eq true', '&count=10&startIndex=11')}`);
        expect(crowd.seen.length, 'the next page').to.equal(before);
        await crowd.close();
      });

      it('asks the site itself who came when', async () => {
        const { crowd, client } = await opened(2_000);
        await client.get(`/Users${filtered('userName eq "anna20"')}`);
        crowd.seen.length = 0;
        const { body } = await client.get(`/Users${filtered('meta.created ge "2020-01-02T08:00:00Z"', '&count=5')}`);
        const wanted = crowd.rows.filter(({ meta: { created } }) => Date.parse(created) >= Date.UTC(2020, 0, 2, 8));
        expect(wanted.length).to.be.within(2, 200);
        expect(body.totalResults).to.equal(wanted.length);
        expect(crowd.seen.length, crowd.seen.join('\n')).to.be.at.most(8);
        await crowd.close();
      });
    });
  }

  it('asks Drupal about its own fields as well, and looks through all where the site does not take the filter', async () => {
    const crowd = await openDrupal(200);
    try {
      const client = await openGatewayStage(
        { people: crowd.provider },
        { t: { connection: 'people', client: 'strict', mapping: { 'name.givenName': 'field_first_name' } } },
      ).client();
      const filter = 'name.givenName eq "Anna" and active eq false';
      const wanted = await client.get(`/Users${filtered(filter)}`);
      expect(crowd.seen.some((line) => line.includes('field_first_name') && line.includes('CONTAINS'))).to.equal(true);
      expect(wanted.body.totalResults).to.be.greaterThan(0);
      crowd.refuse = true;
      const { status, body } = await client.get(`/Users${filtered(`${filter} and userName pr`)}`);
      expect([status, body.totalResults]).to.deep.equal([200, wanted.body.totalResults]);
    } finally {
      await crowd.close();
    }
  });

  it('asks Drupal for an address of its own where its cache may lock out: by status and by roles', async () => {
    const crowd = await openDrupal(20);
    try {
      const client = await openGatewayStage({ people: crowd.provider }, { t: { connection: 'people' } }).client();
      await client.get(`/Users${filtered('userName sw "a" and active eq true')}`);
      await client.get(`/Users${filtered('groups.value eq "manager" and userName sw "b"')}`);
      await client.get(`/Users${filtered('userName sw "c" and emails pr')}`);
      const asked = crowd.seen.filter((line) => line.includes('filter[q1]'));
      const tags = asked.map((line) => /noCache=([^&]*)/.exec(line)?.[1]);
      expect(tags).to.have.length(3);
      expect(tags[2]).to.equal(undefined);
      expect(new Set(tags).size).to.equal(3);
    } finally {
      await crowd.close();
    }
  });

  it('believes no bound of a system that leaves out: more than maxScan candidates are refused', async () => {
    const crowd = await openDrupal(120);
    try {
      const stage = openGatewayStage({ people: crowd.provider }, { t: { connection: 'people', maxScan: 60 } });
      const client = await stage.client();
      const { status, body } = await client.get(`/Users${filtered('emails.value co "people" and userName gt "b"')}`);
      expect([status, body.scimType]).to.deep.equal([400, 'tooMany']);
    } finally {
      await crowd.close();
    }
  });

  it('looks through all when the system says in the middle that it does not take the question', async () => {
    const directory = new MemoryDirectory();
    for (const userName of ['ada', 'bo', 'anna']) directory.add({ attributes: { userName }, active: true, groups: [] });
    const memory = new MemoryProvider(directory, {
      attributes: [{ name: 'userName', type: 'string', scim: 'userName' }],
    });
    const asked: AccountCondition[] = [];
    const provider: Provider = Object.assign(Object.create(memory) as Provider, {
      prefilter: {
        narrows: () => true,
        async *candidates(condition: AccountCondition): AsyncGenerator<readonly Account[]> {
          asked.push(condition);
          yield [
            ...(await Array.fromAsync(memory.accounts.pages({ attributes: [], signal: AbortSignal.timeout(1_000) }))),
          ].flatMap(({ accounts }) => accounts);
          throw new UnsupportedError({ code: 'no', doing: 'looking', happened: 'not so' });
        },
      },
    });
    const client = await openGatewayStage({ people: provider }, { t: { connection: 'people' } }).client();
    const { body } = await client.get(`/Users${filtered('userName sw "a" and active eq true')}`);
    expect(body.totalResults).to.equal(2);
    expect(asked).to.deep.equal([{ all: [{ attribute: 'userName', is: 'sw', value: 'a' }, { active: true }] }]);
  });

  it('shows everybody once by cursor where a directory answers a part of the filter', async () => {
    const directory = new DirectoryProvider(parseConfig(DirectoryConfig, { path: ':memory:' }));
    const client = await openGatewayStage(
      { people: directory },
      { t: { connection: 'people', client: 'strict' } },
    ).client();
    for (let number = 0; number < 25; number += 1)
      await client.send('POST', '/Users', { schemas: [CORE], userName: `ada${number}`, title: 'Countess' });
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await client.get(
        `/Users${filtered('userName sw "ada" and title co "count"', `&count=4&cursor=${cursor}`)}`,
      );
      found.push(...body.Resources.map(({ userName }: Row) => userName));
      cursor = body.nextCursor;
    }
    expect(found.toSorted()).to.deep.equal(Array.from({ length: 25 }, (_, number) => `ada${number}`).sort());
    await directory.close();
  });
});

/** Seconds since 1970 at which the first person came; the others follow, each 61 seconds later. */
const CREATED = Date.UTC(2020, 0, 1) / 1_000;

async function openDrupal(people: number): Promise<Crowd & { refuse: boolean }> {
  const site = new DrupalSite();
  addStandardAccounts(site);
  for (let number = 0; number < people; number += 1) {
    const name = `${FIRST[number % FIRST.length]}${number}`;
    site.addUser({
      name,
      mail: `${name}@people.example`,
      roles: number % 3 === 0 ? ['manager'] : [],
      status: number % 7 !== 0,
      created: CREATED + number * 61,
      fields: { field_first_name: number % 20 === 0 ? 'ANNA' : 'x' },
    });
  }
  const crowd = { refuse: false };
  const simulator = createDrupalSimulator({ site });
  const { seen, served } = await watched({
    ...simulator,
    fetch: (request) => {
      const isRefused = crowd.refuse && decodeURIComponent(request.url).includes('[q1]');
      if (!isRefused) return simulator.fetch(request);
      const body = JSON.stringify({ errors: [{ status: '400', detail: 'Invalid nested filtering.' }] });
      return Promise.resolve(
        new Response(body, { status: 400, headers: { 'content-type': 'application/vnd.api+json' } }),
      );
    },
  });
  const { provisioner } = DRUPAL_ACCOUNTS;
  const provider = new DrupalProvider(
    parseConfig(DrupalConfig, {
      baseUrl: served.url,
      auth: { type: 'basic', username: provisioner.name, password: provisioner.pass },
    }),
    createHttpClients({ clock: systemClock }),
  );
  return Object.assign(crowd, {
    provider,
    seen,
    rows: [...site.users.all()]
      .filter(({ uid }) => uid > 0)
      .map(({ uuid, name, mail, status, created }) => ({
        id: uuid,
        meta: { created: new Date(created * 1_000).toISOString() },
        userName: name,
        active: status,
        emails: mail === null ? [] : [{ type: 'work', value: mail }],
      })),
    close: async () => {
      await provider.close();
      await served.close();
    },
  });
}

async function openJoomla(people: number): Promise<Crowd> {
  const site = new JoomlaSite();
  const admin = site.addUser({ name: 'Admin', username: 'admin', email: 'admin@joomla.example', groups: [8] });
  for (let number = 0; number < people; number += 1) {
    const username = `${FIRST[number % FIRST.length]}${number}`;
    const second = new Date((CREATED + number * 61) * 1_000);
    site.addUser({
      name: `Person ${number}`,
      username,
      email: `${username}@people.example`,
      groups: [2],
      block: number % 7 === 0 ? 1 : 0,
      registerDate: second.toISOString().slice(0, 19).replace('T', ' '),
    });
  }
  const { seen, served } = await watched(createJoomlaSimulator({ site }));
  const provider = new JoomlaProvider(
    parseConfig(JoomlaConfig, { baseUrl: served.url, route: 'core', token: site.tokenFor(admin) }),
    createHttpClients({ clock: systemClock }),
  );
  return {
    provider,
    seen,
    rows: [...site.users.values()].map(({ id, username, name, email, block, registerDate }) => ({
      id: String(id),
      meta: { created: `${registerDate.replace(' ', 'T')}Z` },
      userName: username,
      displayName: name,
      active: block === 0,
      emails: [{ type: 'work', value: email }],
    })),
    close: async () => {
      await provider.close();
      await served.close();
    },
  };
}

async function watched(
  simulator: Simulator,
): Promise<{ readonly seen: string[]; readonly served: Awaited<ReturnType<typeof serveSimulator>> }> {
  const seen: string[] = [];
  const served = await serveSimulator({
    ...simulator,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      seen.push(`${request.method} ${decodeURIComponent(pathname + search)}`);
      return simulator.fetch(request);
    },
  });
  return { seen, served };
}
