import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVIDER, type Provider, UnavailableError } from '@rollcall/contract';
import { type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { type Fresh, type ProviderWorld, providerContract } from '@rollcall/testing';
import { expect } from 'chai';
import { Container } from 'inversify';
import peopleFile from './people-file.js';

const manager = new PluginManager<Provider>(PROVIDER, [peopleFile as PluginDefinition<Provider>]);
const signal = new AbortController().signal;

interface Person {
  readonly id: string;
  readonly uid: string;
  readonly mail: string | null;
  readonly off: boolean;
  readonly groups: readonly string[];
}

const PEOPLE: readonly Person[] = [
  { id: 'u-1', uid: 'ada', mail: 'ada@example.test', off: false, groups: ['staff'] },
  { id: 'u-2', uid: 'søren', mail: null, off: true, groups: [] },
  { id: 'u-3', uid: 'cem', mail: 'cem@example.test', off: false, groups: ['staff', 'editors'] },
  { id: 'u-4', uid: 'dan', mail: 'dan@example.test', off: false, groups: [] },
  { id: 'u-5', uid: 'eva', mail: 'eva@example.test', off: false, groups: [] },
];

const WRITERS = {
  ldif: (people: readonly Person[]): string =>
    `version: 1\n# made up\n\n${people
      .map(({ id, uid, mail, off, groups }) =>
        [
          `dn: uid=x,\n dc=example`,
          `entryUUID: ${id}`,
          /^[\x20-\x7e]*$/.test(uid) ? `uid: ${uid}` : `uid:: ${Buffer.from(uid).toString('base64')}`,
          ...(mail === null ? [] : [`mail: ${mail.slice(0, 4)}\n ${mail.slice(4)}`]),
          ...(off ? ['disabled: TRUE'] : []),
          ...groups.map((group) => `memberOf: ${group}`),
        ].join('\n'),
      )
      .join('\n\n')}\n`,
  csv: (people: readonly Person[]): string =>
    `\uFEFFentryUUID,uid,mail,disabled,memberOf\r\n${people
      .map(
        ({ id, uid, mail, off, groups }) => `${id},"${uid}",${mail ?? ''},${off ? 'yes' : ''},${groups.join('|')}\r\n`,
      )
      .join('')}`,
} as const;

function open(format: keyof typeof WRITERS): Fresh<ProviderWorld> & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-people-'));
  const path = join(folder, `people.${format}`);
  const people = new Map(PEOPLE.map((person) => [person.id, person]));
  const write = (): void => writeFileSync(path, WRITERS[format]([...people.values()]));
  write();
  const settings = { path, pageSize: 2, attributes: ['mail'] };
  return {
    path,
    subject: {
      provider: manager.create('people-file', settings, { parent: new Container() }),
      truth: () =>
        new Map(
          [...people].map(([id, { uid, mail, off, groups }]) => [
            id,
            { attributes: { uid, mail }, active: !off, groups },
          ]),
        ),
      attributes: ['uid', 'mail'],
      key: 'uid',
      groups: () => ['staff', 'editors'],
      touch: (id) => {
        people.set(id, { ...(people.get(id) as Person), mail: 'new@example.test' });
        write();
      },
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

for (const format of ['ldif', 'csv'] as const)
  providerContract(`people-file (${format})`, { make: () => open(format) });

describe('people from a file', () => {
  const proofOf = async (spoil: (path: string) => void, format: keyof typeof WRITERS = 'csv') => {
    const { subject, path, dispose } = open(format);
    try {
      spoil(path);
      const pages = await Array.fromAsync(subject.provider.accounts?.pages({ attributes: [], signal }) ?? []);
      return pages.at(-1)?.proof;
    } finally {
      await dispose?.();
    }
  };

  it('does not believe that it is whole when it is cut off, or has somebody twice', async () => {
    expect(await proofOf(() => {})).to.include({ complete: true });
    const cut = await proofOf((path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, -4)), 'ldif');
    expect(cut).to.deep.include({ complete: false });
    const twice = await proofOf((path) => appendFileSync(path, 'u-1,ada,,,\r\n'));
    expect(twice).to.deep.equal({ complete: false, reason: '1 people are in it twice' });
  });

  it('says which line is wrong, and that a file which is away may come back', async () => {
    const refused = async (spoil: (path: string) => void, format: keyof typeof WRITERS) => {
      const { subject, path, dispose } = open(format);
      spoil(path);
      try {
        return await subject.provider.accounts?.get('u-1', { attributes: [], signal }).catch((error: unknown) => error);
      } finally {
        await dispose?.();
      }
    };
    expect(String(await refused((path) => appendFileSync(path, 'nonsense\n'), 'ldif'))).to.match(
      /line \d+ is no "name: value"/,
    );
    expect(String(await refused((path) => appendFileSync(path, 'u-9,zoe\r\n'), 'csv'))).to.match(
      /line 7|Record Length/i,
    );
    expect(UnavailableError.is(await refused((path) => rmSync(path), 'csv'))).to.equal(true);
  });
});
