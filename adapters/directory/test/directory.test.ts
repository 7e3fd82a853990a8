import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConflictError } from '@rollcall/contract';
import type { DirectoryProvider } from '@rollcall/directory';
import { checkProvider, keepSupportTable, type ProviderContractOptions, providerContract } from '@rollcall/testing';
import { expect } from 'chai';
import { onBoth, open, type Settings } from './support/sqlite-and-postgres.js';

const signal = new AbortController().signal;
const context = { signal, key: 'k' };
const person = (n: number, more: Readonly<Record<string, string>> = {}) => ({
  attributes: {
    userName: `person.${n}`,
    'name.familyName': `Family${n}`,
    'emails[type eq "work"].value': `person${n}@example.test`,
    ...more,
  },
  active: true,
  groups: [],
});

onBoth('the directory', (home) => {
  const openNew = (): DirectoryProvider => open(home.place());

  describe('by the contract', () => {
    const options: ProviderContractOptions = {
      make: async () => {
        const place = home.place();
        const directory = open({ ...place, protect: ['person.3'] });
        const ids: string[] = [];
        for (const n of [1, 2, 3]) ids.push((await directory.writer.create(person(n), context)).id);
        const group = await directory.groupWriter.create('Crew', context);
        const neighbours = open({ ...place, realm: 'neighbours' });
        await neighbours.writer.create(person(1), context);
        await neighbours.close();
        return {
          subject: {
            provider: directory,
            truth: () => truthOf(place),
            attributes: ['userName', 'name.familyName', 'title', 'emails[type eq "work"].value'],
            key: 'userName',
            account: (n: number) => ({ userName: `new.${n}`, 'name.familyName': 'N' }),
            change: { title: 'Captain', 'name.familyName': 'M' },
            protectedId: ids[2] ?? '',
            groups: () => [group.id],
          },
          dispose: () => directory.close(),
        };
      },
    };
    providerContract('directory', options);
    // One table for both: what one of them did not keep would show.
    keepSupportTable(fileURLToPath(new URL('../README.md', import.meta.url)), async () => ({
      'SQLite and PostgreSQL': await checkProvider(options),
    }));
  });

  /** The oracle reads the tables by itself. */
  async function truthOf(place: Settings) {
    const [accounts, memberships] = [
      await home.rows(place, "SELECT seq, id, active, data FROM account WHERE realm = 'main' ORDER BY seq"),
      await home.rows(place, 'SELECT m.account, g.id FROM membership m JOIN account_group g ON g.seq = m.in_group'),
    ];
    return new Map(
      accounts.map((row) => {
        const data = JSON.parse(String(row.data)) as {
          userName: string;
          title?: string;
          name?: { familyName?: string };
          emails?: { type: string; value: string }[];
        };
        const groups = memberships.filter(({ account }) => account === row.seq).map(({ id }) => String(id));
        const attributes = {
          userName: data.userName,
          ...(data.title === undefined ? {} : { title: data.title }),
          ...(data.name?.familyName === undefined ? {} : { 'name.familyName': data.name.familyName }),
          'emails[type eq "work"].value': data.emails?.find(({ type }) => type === 'work')?.value ?? null,
        };
        return [String(row.id), { attributes, active: row.active === 1, groups }] as const;
      }),
    );
  }

  it('keeps many writes at once apart: one that is refused takes none along', async () => {
    const directory = openNew();
    const names = [1, 2, 2, 3, 1, 4];
    const results = await Promise.allSettled(names.map((n) => directory.writer.create(person(n), context)));
    // Which of two with one name comes first is for the database to say.
    const made = names.filter((_, at) => results[at]?.status === 'fulfilled');
    expect(made.toSorted()).to.deep.equal([1, 2, 3, 4]);
    expect(results.flatMap((one) => (one.status === 'rejected' ? [ConflictError.is(one.reason)] : []))).to.deep.equal([
      true,
      true,
    ]);
    const pages = await Array.fromAsync(directory.accounts.pages({ attributes: ['userName'], signal }));
    expect(pages.flatMap(({ accounts }) => accounts.map(({ attributes }) => attributes.userName)).sort()).to.deep.equal(
      ['person.1', 'person.2', 'person.3', 'person.4'],
    );
    await directory.close();
  });

  it('undoes one of many writes at once that fails half done, and keeps the others, each of them once', async () => {
    const directory = openNew();
    const group = await directory.groupWriter.create('Crew', context);
    const writes = [
      directory.writer.create({ ...person(1), groups: [group.id] }, context),
      directory.writer.create({ ...person(2), groups: [group.id, 'nobody'] }, context),
      directory.writer.create(person(1), context),
      directory.writer.create({ ...person(3), groups: [group.id] }, context),
    ];
    const codes = (await Promise.allSettled(writes)).map((one) =>
      one.status === 'fulfilled' ? 'made' : (one.reason as { readonly code: string }).code,
    );
    expect(codes).to.have.members(['made', 'directory-no-group', 'made', 'directory-user-name-taken']);
    const kept = await Array.fromAsync(directory.accounts.pages({ attributes: ['userName'], signal }));
    expect(kept.flatMap(({ accounts }) => accounts.map(({ attributes }) => attributes.userName)).sort()).to.deep.equal([
      'person.1',
      'person.3',
    ]);
    expect(new Set(kept.flatMap(({ accounts }) => accounts.map(({ id }) => id))).size).to.equal(2);
    const { total } = await directory.queries.page({ limit: 9, total: true, attributes: [], signal });
    expect(total).to.equal(2);
    await directory.close();
  });

  it('answers questions as a naive evaluation over all accounts does', async () => {
    const directory = openNew();
    const made: { readonly id: string; readonly userName: string; readonly mail: string; readonly family: string }[] =
      [];
    const names = [
      'Äda',
      'äd_a',
      'bo%',
      'BO',
      'Ångström',
      'x',
      '😀z',
      'ada\\',
      'ß',
      '\u{10ffff}a',
      '\ud7ffa',
      '\ue000',
    ];
    for (const [n, name] of names.entries()) {
      const userName = `${name}.${n}`;
      const { id } = await directory.writer.create(
        person(n, { userName, 'name.familyName': name, 'emails[type eq "work"].value': `${name}@Example.test` }),
        context,
      );
      made.push({ id, userName, mail: `${name}@Example.test`, family: name });
    }
    const values = { userName: 'userName', emails: 'mail', 'name.familyName': 'family' } as const;
    for (const [attribute, key] of Object.entries(values) as [keyof typeof values, 'userName' | 'mail' | 'family'][])
      for (const is of ['eq', 'co', 'sw', 'ew'] as const)
        for (const value of [
          'ä',
          'ada\\',
          'bo%',
          '%',
          '_',
          '😀z',
          'TEST',
          '.0',
          'ß',
          'ss',
          '',
          'Å',
          '\u{10ffff}',
          '\ud7ff',
        ]) {
          const where = { attribute, is, value };
          expect(directory.queries.supports(where)).to.equal(true);
          const { accounts, total } = await directory.queries.page({
            where,
            limit: 100,
            total: true,
            attributes: [],
            signal,
          });
          const wanted = made.filter((one) => {
            const [own, part] = [one[key].toLowerCase(), value.toLowerCase()];
            if (is === 'eq') return own === part;
            if (is === 'co') return own.includes(part);
            return is === 'sw' ? own.startsWith(part) : own.endsWith(part);
          });
          expect(
            accounts.map(({ id }) => id),
            `${attribute} ${is} "${value}"`,
          ).to.deep.equal(wanted.map(({ id }) => id));
          expect(total).to.equal(wanted.length);
        }
    await directory.close();
  });

  it('tells e-mail addresses of one type from those of another', async () => {
    const directory = openNew();
    const at = (type: string, n: number) => ({ [`emails[type eq "${type}"].value`]: `same${n}@example.test` });
    const home = await directory.writer.create(person(1, { ...at('home', 1), ...at('work', 2) }), context);
    const work = await directory.writer.create(person(2, at('work', 1)), context);
    const find = async (attribute: string, value: string): Promise<readonly string[]> =>
      (await directory.writer.find([{ attribute, value }], { attributes: [], signal })).map(({ id }) => id);
    expect(await find('emails[type eq "work"].value', 'SAME1@example.test')).to.deep.equal([work.id]);
    expect(await find('emails', 'same1@example.test')).to.deep.equal([home.id, work.id]);
    await directory.writer.update(home.id, { set: at('work', 1), before: {} }, context);
    expect(await find('emails[type eq "work"].value', 'same1@example.test')).to.deep.equal([home.id, work.id]);
    expect(await find('emails', 'same2@example.test')).to.deep.equal([]);
    await directory.close();
  });

  it('finds by userName, in any case, what reading by the id gives, with all groups; in its own realm only', async () => {
    const place = home.place();
    const directory = open(place);
    const [one, two] = [
      await directory.groupWriter.create('One', context),
      await directory.groupWriter.create('Two', context),
    ];
    const made = await directory.writer.create({ ...person(1), groups: [one.id, two.id] }, context);
    await directory.writer.create(person(2), context);
    const request = { attributes: ['userName', 'name.familyName', 'meta.created'], signal };
    const find = (from: DirectoryProvider, value: string) =>
      from.writer.find([{ attribute: 'userName', value }], request);
    const found = await find(directory, 'PERSON.1');
    expect(found).to.deep.equal([await directory.accounts.get(made.id, request)]);
    expect([...(found[0]?.groups ?? [])].sort()).to.deep.equal([one.id, two.id].sort());
    expect((await find(directory, 'person.2'))[0]?.groups).to.deep.equal([]);
    expect(await find(directory, 'person.3')).to.deep.equal([]);
    const other = open({ ...place, realm: 'other' });
    expect(await find(other, 'person.1')).to.deep.equal([]);
    expect(await other.accounts.get(made.id, request)).to.equal(undefined);
    await Promise.all([directory.close(), other.close()]);
  });

  it('pages through a question by number and by cursor alike, each account once', async () => {
    const directory = openNew();
    for (let n = 0; n < 25; n += 1) await directory.writer.create(person(n), context);
    const start = (value: string) => ({ attribute: 'userName', is: 'sw', value }) as const;
    for (const where of [start('person.1'), { any: [start('person.10'), start('person.1')] }]) {
      const query = { where, limit: 4, total: true, attributes: ['userName'], signal };
      const byCursor: string[] = [];
      let after: string | undefined;
      do {
        const page = await directory.queries.page({ ...query, ...(after === undefined ? {} : { after }) });
        expect(page.total).to.equal(11);
        byCursor.push(...page.accounts.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined && byCursor.length < 25);
      const byNumber: string[] = [];
      for (let offset = 0; offset < 11; offset += 4)
        byNumber.push(...(await directory.queries.page({ ...query, offset })).accounts.map(({ id }) => id));
      expect(byNumber).to.deep.equal(byCursor);
      expect(new Set(byCursor).size).to.equal(11);
    }
    await directory.close();
  });

  it('shows nothing of one realm to another beside it', async () => {
    const place = home.place();
    const [one, other] = [open({ ...place, realm: 'one' }), open({ ...place, realm: 'other' })];
    const { id } = await one.writer.create(person(1), context);
    const group = await one.groupWriter.create('Crew', context);
    await other.writer.create(person(1), context);
    const request = { attributes: ['userName'], signal };
    expect(await other.accounts.get(id, request)).to.equal(undefined);
    expect(await other.groups.get?.(group.id, signal)).to.equal(undefined);
    expect((await other.queries.page({ ...request, limit: 9, total: true })).total).to.equal(1);
    expect(
      (await other.queries.page({ ...request, where: { ids: [id] }, limit: 9, total: true })).accounts,
    ).to.deep.equal([]);
    expect(
      (await other.queries.page({ ...request, where: { group: group.id }, limit: 9, total: true })).accounts,
    ).to.deep.equal([]);
    const everybody = { attribute: 'userName', is: 'present' } as const;
    const somebody = { attribute: 'userName', is: 'sw', value: 'person' } as const;
    for (const where of [
      { any: [somebody, everybody] },
      { any: [{ active: false }, somebody, { active: true }] },
      { not: { all: [{ active: false }, { ids: [id] }] } },
      { all: [{ any: [everybody, somebody] }, { any: [somebody, { not: { group: group.id } }] }] },
    ] as const) {
      const { accounts, total } = await other.queries.page({ ...request, where, limit: 9, total: true });
      expect(
        [accounts.length, total, accounts.some((account) => account.id === id)],
        JSON.stringify(where),
      ).to.deep.equal([1, 1, false]);
    }
    expect((await other.accounts.search('person', { ...request, limit: 9 })).length).to.equal(1);
    if (typeof place.path === 'string')
      expect(statSync(place.path).mode & 0o077, 'only its owner may read the file').to.equal(0);
    await Promise.all([one.close(), other.close()]);
  });
});
