import { expect } from 'chai';
import { CONFIG, type OpenConsole, openConsole, untilEnded, type Visitor } from './support/open-console.js';

const GUARDED = CONFIG.replace(
  'to: there,',
  'to: there, operations: [create, update, deactivate], guard: { deactivate: { count: 1 } },',
);

describe('what waits for a person', () => {
  let open: OpenConsole;
  let operator: Visitor;
  beforeEach(async () => {
    open = await openConsole({}, GUARDED);
    operator = await open.signIn('operator');
    for (const id of ['ada', 'bo', 'cy', 'di'])
      open.here.add({ id, attributes: { userName: id, displayName: id }, active: true });
    await open.rollcall.sync('staff').run();
    for (const id of ['ada', 'bo', 'cy']) block(id);
    await open.rollcall.sync('staff').run();
  });
  afterEach(() => open.close());

  function block(id: string): void {
    const account = open.here.accounts.get(id);
    if (account !== undefined) account.active = false;
  }
  const ask = async (path: string): Promise<unknown> => (await open.request(path, { as: operator })).json();
  const send = (path: string, body: object): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: operator,
      headers: { 'content-type': 'application/json', 'x-rollcall-token': operator.token },
      body: JSON.stringify(body),
    });
  const submit = (path: string, fields: readonly (readonly [string, string])[]): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: operator,
      body: new URLSearchParams([['_token', operator.token], ...fields.map(([name, value]) => [name, value])]),
    });
  const waiting = async (): Promise<readonly { readonly id: string; readonly count: number }[]> =>
    (await ask('/api/waiting')) as readonly { id: string; count: number }[];
  const blocked = (): readonly unknown[] =>
    [...open.there.accounts.values()]
      .filter(({ active }) => active === false)
      .map(({ attributes }) => attributes.userName)
      .sort();
  async function held(id: string): Promise<readonly string[]> {
    const { operations } = (await ask(`/api/runs/${id}?status=held`)) as { operations: { sourceId: string }[] };
    return operations.map(({ sourceId }) => sourceId);
  }
  async function theOne(): Promise<string> {
    const [one, ...others] = await waiting();
    expect(others).to.deep.equal([]);
    if (one === undefined) throw new Error('nothing waits');
    return one.id;
  }

  it('is approved for some people, refused for some, and the rest by kind; only then nothing waits', async () => {
    expect(blocked()).to.deep.equal([]);
    const id = await theOne();
    expect((await send(`/api/runs/${id}/approve`, { accounts: ['bo'] })).status).to.equal(200);
    await untilEnded(open);
    expect(blocked()).to.deep.equal(['bo']);
    expect(await waiting()).to.have.length(1);
    expect(await held(id)).to.deep.equal(['ada', 'cy']);
    expect((await send(`/api/runs/${id}/refuse`, { accounts: ['cy'] })).status).to.equal(200);
    expect(await held(id)).to.deep.equal(['ada']);
    expect((await send(`/api/runs/${id}/approve`, { kinds: ['deactivate'] })).status).to.equal(200);
    await untilEnded(open);
    expect(blocked()).to.deep.equal(['ada', 'bo']);
    expect(await waiting()).to.deep.equal([]);
    const { run } = (await ask(`/api/runs/${id}`)) as { run: { status: string; counts: Record<string, number> } };
    expect(run.status).to.equal('done');
    expect(run.counts).to.include({ 'deactivate:approved': 2, 'deactivate:refused': 1 });
    expect(run.counts).to.not.have.property('deactivate:held');
    expect((await send(`/api/runs/${id}/approve`, {})).status).to.equal(409);
  });

  it('waits once, however many runs want it: a later run that looked at everybody anew asks instead', async () => {
    const first = await theOne();
    await open.rollcall.sync('staff').run();
    const second = await theOne();
    expect(second).to.not.equal(first);
    expect(await held(first)).to.deep.equal([]);
    expect(await held(second)).to.deep.equal(['ada', 'bo', 'cy']);
    // A run for one person settles what waited for that one, and nothing else.
    await open.rollcall.sync('staff').provision('bo');
    expect(blocked()).to.deep.equal(['bo']);
    expect(await held(await theOne())).to.deep.equal(['ada', 'cy']);
  });

  it('goes on waiting when the target could not be reached, and can be approved again', async () => {
    const id = await theOne();
    open.there.faults = ({ operation }) => (operation === 'deactivate' ? 'refused' : undefined);
    await send(`/api/runs/${id}/approve`, { accounts: ['ada'] });
    await untilEnded(open);
    expect(await held(id)).to.deep.equal(['ada', 'bo', 'cy']);
    open.there.faults = () => undefined;
    await send(`/api/runs/${id}/approve`, { accounts: ['ada'] });
    await untilEnded(open);
    expect([blocked(), await held(id)]).to.deep.equal([['ada'], ['bo', 'cy']]);
  });

  it('whoever came back meanwhile is left alone, and does not wait any more', async () => {
    const id = await theOne();
    const account = open.here.accounts.get('ada');
    if (account !== undefined) account.active = true;
    await send(`/api/runs/${id}/approve`, { accounts: ['ada'] });
    await untilEnded(open);
    expect([blocked(), await held(id)]).to.deep.equal([[], ['bo', 'cy']]);
  });

  it('is chosen in the page by boxes, filtered by operation; nobody chosen is said, and does nothing', async () => {
    const id = await theOne();
    const page = await (await open.request(`/runs/${id}?status=held`, { as: operator })).text();
    expect(page.match(/name="accounts\[\]" value="\w+"/g)).to.have.length(3);
    expect(await (await open.request(`/runs/${id}?status=held&kind=delete`, { as: operator })).text()).to.not.contain(
      'accounts[]',
    );
    const nobody = await submit(`/runs/${id}/approve`, [['what', 'chosen']]);
    expect(nobody.status).to.equal(303);
    const told = await open.request(nobody.headers.get('location') ?? '', { as: operator });
    expect(await told.text()).to.contain('Choose at least one person first.');
    await submit(`/runs/${id}/approve`, [
      ['what', 'chosen'],
      ['accounts[]', 'ada'],
      ['accounts[]', 'cy'],
    ]);
    await untilEnded(open);
    expect(blocked()).to.deep.equal(['ada', 'cy']);
    await submit(`/runs/${id}/refuse`, [['kind', 'deactivate']]);
    expect([blocked(), await waiting()]).to.deep.equal([['ada', 'cy'], []]);
  });

  it('takes no kind that there is not, and no boxes for who only looks', async () => {
    const id = await theOne();
    expect((await send(`/api/runs/${id}/approve`, { kinds: ['explode'] })).status).to.equal(422);
    expect((await submit(`/runs/${id}/approve`, [['kind', 'explode']])).status).to.equal(422);
    expect(blocked()).to.deep.equal([]);
    const viewer = await open.signIn('viewer');
    expect(await (await open.request(`/runs/${id}?status=held`, { as: viewer })).text()).to.not.contain('accounts[]');
  });
});
