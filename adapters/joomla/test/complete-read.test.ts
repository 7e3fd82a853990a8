import type { Account, CompletenessProof } from '@rollcall/contract';
import { JoomlaSite, seededRandom } from '@rollcall/testing';
import { expect } from 'chai';
import { asking } from './support/open.js';
import { openSimulated, type Simulated, type SimulatedOptions, type Tamper } from './support/simulated-site.js';

const NOON = Date.UTC(2026, 0, 1, 12);

interface Reading {
  readonly accounts: readonly Account[];
  readonly proof: CompletenessProof | undefined;
  readonly pages: readonly number[];
}

async function read({ joomla }: Simulated): Promise<Reading> {
  const accounts: Account[] = [];
  const pages: number[] = [];
  let proof: CompletenessProof | undefined;
  for await (const page of joomla.accounts.pages(asking('username', 'employee-number'))) {
    accounts.push(...page.accounts);
    pages.push(page.accounts.length);
    proof = page.proof;
  }
  return { accounts, proof, pages };
}

/** A site with `users` people, registered `apart` seconds after each other, several of each name. */
function siteOf(users: number, apart = 60): JoomlaSite {
  let now = NOON;
  const site = new JoomlaSite({
    groups: ['Staff', 'Crew'],
    fields: [{ name: 'employee-number' }],
    settings: { stableTies: false },
    now: () => now,
  });
  site.addGroup('Staff', 3);
  for (let n = 0; n < users; n += 1) {
    now += apart * 1000;
    const name = `Name ${(n * 7) % 11}`;
    site.addUser({
      name,
      username: `u${n}`,
      email: `u${n}@example.test`,
      groups: [2],
      fields: { 'employee-number': `E${n}` },
    });
  }
  return site;
}

function openSite(site: JoomlaSite, settings: object, more: Partial<SimulatedOptions> = {}): Simulated {
  return openSimulated({ site, settings: { route: 'core', ...settings }, ...more });
}

const idsOf = (accounts: readonly Account[]): readonly string[] => accounts.map(({ id }) => id).toSorted();
const idsIn = (site: JoomlaSite): readonly string[] => [...site.users.keys()].map(String).toSorted();
const isList = (line: string): boolean =>
  line.startsWith('GET /api/index.php/v1/users?') && !line.includes('limit]=1&');

