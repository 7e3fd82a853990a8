import { expect } from 'chai';
import fc from 'fast-check';
import { ROLES, ROUTES } from '../src/index.js';
import { safePath } from '../src/routes/safe-path.js';
import {
  cookieOf,
  HOSTED_SECRETS,
  type OpenConsole,
  ORIGIN,
  openConsole,
  PASSWORD,
  SECRET,
  type Visitor,
} from './support/open-console.js';

/** All that anybody may do without signing in. A new row here is a decision. */
const PUBLIC = [
  'GET /sign-in',
  'POST /sign-in',
  'GET /sign-in/oidc',
  'GET /sign-in/oidc/callback',
  'GET /welcome',
  'POST /welcome',
  'GET /assets/:mark/:name',
];

/** A real path for a row of the table. */
function pathOf(path: string): string {
  return path
    .replace(':end{source|target}', 'source')
    .replace(/\{[^}]*\}/g, '')
    .replace(':sync', 'staff')
    .replace(/:(\w+)/g, 'here');
}

describe('security of the console', () => {
  let open: OpenConsole;
  beforeEach(async () => {
    open = await openConsole();
  });
  afterEach(() => open.close());

  const post = (path: string, form: Record<string, string>, as?: Visitor, headers: Record<string, string> = {}) =>
    open.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
      ...(as === undefined ? {} : { as }),
    });

  it('lets nobody in without a session but where people sign in', async () => {
    const found = ROUTES.filter(({ role }) => role === 'public').map(({ method, path }) => `${method} ${path}`);
    expect(found).to.have.members(PUBLIC);
    expect(ROUTES.length).to.be.greaterThan(90);
    for (const { method, path, role, kind } of ROUTES) {
      if (role === 'public') continue;
      const answer = await open.request(pathOf(path), { method });
      const isApi = path.startsWith('/api/');
      expect(answer.status, `${method} ${path}`).to.equal(isApi ? 401 : 303);
      if (!isApi) expect(answer.headers.get('location'), `${method} ${path}`).to.match(/^\/sign-in\?next=/);
      expect(kind).to.be.oneOf(['page', 'api']);
    }
  });

  it('refuses every route to every role below the one in the table', async () => {
    let refused = 0;
    for (const role of ['viewer', 'operator'] as const) {
      const visitor = await open.signIn(role);
      for (const route of ROUTES) {
        if (route.role === 'public' || ROLES.indexOf(route.role) <= ROLES.indexOf(role)) continue;
        const answer = await open.request(pathOf(route.path), {
          method: route.method,
          as: visitor,
          headers: { 'x-rollcall-token': visitor.token },
        });
        expect(answer.status, `${role}: ${route.method} ${route.path}`).to.equal(403);
        expect(await answer.text()).to.contain(`This needs the role ${route.role}`);
        refused += 1;
      }
    }
    expect(refused).to.be.greaterThan(80);
  });

  it('lets no change through without the form token of the session, whoever asks', async () => {
    const administrator = await open.signIn('administrator');
    const other = await open.signIn('administrator');
    let seen = 0;
    for (const { method, path, role } of ROUTES) {
      if (method === 'GET' || role === 'public') continue;
      seen += 1;
      for (const token of ['', 'made-up', other.token])
        expect(
          (await open.request(pathOf(path), { method, as: administrator, headers: { 'x-rollcall-token': token } }))
            .status,
          `${method} ${path} with ${token}`,
        ).to.equal(403);
    }
    expect(seen).to.be.greaterThan(35);
    expect((await post('/syncs/staff/plan', { _token: other.token }, administrator)).status).to.equal(403);
    expect((await post('/syncs/staff/plan', { _token: administrator.token }, administrator)).status).to.equal(303);
  });

  it('takes no form from another site, signing in included', async () => {
    const visitor = await open.signIn('administrator');
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const answer = await post(
        '/syncs/staff/plan',
        { _token: visitor.token },
        visitor,
        headers as Record<string, string>,
      );
      expect(answer.status).to.equal(403);
      expect(
        (
          await post(
            '/sign-in',
            { name: visitor.name, password: PASSWORD },
            undefined,
            headers as Record<string, string>,
          )
        ).status,
      ).to.equal(403);
    }
    const own = await post('/sign-in', { name: visitor.name, password: PASSWORD }, undefined, { origin: ORIGIN });
    expect(own.status).to.equal(303);
  });

  it('gives a new cookie at each sign-in, and takes none that somebody planted', async () => {
    const before = await open.signIn('viewer');
    const planted = { cookie: 'rollcall_session=planted-by-somebody', token: '', name: '' };
    const answer = await post('/sign-in', { name: before.name, password: PASSWORD }, planted);
    expect(cookieOf(answer))
      .to.match(/^rollcall_session=[\w-]{43}$/)
      .and.not.equal(planted.cookie);
    expect((await open.request('/', { as: planted })).status).to.equal(303);
    const again = await post('/sign-in', { name: before.name, password: PASSWORD }, before);
    expect(cookieOf(again)).to.not.equal(before.cookie);
    expect((await open.request('/', { as: before })).status, 'the session of before has ended').to.equal(303);
  });

  it('keeps cookies from scripts and other sites, and from http where the console is reached by https', async () => {
    const plain = await post('/welcome', await welcome(open));
    expect(plain.headers.get('set-cookie'))
      .to.match(/; HttpOnly/)
      .and.match(/; SameSite=Lax/)
      .and.match(/; Path=\//);
    const safe = await openConsole({ publicUrl: 'https://rollcall.test' });
    const answer = await safe.request('/welcome', { method: 'POST', body: new URLSearchParams(await welcome(safe)) });
    expect(answer.headers.get('set-cookie'))
      .to.match(/^__Host-rollcall_session=/)
      .and.match(/; Secure/);
    await safe.close();
  });

  it('ends sessions: on sign-out, when nobody uses them, after half a day, and when a user is removed', async () => {
    const [left, idle, removed] = [
      await open.signIn('viewer'),
      await open.signIn('viewer'),
      await open.signIn('viewer'),
    ];
    const administrator = await open.signIn('administrator');
    await post('/sign-out', { _token: left.token }, left);
    expect((await open.request('/', { as: left })).status).to.equal(303);
    await post('/users/remove', { _token: administrator.token, name: removed.name }, administrator);
    expect((await open.request('/', { as: removed })).status).to.equal(303);
    open.pass(3 * 3_600_000);
    expect((await open.request('/', { as: idle })).status).to.equal(303);
    const busy = await open.signIn('viewer');
    for (let hours = 1; hours <= 11; hours += 1) {
      open.pass(3_600_000);
      expect((await open.request('/', { as: busy })).status, `${hours} hours`).to.equal(200);
    }
    open.pass(3_600_001);
    expect((await open.request('/', { as: busy })).status).to.equal(303);
  });

  it('uses a link once, within an hour, and not by looking at it', async () => {
    const form = await welcome(open);
    for (let looks = 0; looks < 3; looks += 1)
      expect((await open.request(`/welcome?token=${form.token}`)).status).to.equal(200);
    expect((await post('/welcome', { ...form, password: 'short' })).status, 'a bad password leaves the link').to.equal(
      422,
    );
    expect((await post('/welcome', form)).status).to.equal(303);
    expect((await post('/welcome', { ...form, name: 'Another' })).status).to.equal(403);
    const late = await welcome(open);
    open.pass(3_600_001);
    expect((await post('/welcome', late)).status).to.equal(403);
  });

  it('makes whoever guesses wait, longer each time, also for names that there are not', async () => {
    const visitor = await open.signIn('viewer');
    for (const name of [visitor.name, 'nobody']) {
      for (let tries = 0; tries < 5; tries += 1)
        expect((await post('/sign-in', { name, password: 'wrong' })).status).to.equal(403);
      expect((await post('/sign-in', { name, password: PASSWORD })).status, 'even with the right one').to.equal(429);
      open.pass(5_001);
      expect((await post('/sign-in', { name, password: 'wrong' })).status).to.equal(403);
      open.pass(5_001);
      expect((await post('/sign-in', { name, password: 'wrong' })).status, 'twice as long').to.equal(429);
      open.pass(5_000);
    }
    expect((await post('/sign-in', { name: visitor.name, password: PASSWORD })).status).to.equal(303);
  });

  it('sends nobody to another site after signing in', () => {
    const hosts = fc.constantFrom('evil.example', 'console.test.evil.example', 'localhost:1');
    const before = fc.constantFrom(
      '//',
      '/\\',
      '\\\\',
      '/\t/',
      '/%09/',
      'https://',
      'http:',
      'javascript:',
      '/\n/',
      '///',
      '/.//',
      '/x/..//',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(before, hosts).map((parts) => parts.join('')),
          fc.string(),
        ),
        (next) => {
          const path = safePath(next);
          expect(path.startsWith('/')).to.equal(true);
          expect(new URL(path, ORIGIN).origin).to.equal(ORIGIN);
        },
      ),
      { seed: 6, numRuns: 500 },
    );
    expect(safePath('/runs?sync=staff')).to.equal('/runs?sync=staff');
  });

  it('sends headers that keep scripts, frames and caches out, with every page and error', async () => {
    const visitor = await open.signIn('administrator');
    for (const path of ['/', '/sign-in', '/nothing-here', '/runs', '/api/overview', '/api/nothing']) {
      const { headers } = await open.request(path, { as: visitor });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, path)
        .to.contain("default-src 'none'")
        .and.contain("script-src 'self'")
        .and.contain("frame-ancestors 'none'");
      expect(policy).to.not.match(/unsafe|\*|data:/);
      expect(headers.get('x-frame-options')).to.equal('DENY');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('referrer-policy')).to.equal('same-origin');
      expect(headers.get('cache-control'), path).to.match(/no-store/);
    }
  });

  it('has no script and no style within pages, so that the policy needs no exception', async () => {
    const visitor = await open.signIn('administrator');
    for (const { method, path, kind, role } of ROUTES) {
      if (method !== 'GET' || kind !== 'page' || role === 'public' || /events$|json$|csv$/.test(path)) continue;
      const page = await (await open.request(pathOf(path), { as: visitor })).text();
      expect(page, path).to.match(/^<!doctype html>/);
      expect(page, path).to.not.match(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:/i);
      for (const [, address = ''] of page.matchAll(/(?:src|href|action)="([^"]*)"/g))
        expect(address, path).to.match(/^[/#]/).and.not.match(/^\/\//);
    }
  });

  it('shows people named <script> as text, wherever a name or a message can stand', async () => {
    const evil = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
    open.here.add({ id: evil, attributes: { userName: evil, displayName: evil } });
    open.here.add({ id: 'b', attributes: { userName: 'b', displayName: evil } });
    await open.rollcall.sync('staff').run();
    const [run] = await open.rollcall.state.runs.list({ limit: 1 });
    await open.rollcall.state.runs.update(run?.id ?? '', { error: evil });
    await open.rollcall.freeze(evil, 'staff');
    const visitor = await open.signIn('administrator');
    const q = encodeURIComponent(evil);
    let shown = 0;
    for (const path of [
      '/',
      '/people',
      `/people?q=${q}`,
      `/manual?q=${q}`,
      `/syncs/staff/people/${q}`,
      '/syncs/staff',
      '/runs',
      `/runs/${run?.id}`,
      '/links',
      '/problems',
      `/runs?sync=${q}`,
      `/sign-in?next=${q}`,
      `/welcome?token=${q}`,
      `/${q}`,
      `/connections/${q}`,
      `/setup/${q}/mapping`,
    ]) {
      const page = await (await open.request(path, { as: visitor })).text();
      expect(page, path).to.not.contain('<script>alert').and.not.contain('<img src=x');
      if (page.includes('&lt;script&gt;alert')) shown += 1;
    }
    expect(shown, 'the name is there, as text').to.be.greaterThan(6);
  });

  it('never puts a secret into a page or an answer: of the file, of the environment, or sealed', async () => {
    const visitor = await open.signIn('administrator');
    const sealed = 'typed-into-the-form';
    await post('/connections/there', { _token: visitor.token, 'settings.token': sealed }, visitor);
    expect(await open.setup.secrets.reveal('there.token')).to.equal(sealed);
    let pages = 0;
    for (const { method, path } of ROUTES) {
      if (method !== 'GET' || path.endsWith('/events')) continue;
      const text = await (await open.request(pathOf(path), { as: visitor })).text();
      pages += 1;
      for (const secret of [SECRET, 'from-the-environment', sealed, PASSWORD, ...HOSTED_SECRETS])
        expect(text, path).to.not.contain(secret);
    }
    expect(pages).to.be.greaterThan(50);
    expect((await open.setup.draft.view()).text, 'the draft has a reference').to.contain('${secret:there.token}');
  });

  it('writes down who did what, before it is done, refusals included', async () => {
    const visitor = await open.signIn('administrator');
    await post('/sign-in', { name: 'somebody', password: 'wrong' });
    await post('/syncs/staff/run', { _token: visitor.token }, visitor);
    await post('/syncs/staff/freeze', { _token: visitor.token, frozen: 'true' }, visitor);
    const { entries } = (await (await open.request('/api/audit', { as: visitor })).json()) as {
      readonly entries: readonly { readonly who: string; readonly action: string }[];
    };
    expect(entries.map(({ who, action }) => `${who}: ${action}`).slice(0, 5)).to.deep.equal([
      `${visitor.name}: freeze`,
      `${visitor.name}: run`,
      'somebody: sign-in-failed',
      `${visitor.name}: sign-in`,
      `${visitor.name}: accept-invitation`,
    ]);
  });
});

async function welcome(
  open: OpenConsole,
): Promise<{ readonly token: string; readonly name: string; readonly password: string }> {
  const link = new URL(ORIGIN + (await open.console.invite('viewer')));
  return { token: link.searchParams.get('token') ?? '', name: 'Grace Hopper', password: PASSWORD };
}
