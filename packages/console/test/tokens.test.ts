import { expect } from 'chai';
import { consoleTokens, ROLES, ROUTES, type Role } from '../src/index.js';
import { OidcStage } from './support/oidc-stage.js';
import { type OpenConsole, openConsole } from './support/open-console.js';

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const API = ROUTES.filter(({ path }) => path.startsWith('/api/'));

/** A real path for a row of the table; what it names is not there. */
function pathOf(path: string): string {
  return path
    .replace(':end{source|target}', 'source')
    .replace(/\{[^}]*\}/g, '')
    .replace(/:(\w+)/g, 'nothing-of-this-name');
}

describe('tokens of the API', () => {
  let open: OpenConsole;
  let now: number;
  beforeEach(async () => {
    now = START;
    open = await openConsole({ now: () => now });
  });
  afterEach(() => open.close());

  const tokens = () => consoleTokens(open.rollcall.state.marks, () => now);
  const tokenOf = async (role: Role, expiresAt: number | null = START + DAY) =>
    tokens().create({ role, name: `for ${role}`, by: 'a test', expiresAt });
  const as = (token: string, path: string, init: RequestInit = {}): Promise<Response> =>
    open.request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...(init.headers as object) } });

  it('let a program do on every route what its role may, and no more, without a form token', async () => {
    let [refused, through] = [0, 0];
    for (const role of ROLES) {
      const { token } = await tokenOf(role);
      for (const route of API) {
        const answer = await as(token, pathOf(route.path), { method: route.method });
        const what = `${role}: ${route.method} ${route.path}`;
        const may = ROLES.indexOf(role) >= ROLES.indexOf(route.role as Role) && route.peopleOnly !== true;
        if (may) {
          through += 1;
          expect(answer.status, what).to.not.be.oneOf([401, 403]);
        } else {
          refused += 1;
          expect(answer.status, what).to.equal(403);
        }
      }
    }
    expect(refused).to.be.greaterThan(50);
    expect(through).to.be.greaterThan(50);
  });

  it('open nothing when they are made up, cut, expired, revoked or of the gateway, whatever cookie comes along', async () => {
    const expired = await tokenOf('administrator', START + 1);
    const revoked = await tokenOf('administrator');
    await tokens().revoke(revoked.record.id);
    const good = await tokenOf('administrator');
    const administrator = await open.signIn('administrator');
    now += 1;
    const wrong = [
      'made-up',
      '',
      `rcc_${good.record.id}_${'x'.repeat(43)}`,
      good.token.slice(0, -1),
      good.token.replace('rcc_', 'rcg_'),
      expired.token,
      revoked.token,
    ];
    for (const token of wrong)
      for (const { method, path } of API) {
        const headers = { cookie: administrator.cookie, 'x-rollcall-token': administrator.token };
        const answer = await as(token, pathOf(path), { method, headers });
        expect(answer.status, `${method} ${path}`).to.equal(401);
      }
    const answer = await as('made-up', '/api/overview');
    expect(answer.headers.get('www-authenticate')).to.equal('Bearer error="invalid_token"');
    expect((await as(good.token, '/api/overview')).status).to.equal(200);
  });

  it('open no page, and hide the cookie beside them there as well', async () => {
    const { token } = await tokenOf('administrator');
    const visitor = await open.signIn('administrator');
    for (const { method, path, kind, role } of ROUTES) {
      if (kind !== 'page' || role === 'public' || path.startsWith('/api/')) continue;
      const headers = { cookie: visitor.cookie, 'x-rollcall-token': visitor.token };
      const answer = await as(token, pathOf(path), { method, headers });
      expect(answer.status, `${method} ${path}`).to.equal(303);
      expect(answer.headers.get('location')).to.match(/^\/sign-in\?/);
    }
  });

  it('count as the token even where a cookie of more power comes along', async () => {
    const { token } = await tokenOf('viewer');
    const administrator = await open.signIn('administrator');
    expect((await as(token, '/api/users', { headers: { cookie: administrator.cookie } })).status).to.equal(403);
  });

  it('stand in the audit by name and id, and can be made and let in nobody', async () => {
    const { token, record } = await tokenOf('administrator');
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect(
      (await as(token, '/api/syncs/staff/freeze', { ...init, body: JSON.stringify({ frozen: true }) })).status,
    ).to.be.oneOf([200, 204]);
    const { entries } = (await (await as(token, '/api/audit')).json()) as {
      entries: readonly { readonly who: string; readonly action: string }[];
    };
    const [entry] = entries;
    expect(entry).to.deep.include({ who: `token for administrator (${record.id})`, action: 'freeze' });
    for (const [path, body] of [
      ['/api/tokens', { name: 'more', role: 'administrator' }],
      [`/api/tokens/${record.id}/rotate`, {}],
      ['/api/users', { role: 'administrator' }],
    ] as const)
      expect((await as(token, path, { ...init, body: JSON.stringify(body) })).status, path).to.equal(403);
  });

  it('are made, changed over and revoked in the console, shown once, and kept as digests only', async () => {
    const visitor = await open.signIn('administrator');
    const send = async (path: string, form: Record<string, string>): Promise<string> =>
      (
        await open.request(path, {
          method: 'POST',
          as: visitor,
          body: new URLSearchParams({ _token: visitor.token, ...form }),
        })
      ).text();
    const found = (page: string): string => /rcc_[0-9a-f]{16}_[\w-]{43}/.exec(page)?.[0] ?? '';
    const first = found(await send('/tokens', { name: 'nightly <checks>', role: 'operator', days: '30' }));
    expect((await as(first, '/api/overview')).status).to.equal(200);
    const [, id = ''] = first.split('_');
    const second = found(await send('/tokens/rotate', { id }));
    expect((await as(second, '/api/overview')).status).to.equal(200);
    now += DAY + 1;
    expect((await as(first, '/api/overview')).status, 'a day to change over').to.equal(401);
    const [, other = ''] = second.split('_');
    const again = await open.signIn('administrator');
    await open.request('/tokens/revoke', {
      method: 'POST',
      as: again,
      body: new URLSearchParams({ _token: again.token, id: other }),
    });
    expect((await as(second, '/api/overview')).status).to.equal(401);
    const page = await (await open.request('/tokens', { as: again })).text();
    expect(page).to.contain('nightly &lt;checks&gt;').and.contain(id);
    const kept = JSON.stringify([...(await open.rollcall.state.marks.list(''))]);
    const told = JSON.stringify(await (await open.request('/api/tokens', { as: again })).json());
    for (const secret of [first, second].map((token) => token.split('_').slice(2).join('_')))
      for (const text of [page, kept, told]) expect(text).to.not.contain(secret);
    expect(told).to.not.contain('hash');
  });

  it('are described in the OpenAPI document, with the routes that are not for them', async () => {
    const { token } = await tokenOf('viewer');
    const document = (await (await as(token, '/api/openapi.json')).json()) as {
      components: { securitySchemes: { token: object } };
      security: object[];
      paths: Record<string, Record<string, { security?: object[] }>>;
    };
    expect(document.components.securitySchemes.token).to.include({ type: 'http', scheme: 'bearer' });
    expect(document.security).to.deep.equal([{ token: [] }, { session: [] }]);
    expect(document.paths['/api/tokens']?.post?.security).to.deep.equal([{ session: [] }]);
  });
});

describe('people of the identity provider', () => {
  const stage = new OidcStage();
  stage.use();

  it('may do on every route what the role may that the provider gives, and no more', async () => {
    const groups = { viewer: 'everybody', operator: 'staff', administrator: 'root' };
    let refused = 0;
    for (const role of ROLES) {
      stage.provider.people.set('a1', { groups: [groups[role]] });
      const { session } = await stage.comeBack('/sign-in/oidc', undefined, new Map());
      for (const route of ROUTES) {
        if (route.role === 'public' || route.method !== 'GET' || route.path.endsWith('/events')) continue;
        const answer = await stage.open.request(pathOf(route.path), { headers: { cookie: session } });
        const may = ROLES.indexOf(role) >= ROLES.indexOf(route.role);
        const what = `${role}: ${route.method} ${route.path}`;
        if (may) expect(answer.status, what).to.not.be.oneOf([401, 403]);
        else {
          refused += 1;
          expect(answer.status, what).to.equal(403);
        }
      }
    }
    expect(refused).to.be.greaterThan(20);
  });
});
