import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { definePackage, type NewCredential, PROVIDER, RejectedError } from '@rollcall/contract';
import { createRollcall, type Rollcall } from '@rollcall/engine';
import { ConfigProblems, definePlugin } from '@rollcall/plugin';
import { SqliteState } from '@rollcall/state-sql';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { root } from '../support/root.js';

const ATTRIBUTES = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;

interface Opened {
  readonly rollcall: Rollcall;
  readonly target: MemoryDirectory;
  readonly state: SqliteState;
}

describe('the first credential of a new account', () => {
  let folder: string;
  let opened: Opened | undefined;
  beforeEach(() => {
    mkdirSync(join(root, '.rollcall'), { recursive: true });
    folder = mkdtempSync(join(root, '.rollcall', 'credential-'));
  });
  afterEach(async () => {
    await opened?.rollcall.close();
    await opened?.state.close();
    opened = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    credential: string | undefined,
    credentials?: readonly NewCredential['kind'][],
    batch = false,
  ): Promise<Opened> {
    const source = new MemoryDirectory();
    for (const id of ['ada', 'bo', 'cy']) source.add({ id, attributes: { userName: id } });
    const target = new MemoryDirectory({ unique: ['userName'] });
    const state = new SqliteState(join(folder, 'state.sqlite'));
    const to = { attributes: ATTRIBUTES, batch, ...(credentials === undefined ? {} : { credentials }) };
    const providers = [
      definePlugin(PROVIDER, {
        id: 'here',
        label: 'here',
        create: () => new MemoryProvider(source, { attributes: ATTRIBUTES }),
      }),
      definePlugin(PROVIDER, { id: 'there', label: 'there', create: () => new MemoryProvider(target, to) }),
    ];
    const rollcall = await createRollcall({
      config: {
        connections: { here: { provider: 'here' }, there: { provider: 'there' } },
        syncs: {
          staff: {
            from: 'here',
            to: 'there',
            mapping: { userName: 'userName' },
            ...(credential === undefined ? {} : { credential }),
          },
        },
      },
      state,
      extensions: [definePackage({ name: 'directories', core: '^0.1.0', plugins: providers })],
    });
    opened = { rollcall, target, state };
    return opened;
  }

  const passwords = ({ target }: Opened): string[] =>
    [...target.credentials.values()].map((given) => (given.kind === 'password' ? given.password.reveal() : ''));

  for (const batch of [false, true])
    it(`is random: strong, of each its own, and nowhere but in the target${batch ? ', in a batch too' : ''}`, async () => {
      const all = await open('random', ['password'], batch);
      const plan = await all.rollcall.sync('staff').plan();
      const report = await all.rollcall.sync('staff').run();
      expect(report.status).to.equal('done');
      const made = passwords(all);
      expect(new Set(made)).to.have.property('size', 3);
      for (const password of made) {
        expect(password).to.have.length(32);
        for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).to.match(kind);
      }
      const journal = await all.state.journal.page(report.run.id, { limit: 100 });
      await all.state.close();
      const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
      expect(stored.join(''), 'the state is looked at').to.contain('ada');
      const shown = [...stored, inspect([plan, report, journal], { depth: 20 })].join('');
      for (const password of made) expect(shown.includes(password), 'it is stored or shown').to.equal(false);
    });

  it('is not given again to an account that is there', async () => {
    const all = await open('random', ['password']);
    await all.rollcall.sync('staff').run();
    const before = passwords(all);
    await all.rollcall.sync('staff').run();
    expect(passwords(all)).to.deep.equal(before);
    expect(all.target.calls.filter(({ operation }) => operation === 'create')).to.have.length(3);
  });

  it('does not come into the journal when the target quotes it in a refusal', async () => {
    const all = await open('random', ['password']);
    const { writer } = all.rollcall.connection('there').provider;
    if (writer === undefined) throw new Error('no writer');
    const quoted: string[] = [];
    writer.create = ({ credential }) => {
      const text = credential?.kind === 'password' ? credential.password.reveal() : '';
      quoted.push(text);
      return Promise.reject(
        new RejectedError({
          code: 'too-long',
          doing: 'creating',
          happened: `"${text}" is too long`,
          hint: 'shorten it',
        }),
      );
    };
    const report = await all.rollcall.sync('staff').run();
    const journal = await all.state.journal.page(report.run.id, { limit: 100 });
    expect(journal.map(({ error }) => error?.code)).to.deep.equal(Array(3).fill('credential-quoted'));
    expect(quoted.length).to.be.greaterThan(2);
    const shown = inspect([report, journal], { depth: 20 });
    for (const text of quoted) expect(shown.includes(text)).to.equal(false);
  });

  it('is an invitation, where the target can send one', async () => {
    const all = await open('invite', ['invitation']);
    await all.rollcall.sync('staff').run();
    expect([...all.target.credentials.values()]).to.deep.equal(Array(3).fill({ kind: 'invitation' }));
  });

  it('is none unless it is asked for', async () => {
    const all = await open(undefined, ['password', 'invitation']);
    await all.rollcall.sync('staff').run();
    expect(all.target.credentials.size).to.equal(0);
  });

  for (const [credential, can, message] of [
    ['random', undefined, '"there" cannot do "random"; it can: none'],
    ['invite', ['password'], '"there" cannot do "invite"; it can: none, random'],
  ] as const)
    it(`"${credential}" is refused before anything is done, when the target can do ${can ?? 'none'}`, async () => {
      const all = await open(credential, can);
      const error = await all.rollcall
        .sync('staff')
        .plan()
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(ConfigProblems.is(error) && error.problems.map((one) => one.message).join()).to.contain(message);
      expect(all.target.accounts.size).to.equal(0);
    });
});
