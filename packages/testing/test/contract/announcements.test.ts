import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { compare } from 'semver';
import { type Clause, type ClauseRun, runClauses } from '../../src/contract/clause.js';
import { clauseTable } from '../../src/contract/clause-table.js';
import { supportTable } from '../../src/contract/support-table.js';
import { allClauses } from './all-clauses.js';
import { checkAnnouncements } from './check-announcements.js';

describe('a clause that is announced', () => {
  const announced = { since: '0.2.0', binding: '0.3.0' };
  const broken: Clause<object> = {
    name: 'new: it holds',
    announced,
    check: () => {
      throw new Error('it does not');
    },
  };
  const kept: Clause<object> = { ...broken, check: () => {} };
  const outcome = async (clause: Clause<object>, version: string, waive: ClauseRun<object>['waive'] = {}) =>
    runClauses({ clauses: [clause], make: () => ({ subject: {} }), waive, version });

  it('only warns until the version comes from which on it fails', async () => {
    for (const version of ['0.2.0', '0.2.9', '0.3.0-rc.1'])
      expect(await outcome(broken, version), version).to.deep.equal([
        { clause: 'new: it holds', status: 'announced', detail: 'it does not', binding: '0.3.0' },
      ]);
    for (const version of ['0.3.0', '0.10.0', '1.0.0'])
      expect(await outcome(broken, version), version).to.deep.equal([
        { clause: 'new: it holds', status: 'broken', detail: 'it does not' },
      ]);
  });

  it('that is kept is as any other, and one that is no announcement fails at once', async () => {
    expect(await outcome(kept, '0.2.0')).to.deep.equal([{ clause: 'new: it holds', status: 'kept' }]);
    const { announced: _, ...plain } = broken;
    expect((await outcome(plain, '0.2.0'))[0]?.status).to.equal('broken');
  });

  it('can be waived already, and a waiver that is not needed fails as any other', async () => {
    expect((await outcome(broken, '0.2.0', { [broken.name]: 'the system cannot' }))[0]?.status).to.equal('waived');
    expect((await outcome(kept, '0.2.0', { [kept.name]: 'the system cannot' }))[0]?.status).to.equal('broken');
  });

  it('is no "no" in the tables, and says when it will be one', async () => {
    const [result] = await outcome(broken, '0.2.0');
    if (result === undefined) throw new Error('there is no outcome');
    expect(clauseTable([result])).to.contain('| new: it holds | not yet | will fail from 0.3.0 on: it does not |');
    expect(supportTable({ one: [result] }).split('\n')).to.include.members([
      '| new: it holds | not yet |',
      '- *new: it holds* (from 0.3.0 on): it does not',
    ]);
  });
});

const RELEASED = join(import.meta.dirname, '..', 'released');
const { version: VERSION } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
) as { readonly version: string };
/** The newest version in the changelog, and whether it may still change. */
const [, NEWEST = '', UNRELEASED] =
  /^## (\d+\.\d+\.\d+)( \(not released\))?$/m.exec(
    readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'CHANGELOG.md'), 'utf8'),
  ) ?? [];

/** Names of the clauses that a version had, by contract, kept in `released/`. With UPDATE_SNAPSHOTS=1 those of the newest are written. */
describe('the clauses of a released version', () => {
  before(() => {
    if (process.env.UPDATE_SNAPSHOTS === undefined) return;
    mkdirSync(RELEASED, { recursive: true });
    const names = Object.fromEntries(
      Object.entries(allClauses()).map(([contract, clauses]) => [contract, clauses.map(({ name }) => name)]),
    );
    writeFileSync(join(RELEASED, `${NEWEST}.json`), `${JSON.stringify(names, null, 2)}\n`);
  });

  const versions = (): readonly string[] => {
    try {
      return readdirSync(RELEASED)
        .map((name) => basename(name, '.json'))
        .sort(compare);
    } catch {
      return [];
    }
  };
  const namesOf = (version: string): Readonly<Record<string, readonly string[]>> =>
    JSON.parse(readFileSync(join(RELEASED, `${version}.json`), 'utf8')) as Readonly<Record<string, readonly string[]>>;

  it('are still there, and what came since is announced', () => {
    const last = versions().findLast((version) => version !== NEWEST || UNRELEASED === undefined);
    const released = last === undefined ? undefined : namesOf(last);
    for (const [contract, clauses] of Object.entries(allClauses())) {
      expect(clauses.length, contract).to.be.greaterThan(3);
      // A contract that the last release did not have is wholly new to everybody.
      const names = released?.[contract];
      const known = names === undefined ? undefined : new Set(names);
      expect(checkAnnouncements(clauses, known, VERSION), contract).to.deep.equal([]);
    }
  });

  it('are those of every contract that there is', () => {
    const contracts = readdirSync(join(import.meta.dirname, '..', '..', 'src', 'contract')).flatMap((name) => {
      const [, contract] = /^(\w+)-contract\.ts$/.exec(name) ?? [];
      return contract === undefined ? [] : [contract];
    });
    expect(Object.keys(allClauses())).to.have.members(contracts);
  });

  it('are written down when it is released', () => {
    const how = `write the clauses of ${NEWEST} down: UPDATE_SNAPSHOTS=1 npm run mocha -- packages/testing/test/contract/announcements.test.ts`;
    if (UNRELEASED === undefined) expect(versions(), how).to.include(NEWEST);
  });

  const old = { name: 'a: it holds' };
  const fresh = { name: 'b: it holds', announced: { since: '0.2.0', binding: '0.3.0' } };
  const known = new Set([old.name]);
  it('would be no problem with a new one that is announced for a minor version', () => {
    expect(checkAnnouncements([old, fresh], known, '0.2.0')).to.deep.equal([]);
    expect(
      checkAnnouncements([old, { ...fresh, announced: { since: '0.2.3', binding: '1.0.0' } }], known, '0.2.4'),
    ).to.deep.equal([]);
    expect(checkAnnouncements([old, { name: fresh.name }], undefined, '0.0.1'), 'the first release').to.deep.equal([]);
  });
  for (const [title, clauses, version, problem] of [
    ['a new one that is not announced', [old, { name: 'b' }], '0.2.0', /"b" is new: announce it/],
    ['one that is gone', [fresh], '0.2.0', /"a: it holds" is gone/],
    [
      'one that fails in the same minor version',
      [old, { ...fresh, announced: { since: '0.2.0', binding: '0.2.1' } }],
      '0.2.0',
      /less than one minor version/,
    ],
    [
      'one that fails at once',
      [old, { ...fresh, announced: { since: '0.2.0', binding: '0.2.0' } }],
      '0.2.0',
      /less than one minor version/,
    ],
    [
      'one that is announced for the past',
      [old, { ...fresh, announced: { since: '0.4.0', binding: '0.5.0' } }],
      '0.2.0',
      /which is not yet/,
    ],
    ['an announcement that is over', [old, fresh], '0.3.0', /is binding now: take its announcement away/],
  ] as const)
    it(`would show ${title}`, () => {
      expect(checkAnnouncements(clauses, known, version).join('\n')).to.match(problem);
    });
});
