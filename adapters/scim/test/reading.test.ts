import type { AccountPage } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import { SCIM_DIALECTS, ScimService } from '@rollcall/testing';
import { expect } from 'chai';
import { asking, openScim, refusalOf, type ScimUnderTest } from './support/open-scim.js';

const { generic } = SCIM_DIALECTS;
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const BY_INDEX = { ...generic, paging: 'index' } as const;

interface Reading {
  readonly names: readonly string[];
  readonly proof: AccountPage['proof'];
}

describe('the SCIM adapter, reading users', () => {
  let open: ScimUnderTest;
  afterEach(() => open.close());

  async function read(): Promise<Reading> {
    const pages: AccountPage[] = [];
    const request = { attributes: ['userName'], signal: AbortSignal.timeout(10_000) };
    for await (const page of open.scim.accounts.pages(request)) pages.push(page);
    return {
      names: pages.flatMap(({ accounts }) => accounts.map(({ attributes }) => String(attributes.userName))),
      proof: pages.at(-1)?.proof,
    };
  }

  function people(count: number): ScimService {
    const service = new ScimService();
    for (let n = 1; n <= count; n += 1) service.addUser({ userName: `user${n}` });
    return service;
  }
  const all = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `user${n + 1}`);

  for (const count of [0, 1, 2, 3, 4, 5, 6, 7, 20])
    for (const dialect of [generic, BY_INDEX, { ...BY_INDEX, mostCount: 1 }, SCIM_DIALECTS.google])
      it(`reads ${count} users with proof: ${dialect.id}, by ${dialect.paging}, ${dialect.mostCount} at most`, async () => {
        open = await openScim({ service: people(count), dialect, settings: { pageSize: 3, verifyWrites: false } });
        const { names, proof } = await read();
        expect(names).to.deep.equal(all(count));
        // A service that ignores pages and gives exactly what was asked for may have cut the list there.
        expect(proof?.complete).to.equal(!(dialect.paging === 'all' && count === 3));
      });

  it('asks for pages that begin with the last user of the page before', async () => {
    open = await openScim({ service: people(5), dialect: BY_INDEX, settings: { pageSize: 3 } });
    await read();
    expect(open.seen().filter((line) => line.startsWith('GET /Users'))).to.deep.equal([
      'GET /Users?startIndex=1&count=3',
      'GET /Users?startIndex=3&count=3',
      'GET /Users?startIndex=5&count=3',
    ]);
  });

  it('goes on by cursor where the service says nothing and overlooks the index, as RFC 9865 §2.4 lets it', async () => {
    const dialect = { ...generic, paging: 'cursor', discovery: [] } as const;
    open = await openScim({ service: people(7), dialect, settings: { pageSize: 3 } });
    const { names, proof } = await read();
    expect([names, proof?.complete]).to.deep.equal([all(7), true]);
    const asked = open.seen().filter((line) => line.startsWith('GET /Users'));
    expect(asked.slice(0, 2)).to.deep.equal(['GET /Users?startIndex=1&count=3', 'GET /Users?cursor=&count=3']);
    await open.close();
    open = await openScim({ service: people(3), dialect, settings: { pageSize: 3 } });
    expect((await read()).names).to.deep.equal(all(3));
    await open.close();
    open = await openScim({ service: people(7), dialect, settings: { pageSize: 3, paging: 'index' } });
    const told = await read();
    expect(told.proof, 'who is told to page by index claims nothing').to.include({ complete: false });
  });

  it('asks by cursor where the service says that it can, and ends with the page that has no next one', async () => {
    open = await openScim({ service: people(5), settings: { pageSize: 2 } });
    await read();
    const asked = open.seen().filter((line) => line.startsWith('GET /Users'));
    expect(asked[0]).to.equal('GET /Users?cursor=&count=2');
    expect(asked).to.have.length(3);
  });

  const DOUBTFUL: readonly (readonly [string, (of: ScimUnderTest) => void, RegExp])[] = [
    [
      'a count that is too high',
      ({ simulator }) => (simulator.lies.totalResults = (real) => real + 1),
      /counted 21 users and listed 20/,
    ],
    [
      'a count that is too low',
      ({ simulator }) => (simulator.lies.totalResults = (real) => real - 1),
      /counted 19 users and listed 20/,
    ],
    [
      'no count',
      ({ simulator }) => (simulator.lies.totalResults = () => undefined),
      /counted nothing users|counted nothing/,
    ],
    [
      'another count on each page',
      ({ simulator }) => {
        let lie = 20;
        simulator.lies.totalResults = () => lie++;
      },
      /counted 20, then 21/,
    ],
    [
      'a user missing on each page',
      ({ simulator }) => (simulator.lies.page = (page) => page.filter((_, at) => at !== 1)),
      /listed|moved/,
    ],
    [
      'a user that is on two pages',
      ({ simulator, service }) => {
        const [first] = [...service.users.all()];
        if (first !== undefined)
          simulator.lies.page = (page, { query }) => (query.startIndex === '5' ? [...page, first] : page);
      },
      /twice/,
    ],
    [
      'the first page on every page',
      ({ simulator, service }) => {
        const first = service.users.slice(0, 5);
        simulator.lies.page = () => first;
      },
      /does not page/,
    ],
    [
      'a user deleted while the list is read',
      ({ simulator, service }) => {
        simulator.lies.page = (page, { query }) => {
          if (query.startIndex === '1') service.remove('User', page[0]?.id ?? '');
          return page;
        };
      },
      /moved|then/,
    ],
    [
      'a user without an id',
      ({ simulator }) =>
        (simulator.lies.page = (page) => page.map((user, at) => (at === 2 ? { ...user, id: '' } : user))),
      /without an id|moved/,
    ],
  ];
  for (const [what, spoil, why] of DOUBTFUL)
    it(`claims nothing after ${what}`, async () => {
      open = await openScim({ service: people(20), dialect: BY_INDEX, settings: { pageSize: 5 } });
      await open.scim.schema(AbortSignal.timeout(5_000));
      spoil(open);
      const { proof, names } = await read();
      expect(proof?.complete).to.equal(false);
      expect(proof).to.have.property('reason').that.matches(why);
      expect(new Set(names).size, 'nobody twice').to.equal(names.length);
    });

  it('goes on where a short page ended, and not where a full one would have', async () => {
    open = await openScim({ service: people(20), dialect: BY_INDEX, settings: { pageSize: 5 } });
    open.simulator.lies.page = (page, { query }) => (query.startIndex === '5' ? page.slice(0, 3) : page);
    const { names, proof } = await read();
    expect([names, proof?.complete]).to.deep.equal([all(20), true]);
  });

  const CURSOR_DOUBTS: readonly (readonly [string, (body: Body) => void, RegExp])[] = [
    ['a cursor for the second time', (body) => void (body.nextCursor = 'same.again'), /twice|second time/],
    ['an end that comes too early', (body) => void delete body.nextCursor, /counted 20 users and listed 5/],
  ];
  for (const [what, spoil, why] of CURSOR_DOUBTS)
    it(`by cursor, claims nothing after ${what}`, async () => {
      open = await openScim({ service: people(20), settings: { pageSize: 5 } });
      await open.scim.schema(AbortSignal.timeout(5_000));
      const honest = open.simulator.fetch.bind(open.simulator);
      let pages = 0;
      open.simulator.fetch = async (request) => {
        if (!request.url.includes('cursor=')) return honest(request);
        // The same page under the same cursor, so that it is the client that must notice.
        const url = request.url.replace(/cursor=same\.again/, 'cursor=');
        const response = await honest(new Request(url, request));
        const body = (await response.json()) as Body;
        pages += 1;
        if (pages <= 3) spoil(body);
        return Response.json(body, { headers: { 'content-type': 'application/scim+json' } });
      };
      const { proof } = await read();
      expect(proof?.complete).to.equal(false);
      expect(proof).to.have.property('reason').that.matches(why);
    });

  /** Whoever reads takes so long with each of the first pages. */
  async function readSlowly(waits: readonly number[], between: (page: number) => void = () => {}): Promise<Reading> {
    const pages: AccountPage[] = [];
    for await (const page of open.scim.accounts.pages(asking('userName'))) {
      pages.push(page);
      open.clock.advance((waits[pages.length - 1] ?? 0) * 1_000);
      between(pages.length);
    }
    return {
      names: pages.flatMap(({ accounts }) => accounts.map(({ attributes }) => String(attributes.userName))),
      proof: pages.at(-1)?.proof,
    };
  }
  const expiring = (count: number): Parameters<typeof openScim>[0] => ({
    service: people(count),
    dialect: { ...generic, cursorSeconds: 60 },
    settings: { pageSize: 3 },
  });
  const beginnings = (): number => open.seen().filter((line) => line === 'GET /Users?cursor=&count=3').length;

  it('begins a list anew when its cursor has expired, gives each user once, and proves it by the whole second reading', async () => {
    open = await openScim(expiring(10));
    const { names, proof } = await readSlowly([60, 61]);
    expect([names, proof?.complete]).to.deep.equal([all(10), true]);
    expect(beginnings()).to.equal(2);
  });

  it('goes on over cursors that expire again, as long as it comes further', async () => {
    open = await openScim(expiring(10));
    const { names, proof } = await readSlowly([61, 61, 61]);
    expect([names, proof?.complete]).to.deep.equal([all(10), true]);
    expect(beginnings()).to.equal(4);
  });

  it('finds whoever came before the place where the expired list stood, and does not take whoever left for a gap', async () => {
    open = await openScim(expiring(9));
    const [first] = [...open.service.store('User').all()];
    const { names, proof } = await readSlowly([0, 61], (page) => {
      if (page !== 2) return;
      open.service.store('User').remove(String(first?.id));
      open.service.addUser({ userName: 'late' });
    });
    expect([names, proof?.complete]).to.deep.equal([[...all(9), 'late'], true]);
  });

  it('claims nothing after an expired cursor when the second reading has a gap of its own', async () => {
    open = await openScim(expiring(10));
    const { names, proof } = await readSlowly([0, 61], (page) => {
      if (page === 2) open.simulator.lies.page = (own) => own.filter(({ userName }) => userName !== 'user9');
    });
    expect(names).to.deep.equal(all(10).filter((name) => name !== 'user9'));
    expect(proof).to.have.property('reason').that.contains('counted 10 users and listed 9');
  });

  it('gives up with an UnavailableError when cursors expire sooner than pages are asked for, or the first page does', async () => {
    open = await openScim(expiring(30));
    const error = await refusalOf(readSlowly(Array.from({ length: 20 }, () => 61)));
    expect([UnavailableError.is(error), error.code]).to.deep.equal([true, 'scim-cursor']);
    expect(beginnings()).to.equal(5);
    await open.close();
    open = await openScim(expiring(3));
    await open.scim.schema(AbortSignal.timeout(5_000));
    open.simulator.fetch = async () =>
      Response.json({ schemas: [ERROR], status: '400', scimType: 'expiredCursor' }, { status: 400 });
    expect((await refusalOf(readSlowly([]))).code).to.equal('scim-cursor');
    expect(beginnings()).to.equal(1);
  });

  it('does not follow a service that gives empty pages and new cursors for ever', async () => {
    open = await openScim({ service: people(1) });
    await open.scim.schema(AbortSignal.timeout(5_000));
    let cursors = 0;
    open.simulator.fetch = async () => {
      cursors += 1;
      return Response.json({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        Resources: [],
        nextCursor: `c${cursors}`,
      });
    };
    const { proof } = await read();
    expect(proof).to.have.property('reason').that.contains('100 pages without anything');
    expect(cursors).to.equal(100);
  });

  it('reads on over lost, late and refused pages, and gives up with an UnavailableError when it does not end', async () => {
    open = await openScim({ service: people(20), dialect: BY_INDEX, settings: { pageSize: 4 } });
    open.faults.when({ path: /Users/ }, { kind: 'drop-before' });
    open.faults.when({ path: /Users/ }, { kind: 'too-many-requests', retryAfter: 7 }, { after: 2 });
    open.faults.when({ path: /Users/ }, { kind: 'truncate' }, { after: 4 });
    open.faults.when({ path: /Users/ }, { kind: 'error-before', status: 502 }, { after: 6 });
    const { names, proof } = await read();
    expect([names, proof?.complete]).to.deep.equal([all(20), true]);
    open.faults.when({ path: /Users/ }, { kind: 'error-before', status: 500 }, { times: Infinity });
    const error = await refusalOf(read());
    expect(UnavailableError.is(error)).to.equal(true);
  });

  for (const [what, fault] of [
    ['a web page', { kind: 'html' }],
    ['nothing', { kind: 'empty' }],
  ] as const)
    it(`takes ${what} for no list`, async () => {
      open = await openScim({ service: people(2), dialect: BY_INDEX });
      open.faults.when({ path: /Users/ }, fault, { times: Infinity });
      const error = await refusalOf(read());
      expect([UnavailableError.is(error), error.code]).to.deep.equal([true, 'scim-odd-answer']);
    });

  it('tells apart nobody with this id, and an address without a service', async () => {
    open = await openScim({ service: people(1) });
    expect(await open.scim.accounts.get('nobody', asking('userName'))).to.equal(undefined);
    await open.close();
    open = await openScim({ settings: { baseUrl: `${open.served.url}/elsewhere`, discovery: 'never' } });
    const wrong = await openScim();
    try {
      const at = await openScim({ settings: { baseUrl: `${wrong.served.url}/elsewhere` } });
      const error = await refusalOf(at.scim.accounts.get('nobody', asking('userName')));
      expect(error.code).to.equal('scim-no-such-address');
      await at.close();
    } finally {
      await wrong.close();
    }
  });

  it('tells what an account is: active as text too, groups, version, and why it is protected', async () => {
    const service = new ScimService();
    const { id } = service.addUser({ userName: 'Root', title: '' });
    service.addGroup('Staff', [id]);
    open = await openScim({ service, settings: { protect: ['root'] } });
    const account = await open.scim.accounts.get(id, asking('userName', 'title', 'nickName'));
    expect(account).to.deep.include({ id, attributes: { userName: 'Root', title: '' }, active: true });
    expect(account?.groups).to.have.length(1);
    expect(account?.version).to.match(/^W\//);
    expect(account?.protection).to.contain('protect');
  });
});

interface Body {
  nextCursor?: string;
}