describe('reading every user of a Joomla site', () => {
  for (const users of [0, 1, 8, 9, 10, 11, 57, 300]) {
    it(`proves a reading of ${users} people and the administrator, page size 10`, async () => {
      const world = openSite(siteOf(users), { pageSize: 10 });
      const { accounts, proof, pages } = await read(world);
      expect(idsOf(accounts)).to.deep.equal(idsIn(world.site));
      expect(proof?.complete).to.equal(true);
      expect(Math.max(...pages), 'users of one page').to.be.at.most(9);
      for (const { id, attributes } of accounts)
        expect(attributes['employee-number']).to.equal(
          world.site.users.get(Number(id))?.fields.get('employee-number') ?? '',
        );
    });
  }

  it('needs few requests: about three for each page that there would be', async () => {
    const world = openSite(siteOf(1000), { pageSize: 100 });
    expect((await read(world)).proof?.complete).to.equal(true);
    expect(world.seen.filter(isList).length).to.be.below(32);
    expect(world.seen.filter((line) => /users\/\d/.test(line))).to.deep.equal([]);
  });

  it('reads thousands who were registered in one second, in one answer', async () => {
    const world = openSite(siteOf(1500, 0), { pageSize: 100 });
    const { accounts, proof } = await read(world);
    expect(idsOf(accounts)).to.deep.equal(idsIn(world.site));
    expect(proof?.complete).to.equal(true);
  });

  it('claims nothing for more of one second than Joomla shall give in one answer, and reads them all the same', async () => {
    const site = siteOf(5200, 0);
    site.settings.stableTies = true;
    const { accounts, proof } = await read(openSite(site, { pageSize: 1000 }));
    expect(accounts.length).to.equal(site.users.size);
    expect(proof).to.deep.include({ complete: false });
    expect(proof?.complete === false ? proof.reason : '').to.include('one second');
  });

  describe('from a Joomla that does not heed the filter by registration date', () => {
    const deaf: Tamper = (request, next) => {
      const url = new URL(request.url);
      for (const name of [...url.searchParams.keys()])
        if (name.startsWith('filter[registrationDate')) url.searchParams.delete(name);
      return next(new Request(url, request));
    };
    const withoutDates = (site: JoomlaSite, settings: object): Simulated => openSite(site, settings, { tamper: deaf });

    it('reads up to five thousand in one answer, with proof', async () => {
      const world = withoutDates(siteOf(57), { pageSize: 10 });
      const { accounts, proof } = await read(world);
      expect(idsOf(accounts)).to.deep.equal(idsIn(world.site));
      expect(proof?.complete).to.equal(true);
    });

    it('reads more page by page, and claims nothing', async () => {
      const site = siteOf(5100);
      site.settings.stableTies = true;
      const { accounts, proof } = await read(withoutDates(site, { pageSize: 500 }));
      expect(accounts.length).to.equal(site.users.size);
      expect(proof?.complete === false ? proof.reason : '').to.include('does not heed');
    });
  });

  it('finds out that a user is hidden from lists', async () => {
    const hiding: Tamper = async (request, next) => {
      const answer = await next();
      const text = await answer.text();
      if (!isList(`GET ${decodeURIComponent(request.url).replace(/^https:\/\/[^/]+/, '')}`))
        return new Response(text, answer);
      const body = JSON.parse(text) as { data: readonly { readonly attributes: { readonly username: string } }[] };
      const data = body.data.filter(({ attributes }) => attributes.username !== 'u33');
      return new Response(JSON.stringify({ ...body, data }), answer);
    };
    const world = openSite(siteOf(57), { pageSize: 10 }, { tamper: hiding });
    const { proof } = await read(world);
    expect(proof?.complete === false ? proof.reason : '').to.include('counts 58 users and listed 57');
  });

  it('asks for hardly any user one by one, although two groups have one title', async () => {
    const site = siteOf(60);
    const [staff, other] = [10, 12];
    for (const user of site.users.values()) {
      if (user.id % 2 === 0) user.groups.add(staff);
      if (user.id % 3 === 0) user.groups.add(other);
    }
    const world = openSite(site, { pageSize: 20 });
    const { accounts, proof } = await read(world);
    expect(proof?.complete).to.equal(true);
    for (const { id, groups } of accounts)
      expect(groups?.toSorted(), id).to.deep.equal(
        [...(site.users.get(Number(id))?.groups ?? [])].map(String).toSorted(),
      );
    expect(world.seen.filter((line) => /users\/\d/.test(line)).length).to.be.at.most(3);
  });

  it('claims nothing when groups get other titles meanwhile', async () => {
    const site = siteOf(57);
    const groups = [...site.groups.values()];
    let requests = 0;
    const world = openSite(
      site,
      { pageSize: 10 },
      {
        tamper: (_, next) => {
          requests += 1;
          if (requests === 9) for (const group of groups) if (group.title === 'Crew') group.title = 'Team';
          return next();
        },
      },
    );
    const { proof } = await read(world);
    expect(proof?.complete === false ? proof.reason : '').to.include('groups were changed');
  });

  it('looks through everything that is alike to find one', async () => {
    const site = siteOf(400);
    site.addUser({ name: 'x', username: 'core', email: 'core@example.test' });
    for (let n = 0; n < 90; n += 1) site.addUser({ name: 'x', username: `core${n}`, email: `core${n}@example.test` });
    const { joomla } = openSite(site, { pageSize: 20 });
    const found = await joomla.writer.find([{ attribute: 'username', value: 'CORE' }], asking('username'));
    expect(found.map(({ attributes }) => attributes.username)).to.deep.equal(['core']);
  });
});

describe('reading every user by a complete SCIM plugin', () => {
  const bySim = (site: JoomlaSite, tamper: Tamper = (_, next) => next()): Simulated =>
    openSimulated({
      site,
      tamper,
      tokens: ['scim'],
      scim: { edition: 'complete' },
      settings: { route: 'scim', pageSize: 10 },
    });

  it('goes through a list of several pages twice, and proves it', async () => {
    const world = bySim(siteOf(34));
    const { accounts, proof } = await read(world);
    expect(idsOf(accounts)).to.deep.equal(idsIn(world.site));
    expect(proof?.complete).to.equal(true);
    expect(world.seen.filter((line) => line.includes('count=10')).length).to.equal(8);
  });

  it('claims nothing when one who was read goes and another comes, so that all counts agree and somebody is passed over', async () => {
    const site = siteOf(29);
    const [firstId = 0] = [...site.users.keys()];
    const world = bySim(site, (request, next) => {
      if (decodeURIComponent(request.url).includes('startIndex=11&')) {
        site.deleteUser(firstId);
        if (site.userByUsername('late') === undefined)
          site.addUser({ name: 'Late', username: 'late', email: 'late@example.test' });
      }
      return next();
    });
    const { accounts, proof } = await read(world);
    expect(accounts.length, 'as many as counted').to.equal(site.users.size);
    expect(idsOf(accounts), 'somebody was passed over').to.not.deep.equal(idsIn(site));
    expect(proof).to.deep.include({ complete: false });
  });
});

/** What may be done to the site between two requests. */
type Edit = (site: JoomlaSite, random: () => number, tick: () => void) => void;

