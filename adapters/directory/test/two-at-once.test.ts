import { ConflictError, NotFoundError } from '@rollcall/contract';
import type { DirectoryProvider } from '@rollcall/directory';
import { expect } from 'chai';
import { onBoth, open } from './support/sqlite-and-postgres.js';

const signal = new AbortController().signal;
const context = { signal, key: 'k' };

/** Two programs, each with connections of its own: what one of them decides must hold for the other. */
onBoth('two gateways on one directory', (home) => {
  let both: readonly [DirectoryProvider, DirectoryProvider];
  let one: DirectoryProvider;
  let other: DirectoryProvider;
  beforeEach(() => {
    const place = home.place();
    both = [open(place), open(place)];
    [one, other] = both;
  });
  afterEach(() => Promise.all(both.map((directory) => directory.close())));

  const make = (directory: DirectoryProvider, userName: string, groups: readonly string[] = []) =>
    directory.writer.create({ attributes: { userName }, active: true, groups }, context);
  const count = async () => (await one.queries.page({ limit: 1, total: true, attributes: [], signal })).total;

  it('give a userName that both want to one of them; for the other it is a conflict', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `Same.${n}`);
    const results = await Promise.allSettled(names.flatMap((name) => both.map((directory) => make(directory, name))));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).to.have.length(names.length);
    for (const error of refused)
      expect(ConflictError.is(error) && error.code, String(error)).to.equal('directory-user-name-taken');
    expect(await count()).to.equal(names.length);
  });

  it('store one of two renamings to the same userName', async () => {
    const ids = [(await make(one, 'a')).id, (await make(one, 'b')).id] as const;
    const results = await Promise.allSettled(
      both.map((directory, at) =>
        directory.writer.update(ids[at] ?? '', { set: { userName: 'c' }, before: {} }, context),
      ),
    );
    expect(results.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    const failed = results.find((result) => result.status === 'rejected');
    expect(ConflictError.is(failed?.reason) && failed?.reason.code).to.equal('directory-user-name-taken');
  });

  it('store one of several changes that were all made of the same version', async () => {
    const made = await make(one, 'person');
    const version = made.version ?? '';
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        (both[n % 2] ?? one).writer.update(made.id, { set: { title: `by ${n}` }, before: {}, version }, context),
      ),
    );
    const winners = results.flatMap((result, n) => (result.status === 'fulfilled' ? [n] : []));
    expect(winners).to.have.length(1);
    const found = await other.accounts.get(made.id, { attributes: ['title'], signal });
    expect(found?.attributes.title).to.equal(`by ${winners[0]}`);
    for (const result of results)
      if (result.status === 'rejected')
        expect(ConflictError.is(result.reason) && result.reason.code, String(result.reason)).to.equal('version');
  });

  it('lose no change of two attributes of one account that are changed at once', async () => {
    const { id } = await make(one, 'person');
    const names = ['title', 'nickName', 'locale', 'timezone'];
    await Promise.all(
      names.map((name, n) => (both[n % 2] ?? one).writer.update(id, { set: { [name]: 'new' }, before: {} }, context)),
    );
    const found = await one.accounts.get(id, { attributes: names, signal });
    expect(found?.attributes).to.deep.equal(Object.fromEntries(names.map((name) => [name, 'new'])));
    expect(found?.version).to.equal('W/"5"');
  });

  it('count accounts rightly while both make and delete them, and members while both add and remove', async () => {
    const group = await one.groupWriter.create('Crew', context);
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => make(both[n % 2] ?? one, `person.${n}`, n % 4 === 0 ? [group.id] : [])),
    );
    const ids = made.map(({ id }) => id);
    await Promise.all([
      one.groupWriter.change?.({ groupId: group.id, add: ids.slice(0, 10), remove: [] }, context),
      ...ids.slice(10).map((id, n) => (both[n % 2] ?? one).writer.delete?.(id, context)),
      other.groupWriter.change?.({ groupId: group.id, add: ids.slice(5, 10), remove: [] }, context),
    ]);
    expect(await count()).to.equal(10);
    const members = (await Array.fromAsync(other.groups.members?.(group.id, signal) ?? [])).flat();
    expect(members.sort()).to.deep.equal(ids.slice(0, 10).sort());
  });

  it('put nobody into a group who is gone when the group takes them', async () => {
    const group = await one.groupWriter.create('Crew', context);
    for (let n = 0; n < 5; n += 1) {
      const { id } = await make(one, `person.${n}`);
      const results = await Promise.allSettled([
        one.groupWriter.change?.({ groupId: group.id, add: [id], remove: [] }, context),
        other.writer.delete?.(id, context),
      ]);
      for (const result of results)
        if (result.status === 'rejected') expect(NotFoundError.is(result.reason), String(result.reason)).to.equal(true);
    }
    expect((await Array.fromAsync(one.groups.members?.(group.id, signal) ?? [])).flat()).to.deep.equal([]);
  });
});
