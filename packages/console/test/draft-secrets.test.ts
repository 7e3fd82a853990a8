import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '@rollcall/contract';
import { SecretStore } from '@rollcall/engine';
import { expect } from 'chai';
import { type DirectoryConfig, type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

const OLD = 'the-old-one';
const NEW = 'the-new-one';
const NEWEST = 'the-newest-one';

describe('a secret that is typed anew for a connection', () => {
  let open: OpenConsole;
  let visitor: Visitor;
  /** What the target was opened with when it was looked at (`check`) or written to (`create`). */
  let used: string[];
  let gate: Promise<void> | undefined;

  function around(provider: Provider, { token }: DirectoryConfig): Provider {
    const noting = Object.create(provider) as Provider;
    const { writer } = provider as Required<Provider>;
    const create: typeof writer.create = async (...given) => {
      used.push(`create ${token.reveal()}`);
      await gate;
      return writer.create(...given);
    };
    return Object.assign(noting, {
      check: (signal: AbortSignal) => {
        used.push(`check ${token.reveal()}`);
        return provider.check(signal);
      },
      writer: Object.assign(Object.create(writer) as typeof writer, { create }),
    });
  }

  beforeEach(async () => {
    [used, gate] = [[], undefined];
    open = await openConsole({ around });
    visitor = await open.signIn('administrator');
    await type(OLD);
    await press('/changes/save');
    used.length = 0;
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada' } });
  });
  afterEach(() => open.close());

  async function press(path: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const body = new URLSearchParams({ _token: visitor.token, ...fields });
    const answer = await open.request(path, { method: 'POST', as: visitor, body });
    expect(answer.status, path).to.be.lessThan(400);
  }
  const type = (token: string): Promise<void> => press('/connections/there', { 'settings.token': token });
  const run = () => open.rollcall.sync('staff').run({ signal: AbortSignal.timeout(5_000), cause: 'test' });
  const file = (): string => readFileSync(join(open.folder, 'rollcall.yaml'), 'utf8');
  /** What the store holds, as another process would read it. */
  async function sealed(): Promise<Readonly<Record<string, string | undefined>>> {
    const store = new SecretStore({ folder: open.folder, env: {} });
    const names = await store.names();
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await store.reveal(name)] as const)));
  }

  it('is tested at once, while a run that is under way, the next one, and a process that starts now use the old one', async () => {
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const running = run();
    while (!used.includes(`create ${OLD}`)) await new Promise((resolve) => setImmediate(resolve));
    await type(NEW);
    expect(used.at(-1)).to.equal(`check ${NEW}`);
    held.resolve();
    expect((await running).run.status).to.equal('done');
    open.here.add({ id: 'bo', attributes: { userName: 'bo', displayName: 'Bo' } });
    await run();
    expect(used).to.deep.equal([`create ${OLD}`, `check ${NEW}`, `create ${OLD}`]);
    expect(file()).to.contain('${secret:there.token}').and.not.to.contain('there.token-2');
    expect(await sealed()).to.deep.equal({ 'there.token': OLD, 'there.token-2': NEW });
  });

  it('leaves the old one in force, and itself nowhere, when the changes are thrown away', async () => {
    const before = file();
    await type(NEW);
    await type(NEWEST);
    expect(await sealed()).to.deep.equal({ 'there.token': OLD, 'there.token-2': NEWEST });
    await press('/changes/discard');
    expect(await sealed()).to.deep.equal({ 'there.token': OLD });
    expect(file()).to.equal(before);
    await run();
    expect(used.at(-1)).to.equal(`create ${OLD}`);
  });

  it('takes the place of the old one when the changes are saved, which show that something changes', async () => {
    await type(NEW);
    const { changed, diff } = await open.setup.view();
    expect(changed).to.equal(true);
    expect(diff.map(({ text }) => text).join('\n')).to.not.contain(NEW);
    await press('/changes/save');
    expect(await sealed()).to.deep.equal({ 'there.token-2': NEW });
    await run();
    expect(used.at(-1)).to.equal(`create ${NEW}`);
    await type(NEWEST);
    await press('/changes/save');
    expect(await sealed(), 'names do not grow').to.deep.equal({ 'there.token': NEWEST });
    open.here.add({ id: 'bo', attributes: { userName: 'bo', displayName: 'Bo' } });
    await run();
    expect(used.at(-1)).to.equal(`create ${NEWEST}`);
  });

  it('touches no secret that it did not make', async () => {
    await open.setup.secrets.seal('of-another-file', 'x');
    await open.setup.secrets.seal('other.token', 'of a connection of another file');
    await open.setup.saveConnection('other', 'there', { token: NEW });
    expect((await open.setup.draft.editor()).get(['connections', 'other', 'token'])).to.equal(
      '${secret:other.token-2}',
    );
    await press('/changes/discard');
    expect(Object.keys(await sealed()).sort()).to.deep.equal(['of-another-file', 'other.token', 'there.token']);
  });

  it('goes with its connection when that is deleted', async () => {
    await open.setup.saveConnection('other', 'there', { token: NEW });
    await press('/changes/save');
    expect(Object.keys(await sealed())).to.include('other.token');
    await press('/connections/other/delete');
    await press('/changes/save');
    expect(Object.keys(await sealed())).to.deep.equal(['there.token']);
  });
});