const one = (site: JoomlaSite, random: () => number) => {
  const users = [...site.users.values()].filter(({ username }) => username !== 'admin');
  return users[Math.floor(random() * users.length)];
};

const EDITS: Readonly<Record<string, Edit>> = {
  create: (site, random, tick) => {
    tick();
    const n = site.users.size + Math.floor(random() * 1e6);
    const name = `${random() < 0.5 ? 'Aa' : 'Zz'} ${n}`;
    site.addUser({ name, username: `new${n}`, email: `new${n}@example.test` });
  },
  delete: (site, random) => site.deleteUser(one(site, random)?.id ?? -1),
  rename: (site, random) => {
    const user = one(site, random);
    if (user !== undefined) user.name = `${random() < 0.5 ? 'Aa' : 'Zz'} ${Math.floor(random() * 1e6)}`;
  },
  block: (site, random) => {
    const user = one(site, random);
    if (user !== undefined) user.block = user.block === 0 ? 1 : 0;
  },
  regroup: (site, random) => {
    const user = one(site, random);
    const group = [3, 10, 11, 12][Math.floor(random() * 4)] ?? 3;
    if (user?.groups.delete(group) === false) user.groups.add(group);
  },
};

const READINGS = 120;

describe('reading every user while others edit the site', () => {
  const seed = Number(process.env.ROLLCALL_SEED ?? 20261126);

  it(`proves a reading only when it is right, in ${READINGS} readings (ROLLCALL_SEED=${seed})`, async function () {
    this.timeout(60_000);
    const random = seededRandom(seed);
    let proven = 0;
    let editedAndProven = 0;
    for (let round = 0; round < READINGS; round += 1) {
      const { complete, edits } = await readWhileEdited(random, `round ${round}`);
      if (complete) proven += 1;
      if (complete && edits > 0) editedAndProven += 1;
    }
    // A proof that is always refused would be right too, and useless.
    expect(proven, 'readings proven').to.be.greaterThan(25);
    expect(editedAndProven, 'of them with edits meanwhile').to.be.greaterThan(8);
  });
});

async function readWhileEdited(
  random: () => number,
  where: string,
): Promise<{ readonly complete: boolean; readonly edits: number }> {
  let now = NOON + 1e9;
  const site = siteOf(Math.floor(random() * 90), random() < 0.3 ? 0 : 30);
  const history = new History(site);
  const rate = random() * 0.6;
  let edits = 0;
  const world = openSite(
    site,
    { pageSize: 3 + Math.floor(random() * 20) },
    {
      tamper: async (_, next) => {
        const names = Object.keys(EDITS);
        while (random() < rate) {
          EDITS[names[Math.floor(random() * names.length)] ?? '']?.(site, random, () => void (now += 1000));
          history.note();
          edits += 1;
        }
        return next();
      },
    },
  );
  history.note();
  const { accounts, proof } = await read(world);
  expect(new Set(accounts.map(({ id }) => id)).size, `${where}: each once`).to.equal(accounts.length);
  for (const account of accounts) expect(history.was(account), `${where}: ${JSON.stringify(account)}`).to.equal(true);
  if (proof?.complete !== true) {
    expect(proof, where).to.deep.include({ complete: false });
    if (edits === 0) throw new Error(`${where}: nothing was edited, and it is not proven: ${JSON.stringify(proof)}`);
    return { complete: false, edits };
  }
  const known = new Set(accounts.map(({ id }) => id));
  const missing = history.alwaysThere().filter((id) => !known.has(id));
  expect(missing, `${where}: there all the time, and not read`).to.deep.equal([]);
  return { complete: true, edits };
}

/** The oracle: what each user was at any time, and who was there all the time. */
class History {
  readonly #states = new Map<string, Set<string>>();
  readonly #groups = new Map<string, Set<string>>();
  #always: Set<string> | undefined;

  constructor(private readonly site: JoomlaSite) {}

  note(): void {
    const there = new Set<string>();
    for (const [number, user] of this.site.users) {
      const id = String(number);
      there.add(id);
      const states = this.#states.get(id) ?? new Set();
      this.#states.set(id, states.add(`${user.username} ${user.block === 0}`));
      const groups = this.#groups.get(id) ?? new Set();
      for (const group of user.groups) groups.add(String(group));
      this.#groups.set(id, groups);
    }
    this.#always = new Set([...(this.#always ?? there)].filter((id) => there.has(id)));
  }

  /** Was it so at some time? Each of its groups at some time, too. */
  was({ id, attributes, active, groups = [] }: Account): boolean {
    return (
      this.#states.get(id)?.has(`${String(attributes.username)} ${String(active)}`) === true &&
      groups.every((group) => this.#groups.get(id)?.has(group))
    );
  }

  alwaysThere(): readonly string[] {
    return [...(this.#always ?? [])];
  }
}
