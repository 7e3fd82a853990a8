import { expect } from 'chai';
import { ROUTES } from '../src/index.js';
import { CONFIG, type OpenConsole, openConsole, ServedConfig, type Visitor } from './support/open-console.js';

const SHOWN = 'This console only shows the configuration.';

/** A path of the table as a pattern for real ones. */
function patternOf(path: string): RegExp {
  const parts = path
    .replace(':end{source|target}', '(?:source|target)')
    .replace(/:\w+\{[^}]*\}/g, '.+')
    .replace(/:\w+/g, '[^/]+');
  return new RegExp(`^${parts}$`);
}

function routeOf(method: string, address: string) {
  const path = address.replace(/[?#].*$/, '');
  // A name of its own goes before a name that stands for any.
  return ROUTES.filter((route) => route.method === method && patternOf(route.path).test(path)).sort(
    (one, other) => one.path.split(':').length - other.path.split(':').length,
  )[0];
}

/** Where links and forms of a page lead. */
function offersOf(page: string): readonly (readonly ['GET' | 'POST', string])[] {
  const links = [...page.matchAll(/<a [^>]*href="([^"#]+)"/g)].map(([, href = '']) => ['GET', href] as const);
  const forms = [...page.matchAll(/<form [^>]*method="post"[^>]*action="([^"]+)"/g)].map(
    ([, action = '']) => ['POST', action] as const,
  );
  return [...links, ...forms].map(([method, address]) => [method, address.replaceAll('&amp;', '&')] as const);
}

describe('a console that only shows the configuration', () => {
  let open: OpenConsole;
  let administrator: Visitor;
  afterEach(() => open.close());

  async function opened(config?: string): Promise<void> {
    open = await openConsole({ readOnly: true, hosted: ServedConfig }, config);
    administrator = await open.signIn('administrator');
  }
  const get = (path: string): Promise<Response> => Promise.resolve(open.request(path, { as: administrator }));

  /** Every page that can be come to from the overview by links. */
  async function crawl(): Promise<ReadonlyMap<string, string>> {
    const pages = new Map<string, string>();
    const todo = ['/'];
    for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
      if (pages.has(path) || /^\/(assets|api)\//.test(path)) continue;
      const page = await (await get(path)).text();
      pages.set(path, page);
      todo.push(...offersOf(page).flatMap(([method, address]) => (method === 'GET' ? [address] : [])));
    }
    return pages;
  }

  it('refuses every row that edits before anything is done, and says why', async () => {
    await opened();
    const rows = ROUTES.filter(({ edits }) => edits === true);
    expect(rows.length).to.be.greaterThan(35);
    for (const { method, path } of rows) {
      const real = path
        .replace(':end{source|target}', 'source')
        .replace(/\{[^}]*\}/g, '')
        .replace(':sync', 'staff')
        .replace(/:\w+/g, 'here');
      const answer = await open.request(real, {
        method,
        as: administrator,
        headers: { 'x-rollcall-token': administrator.token },
      });
      expect(answer.status, `${method} ${path}`).to.equal(409);
      expect(await answer.text(), `${method} ${path}`).to.contain(SHOWN);
    }
    expect((await open.setup.draft.view()).changed).to.equal(false);
    const { entries } = (await (await get('/api/audit')).json()) as {
      readonly entries: readonly { readonly action: string }[];
    };
    expect(entries.map(({ action }) => action)).to.deep.equal(['sign-in', 'accept-invitation']);
  });

  it('has an edit in no other row: whatever changes the draft is refused', async () => {
    open = await openConsole();
    administrator = await open.signIn('administrator');
    const edited: string[] = [];
    const { draft } = open.setup;
    const edit = draft.edit.bind(draft);
    for (const { method, path, edits } of ROUTES) {
      if (method === 'GET' || edits === true || /sign-out|sign-in|welcome/.test(path)) continue;
      Object.assign(draft, {
        edit: (change: Parameters<typeof edit>[0]) => {
          edited.push(`${method} ${path}`);
          return edit(change);
        },
      });
      const real = path
        .replace(/\{[^}]*\}/g, '')
        .replace(':sync', 'staff')
        .replace(/:\w+/g, 'here');
      const api = path.startsWith('/api/') ? { 'content-type': 'application/json' } : {};
      await open.request(real, {
        method,
        as: administrator,
        headers: { 'x-rollcall-token': administrator.token, ...api },
        body: path.startsWith('/api/') ? '{}' : new URLSearchParams({ name: 'here' }),
      });
    }
    expect(edited).to.deep.equal([]);
  });

  for (const [what, config] of Object.entries({ 'with a sync': undefined, 'with nothing set up': 'extensions: []\n' }))
    it(`offers nothing that would be refused, ${what}`, async () => {
      await opened(config);
      if (config === undefined) {
        open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada' } });
        await open.rollcall.sync('staff').run();
      }
      const pages = await crawl();
      expect(pages.size).to.be.greaterThan(config === undefined ? 15 : 12);
      for (const [path, page] of pages)
        for (const [method, address] of offersOf(page)) {
          const route = routeOf(method, address);
          expect(route, `${method} ${address} on ${path}`).to.not.equal(undefined);
          expect(route?.edits, `${method} ${address} on ${path}`).to.not.equal(true);
        }
      for (const path of ['/setup', '/settings', '/extensions', '/connections', ...(config === undefined ? [] : ['/'])])
        expect(pages.get(path), path).to.contain(SHOWN);
    });

  it('is proven by a console that may change: there the same walk finds edits', async () => {
    open = await openConsole({}, CONFIG);
    administrator = await open.signIn('administrator');
    const offered = offersOf(await (await get('/setup')).text()).filter(
      ([method, address]) => routeOf(method, address)?.edits === true,
    );
    expect(offered.length).to.be.greaterThan(2);
  });
});
