import { type Account, type AccountPage, type CheckStage, checkPassed, RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import type { Clause } from './clause.js';
import type { ProviderWorld } from './provider-world.js';

/** No test system has an account with this id. */
const NOBODY = 'rollcall-contract-nobody';
const STAGES: readonly CheckStage['stage'][] = ['reach', 'tls', 'credential', 'read', 'write', 'advice'];
const TYPES = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference', 'complex'];

/** Clauses for everything that a provider tells. */
export const PROVIDER_READ_CLAUSES: readonly Clause<ProviderWorld>[] = [
  {
    name: 'check: passes on a system that works, stage by stage in order, and changes nothing',
    check: async (world) => {
      const before = await world.truth();
      const report = await world.provider.check(signal());
      const order = report.stages.map(({ stage }) => STAGES.indexOf(stage));
      expect(order, 'the stages').to.deep.equal(order.toSorted((a, b) => a - b));
      expect(order, 'stages that there are').to.not.include(-1);
      expect(checkPassed(report), JSON.stringify(report.stages)).to.equal(true);
      for (const stage of report.stages.filter(({ status }) => status === 'warning'))
        expect(stage.remedy, `the remedy for "${stage.label}"`).to.be.a('string').and.not.equal('');
      expect(await world.truth()).to.deep.equal(before);
    },
  },
  {
    name: 'schema: names each attribute once, with a type, and those that the test reads',
    check: async ({ provider, attributes, key }) => {
      const schema = await provider.schema(signal());
      const names = schema.attributes.map(({ name }) => name);
      expect(new Set(names).size, 'different names').to.equal(names.length);
      for (const { name, type } of schema.attributes) expect(TYPES, `the type of ${name}`).to.include(type);
      if (schema.open !== true) expect(names).to.include.members([...attributes, key]);
      if (provider.writer !== undefined)
        expect(schema.attributes.find(({ name }) => name === key)?.findable, `${key} is findable`).to.equal(true);
    },
  },
  {
    name: 'accounts: reads every account once, as it is',
    leaveOut: withoutAccounts,
    check: async (world) => {
      const read = (await pagesOf(world)).flatMap(({ accounts }) => accounts);
      const truth = await world.truth();
      expect(truth.size, 'accounts in the test system').to.be.at.least(3);
      expect(read.map(({ id }) => id).toSorted()).to.deep.equal([...truth.keys()].toSorted());
      for (const account of read) expectTrue(account, truth, world.attributes);
    },
  },
  {
    name: 'accounts: proves on the last page, and only there, that it read everything',
    leaveOut: withoutAccounts,
    check: async (world) => {
      const pages = await pagesOf(world);
      expect(pages.at(-1)?.proof?.complete, 'the proof on the last page').to.equal(true);
      expect(pages.slice(0, -1).filter(({ proof }) => proof !== undefined)).to.deep.equal([]);
    },
  },
  {
    name: 'accounts: gets one by its id, and nothing for an id that is not there',
    leaveOut: withoutAccounts,
    check: async (world) => {
      const truth = await world.truth();
      const request = requestOf(world);
      for (const id of [...truth.keys()].slice(0, 3)) {
        const account = await world.provider.accounts?.get(id, request);
        expect(account?.id).to.equal(id);
        if (account !== undefined) expectTrue(account, truth, world.attributes);
      }
      expect(await world.provider.accounts?.get(NOBODY, request)).to.equal(undefined);
      if (world.provider.accounts?.getMany === undefined) return;
      const ids = [...truth.keys()];
      const many = await world.provider.accounts.getMany([NOBODY, ...ids], request);
      expect(many.map((account) => account.id).sort(), 'who comes when many are asked for at once').to.deep.equal(
        ids.sort(),
      );
      for (const account of many) expectTrue(account, truth, world.attributes);
    },
  },
  {
    name: 'accounts: finds a person by id and by key, and gives no more than it may',
    leaveOut: withoutAccounts,
    check: async (world) => {
      const [[id, account] = []] = await world.truth();
      const search = async (text: string, limit: number): Promise<readonly string[]> =>
        ((await world.provider.accounts?.search(text, { ...requestOf(world), limit })) ?? []).map((found) => found.id);
      expect(await search(String(id), 5), `a search for ${id}`).to.include(id);
      expect(await search(String(account?.attributes[world.key]), 5), 'a search by key').to.include(id);
      const beginning = String(account?.attributes[world.key]).slice(0, 2);
      expect((await search(beginning, 1)).length, `accounts for "${beginning}", of which one is wanted`).to.be.at.most(
        1,
      );
      expect(await search(NOBODY, 5)).to.deep.equal([]);
    },
  },
  {
    name: 'accounts: stops reading when the signal aborts',
    leaveOut: withoutAccounts,
    check: async (world) => {
      const pages = world.provider.accounts?.pages({
        attributes: world.attributes,
        signal: AbortSignal.abort(new Error('stopped')),
      });
      let proof: AccountPage['proof'];
      const stopped = await Array.fromAsync(pages ?? []).then(
        (all) => {
          proof = all.at(-1)?.proof;
          return false;
        },
        () => true,
      );
      expect(stopped || proof?.complete !== true, 'a stopped reading is not complete').to.equal(true);
    },
  },
  {
    name: 'changes: tells what changed since the cursor, and gives another cursor',
    leaveOut: (world) => {
      if (world.provider.changes === undefined) return 'it has no "changes"';
      if (world.touch === undefined) throw new Error('it tells changes: give "touch", which makes one');
      return undefined;
    },
    check: async (world) => {
      const { changes } = world.provider;
      const [[id] = []] = await world.truth();
      if (changes === undefined || id === undefined) throw new Error('no changes, or no account');
      const first = (await Array.fromAsync(changes.since(undefined, signal()))).at(-1)?.cursor;
      expect(first, 'a first cursor').to.be.a('string').and.not.equal('');
      await world.touch?.(id);
      const pages = await Array.fromAsync(changes.since(first, signal()));
      expect(pages.flatMap(({ changed }) => changed)).to.include(id);
      const later = await Array.fromAsync(changes.since(pages.at(-1)?.cursor, signal()));
      expect(later.at(-1)?.cursor ?? pages.at(-1)?.cursor, 'the last cursor')
        .to.be.a('string')
        .and.not.equal('');
    },
  },
  {
    name: 'groups: lists every group once, with a name',
    leaveOut: (world) => {
      if (world.provider.groups === undefined) return 'it has no "groups"';
      if (world.groups === undefined) throw new Error('it has groups: give "groups", the ids that there are');
      return undefined;
    },
    check: async (world) => {
      const listed = await Array.fromAsync(world.provider.groups?.list(signal()) ?? []);
      expect(listed.map(({ id }) => id).toSorted()).to.deep.equal([...((await world.groups?.()) ?? [])].toSorted());
      for (const { id, name } of listed) expect(name, `the name of ${id}`).to.be.a('string').and.not.equal('');
    },
  },
  {
    name: 'limits: are positive whole numbers, where it has any',
    leaveOut: ({ provider }) => (provider.limits === undefined ? 'it publishes no limits' : undefined),
    check: ({ provider: { limits = {} } }) => {
      for (const [name, value] of Object.entries(limits) as readonly (readonly [string, number])[])
        expect(value > 0 && (name === 'requestsPerSecond' || Number.isInteger(value)), `${name}: ${value}`).to.equal(
          true,
        );
    },
  },
];

/** A signal that nobody aborts. */
export function signal(): AbortSignal {
  return new AbortController().signal;
}

export function requestOf({ attributes }: ProviderWorld): { attributes: readonly string[]; signal: AbortSignal } {
  return { attributes, signal: signal() };
}

/** The error that some work must be refused with; anything but a class of the contract breaks the clause. */
export async function refusal(work: Promise<unknown> | undefined): Promise<RollcallError> {
  try {
    await work;
  } catch (error) {
    if (RollcallError.is(error)) return error;
    throw new Error(`it throws ${String(error)}, which is no error of the contract`);
  }
  throw new Error('it is done, and should be refused');
}

function withoutAccounts({ provider }: ProviderWorld): string | undefined {
  return provider.accounts === undefined ? 'it has no "accounts"' : undefined;
}

async function pagesOf(world: ProviderWorld): Promise<readonly AccountPage[]> {
  return Array.fromAsync(world.provider.accounts?.pages(requestOf(world)) ?? []);
}

/** What a provider tells of an account is what the system holds. */
export function expectTrue(
  account: Account,
  truth: Awaited<ReturnType<ProviderWorld['truth']>>,
  attributes: readonly string[],
): void {
  const real = truth.get(account.id);
  for (const name of attributes)
    expect(account.attributes[name] ?? null, `${name} of ${account.id}`).to.deep.equal(real?.attributes[name] ?? null);
  if (account.active !== undefined) expect(account.active, `active of ${account.id}`).to.equal(real?.active);
  if (account.groups !== undefined)
    expect(account.groups.toSorted(), `groups of ${account.id}`).to.deep.equal(real?.groups.toSorted());
}
