import type { Account, CompletenessProof } from '@rollcall/contract';
import { UnauthorizedError, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import {
  addUsers,
  afterOf,
  asking,
  BASE,
  type DrupalUnderTest,
  edited,
  html,
  isUserPage,
  openDrupal,
  refusalOf,
  smallSite,
  type Tamper,
} from './support/open-drupal.js';

interface Read {
  readonly accounts: readonly Account[];
  readonly proof: CompletenessProof | undefined;
}

async function readAll({ drupal }: Pick<DrupalUnderTest, 'drupal'>, ...attributes: readonly string[]): Promise<Read> {
  const accounts: Account[] = [];
  let proof: CompletenessProof | undefined;
  for await (const page of drupal.accounts.pages(asking(...attributes))) {
    accounts.push(...page.accounts);
    proof = page.proof;
  }
  return { accounts, proof };
}

function uidsOf(accounts: readonly Account[]): readonly unknown[] {
  return accounts.map(({ attributes }) => attributes.drupal_internal__uid).sort((a, b) => Number(a) - Number(b));
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

async function readWith(tamper: Tamper, users = 120): Promise<Read> {
  return readAll(openDrupal({ site: smallSite(users), tamper, settings: { pageSize: 10, lanes: 2 } }));
}

describe('reading all users', () => {
  for (const [users, lanes] of [
    [0, 4],
    [1, 4],
    [46, 1],
    [47, 1],
    [48, 1],
    [197, 4],
    [198, 4],
    [230, 3],
    [1000, 16],
  ] as const) {
    it(`reads ${users + 3} users in at most ${lanes} lanes, each once, and proves it`, async () => {
      const { accounts, proof } = await readAll(openDrupal({ site: smallSite(users), settings: { lanes } }));
      expect(uidsOf(accounts)).to.deep.equal(upTo(users + 3));
      expect(proof).to.have.property('complete', true);
      expect(proof)
        .to.have.property('how')
        .that.matches(
          /keyset over drupal_internal__uid in \d+ lanes? to an empty page; signed in as provisioner before and after/,
        );
    });
  }

  it('gives the accounts in the same order whichever answer comes first', async () => {
    const orders = await Promise.all(
      [0, 1].map(async (slow) => {
        const tamper: Tamper = async (request, next) => {
          await new Promise((resolve) =>
            setTimeout(resolve, isUserPage(request) && Math.floor(afterOf(request) / 60) % 2 === slow ? 8 : 0),
          );
          return next();
        };
        return (await readWith(tamper)).accounts.map(({ id }) => id);
      }),
    );
    expect(orders[0]).to.deep.equal(orders[1]).and.to.have.lengthOf(123);
  });

  it('works as well with ids that have large gaps, and with a lane that is empty', async () => {
    const site = smallSite(10);
    site.addUser({ uid: 9000, name: 'late', mail: null });
    const { accounts, proof } = await readAll(openDrupal({ site, settings: { pageSize: 10, lanes: 4 } }));
    expect(uidsOf(accounts)).to.deep.equal([...upTo(13), 9000]);
    expect(proof).to.have.property('complete', true);
  });

  it('leaves the user Anonymous out, also where the site ignores the filter', async () => {
    const tamper: Tamper = (request, next) => {
      const url = new URL(request.url);
      for (const name of [...url.searchParams.keys()].filter((key) => key.startsWith('filter')))
        url.searchParams.delete(name);
      return isUserPage(request)
        ? edited(next(), ({ data }) => {
            if (afterOf(request) === 0)
              data.unshift({ id: 'a0000000-0000-4000-8000-000000000000', attributes: { display_name: 'Anonymous' } });
          })
        : next();
    };
    const { accounts } = await readAll(openDrupal({ tamper }));
    expect(uidsOf(accounts)).to.deep.equal(upTo(8));
  });

  it('tells attributes as the site sent them: null stays null, what was not sent is absent', async () => {
    const site = smallSite(0);
    site.addUser({
      name: 'ada.k',
      mail: null,
      status: false,
      roles: ['manager', 'manager', 'content_editor'],
      fields: { field_first_name: 'Ada' },
    });
    const { accounts } = await readAll(
      openDrupal({ site }),
      'mail',
      'field_first_name',
      'field_last_name',
      'uuid',
      'nosuch',
    );
    const ada = accounts.find(({ attributes }) => attributes.name === 'ada.k');
    expect(ada).to.deep.include({ id: site.users.find(4)?.uuid, active: false, groups: ['manager', 'content_editor'] });
    expect(ada?.attributes).to.include({ mail: null, field_first_name: 'Ada', field_last_name: null, uuid: ada?.id });
    expect(ada?.attributes).to.not.have.any.keys('nosuch', 'timezone');
    expect(ada).to.not.have.property('protection');
  });

  it('protects account 1, the account it signs in with, and those that are named, by name, number or uuid', async () => {
    const site = smallSite(4);
    const protect = [' USER4 ', '5', site.users.find(6)?.uuid];
    const { accounts } = await readAll(openDrupal({ site, settings: { protect } }));
    const reasons = Object.fromEntries(
      accounts.map(({ attributes, protection }) => [attributes.drupal_internal__uid, protection]),
    );
    expect(Object.keys(reasons).filter((uid) => reasons[uid] !== undefined)).to.deep.equal(['1', '2', '4', '5', '6']);
    expect(reasons[2]).to.match(/signs in/);
  });

  it('asks never by status or roles, whose refusals Drupal keeps for everybody, and follows no link', async () => {
    const site = smallSite(120);
    site.settings.linkOrigin = 'http://internal.example.test';
    const { drupal, seen } = openDrupal({ site });
    await readAll({ drupal });
    expect(seen.filter((each) => /filter\[(status|roles)/.test(each))).to.deep.equal([]);
    expect(seen.filter((each) => each.includes('page[offset]') && !each.includes('user_role'))).to.deep.equal([]);
  });

  it('drops roles whose entity was deleted, although Drupal still lists them', async () => {
    const site = smallSite(3);
    const tamper: Tamper = (request, next) =>
      isUserPage(request)
        ? edited(next(), ({ data }) => {
            for (const row of data)
              row.relationships = {
                roles: {
                  data: [
                    { id: 'x', meta: { drupal_internal__target_id: 'gone' } },
                    { id: 'y', meta: { drupal_internal__target_id: 'manager' } },
                    { id: 'z', meta: { drupal_internal__target_id: 'authenticated' } },
                  ],
                },
              };
          })
        : next();
    const { accounts } = await readAll(openDrupal({ site, tamper }));
    expect(accounts.map(({ groups }) => groups)).to.deep.equal(accounts.map(() => ['manager']));
  });

  it('keeps all roles where the list of roles cannot be read', async () => {
    const site = smallSite(3);
    site.addRole({ id: 'api_provisioner', permissions: ['administer users'] });
    const { accounts } = await readAll(openDrupal({ site }));
    expect(accounts.find(({ attributes }) => attributes.name === 'user4')?.groups).to.deep.equal(['manager']);
  });
});

describe('reading users by id', () => {
  it('asks for 25 of them at once, and leaves out who is not there', async () => {
    let requests = 0;
    const tamper: Tamper = (request, next) => {
      if (request.url.includes('/user/user')) requests += 1;
      return next();
    };
    const opened = openDrupal({ site: smallSite(57), tamper });
    const { accounts } = await readAll(opened);
    requests = 0;
    const ids = accounts.map(({ id }) => id);
    const nobody = '00000000-0000-4000-8000-000000000000';
    const many = (await opened.drupal.accounts.getMany?.([...ids, nobody, 'no uuid'], asking('name', 'mail'))) ?? [];
    expect(requests).to.equal(3);
    expect(many.map(({ id }) => id).sort()).to.deep.equal([...ids].sort());
    const alone = await opened.drupal.accounts.get(ids[3] ?? '', asking('name', 'mail'));
    expect(many.find(({ id }) => id === ids[3])).to.deep.equal(alone);
  });
});

describe('reading all users where something is wrong', () => {
  for (const [what, auth] of [
    ['a wrong password', { type: 'basic', username: 'provisioner', password: 'wrong-pass' }],
    ['an unknown name', { type: 'basic', username: 'nobody', password: 'wrong-pass' }],
    ['an ignored token', { type: 'bearer', token: 'some-token' }],
    ['no sign-in at all', { type: 'none' }],
  ] as const) {
    it(`stops with ${what} after one request, and does not name the secret`, async () => {
      const test = openDrupal({ settings: { auth } });
      const error = await refusalOf(readAll(test));
      expect(UnauthorizedError.is(error), error.message).to.equal(true);
      expect(error.code).to.equal('drupal-anonymous');
      expect(error.message).to.not.match(/wrong-pass|some-token/);
      expect(test.seen).to.have.lengthOf(1);
    });
  }

  it('stops for a blocked account, and while Drupal is locked after wrong passwords', async () => {
    const blocked = smallSite();
    blocked.updateUser(2, { status: false });
    expect((await refusalOf(readAll(openDrupal({ site: blocked })))).message).to.match(/account is active/);
    expect((await readAll(openDrupal({ site: smallSite() }))).proof).to.have.property('complete', true);
  });

  it('stops when the account lacks "Administer users", also where it may see profiles and addresses', async () => {
    for (const permissions of [[], ['access user profiles'], ['access user profiles', 'view user email addresses']]) {
      const site = smallSite(60);
      site.addRole({ id: 'api_provisioner', permissions });
      const error = await refusalOf(readAll(openDrupal({ site })));
      expect(UnauthorizedError.is(error), error.message).to.equal(true);
      expect(error.code).to.equal('drupal-permission');
      expect(error.message)
        .to.include('"provisioner" lacks the permission "Administer users"')
        .and.include(`${BASE}/admin/people/permissions`);
    }
  });

  for (const key of ['status', 'roles', 'drupal_internal__uid'] as const) {
    it(`never takes a missing ${key} of one user for a value that is gone`, async () => {
      const tamper: Tamper = (request, next) =>
        isUserPage(request)
          ? edited(next(), ({ data }) => {
              const row = data.at(-1);
              if (row === undefined || afterOf(request) < 60) return;
              if (key === 'roles') delete row.relationships?.roles;
              else delete row.attributes?.[key];
            })
          : next();
      expect((await refusalOf(readWith(tamper))).code).to.equal('drupal-permission');
    });
  }

  it('stops when the sign-in is lost in the middle, and does not end as if that were all', async () => {
    const site = smallSite(120);
    let pages = 0;
    const tamper: Tamper = (request, next) => {
      if (isUserPage(request) && (pages += 1) === 4) site.updateUser(2, { pass: 'another' });
      return next();
    };
    const error = await refusalOf(readAll(openDrupal({ site, tamper, settings: { pageSize: 10, lanes: 2 } })));
    expect(error.code).to.equal('drupal-anonymous');
  });

  it('asks who it is once more before it claims completeness', async () => {
    const site = smallSite(30);
    const tamper: Tamper = async (request, next) => {
      const answer = await next();
      if (isUserPage(request) && afterOf(request) === 33) site.updateUser(2, { pass: 'another' });
      return answer;
    };
    const error = await refusalOf(readAll(openDrupal({ site, tamper })));
    expect(error.code).to.equal('drupal-anonymous');
  });

  it('waits for the end of maintenance mode, as long as the site asks', async () => {
    const site = smallSite();
    site.settings.maintenance = true;
    const error = await refusalOf(readAll(openDrupal({ site })));
    expect(UnavailableError.is(error)).to.equal(true);
    expect(error.message).to.include('maintenance mode').and.include('/admin/config/development/maintenance');
    expect(error.retryAfterMs).to.be.within(5000, 10_000);
  });

  for (const [what, answer, code] of [
    ['a 404 in HTML', () => html(404), 'drupal-no-jsonapi'],
    ['a 200 in HTML', () => html(200), 'drupal-not-jsonapi'],
    ["the web server's own password", () => html(401), 'drupal-web-server-password'],
    ['a firewall', () => html(403), 'drupal-blocked'],
    ['a server error', () => html(500), 'drupal-error'],
    ['a proxy error', () => html(503), 'drupal-maintenance'],
    [
      'JSON without data',
      () => new Response('{"jsonapi":{}}', { headers: { 'content-type': 'application/vnd.api+json' } }),
      'drupal-odd-answer',
    ],
    [
      'one thing instead of a list',
      () => new Response('{"data":{"id":"x"}}', { headers: { 'content-type': 'application/vnd.api+json' } }),
      'drupal-odd-answer',
    ],
  ] as const) {
    it(`stops at ${what} in the middle`, async () => {
      const error = await refusalOf(
        readWith(async (request, next) => (isUserPage(request) && afterOf(request) >= 60 ? answer() : next())),
      );
      expect(error.code, error.message).to.equal(code);
    });
  }

  it('shows nothing of an error that may hold personal data', async () => {
    const detail = "SQLSTATE[23000]: INSERT INTO users_field_data (name) VALUES ('ada.k')";
    const body = JSON.stringify({ errors: [{ status: '500', title: 'Internal Server Error', detail }] });
    const error = await refusalOf(
      readWith(
        async () => new Response(body, { status: 500, headers: { 'content-type': 'application/vnd.api+json' } }),
      ),
    );
    expect(error.message).to.not.include('SQLSTATE').and.not.include('ada.k');
  });
});

describe('the proof of completeness', () => {
  async function incomplete(
    tamper: Tamper,
  ): Promise<{ readonly reason: string; readonly accounts: readonly Account[] }> {
    const { proof, accounts } = await readWith(tamper);
    if (proof === undefined || proof.complete) throw new Error('it claims to be complete');
    return { reason: proof.reason, accounts };
  }
  const pageAt =
    (at: number, edit: Parameters<typeof edited>[1]): Tamper =>
    (request, next) =>
      isUserPage(request) && afterOf(request) === at ? edited(next(), edit) : next();

  it('is not given for a site that ignores the filter, and the reading ends', async () => {
    const { reason } = await incomplete((request, next) => {
      if (!isUserPage(request)) return next();
      const site = smallSite(120);
      void site;
      return edited(next(), ({ data }) => {
        for (const row of data) (row.attributes as Record<string, unknown>).drupal_internal__uid = 7;
      });
    });
    expect(reason).to.match(/twice or out of order/);
  });

  it('is not given when a user comes twice', async () => {
    const { reason, accounts } = await incomplete(
      pageAt(10, ({ data }) => {
        if (data[0] !== undefined) data.splice(1, 0, data[0]);
      }),
    );
    expect(reason).to.include('account 11 came twice');
    expect(uidsOf(accounts)).to.deep.equal(upTo(123));
  });

  it('is not given when a page is short although there is more', async () => {
    expect(
      (
        await incomplete(
          pageAt(20, ({ data }) => {
            data.splice(3, 2);
          }),
        )
      ).reason,
    ).to.include('the page after number 20 is short');
  });

  it('is not given when Drupal leaves users out', async () => {
    expect(
      (
        await incomplete(
          pageAt(20, (document) => {
            document.meta = { omitted: { detail: 'Some resources have been omitted' } };
          }),
        )
      ).reason,
    ).to.match(/left accounts out/);
  });

  it('is not given when a page in the middle comes back empty', async () => {
    const { reason } = await incomplete(
      pageAt(20, (document) => {
        document.data = [];
        document.links = {};
      }),
    );
    expect(reason).to.include('the page after number 20 came back empty, although account 123 is there');
  });

  it('is not given when the last page is cut off', async () => {
    const { reason } = await incomplete(
      pageAt(112, (document) => {
        document.data = [];
        document.links = {};
      }),
    );
    expect(reason).to.include('account 123 was there at first and did not come');
  });

  it('is given for a site with a smaller limit than ours', async () => {
    const site = smallSite(90);
    site.settings.pageCap = 20;
    const { proof, accounts } = await readAll(openDrupal({ site }));
    expect(proof).to.have.property('complete', true);
    expect(accounts).to.have.lengthOf(93);
  });

  it('misses nobody who is there throughout, whatever comes and goes meanwhile', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = generator(seed);
      const site = smallSite(100 + Math.floor(random() * 100));
      const throughout = new Set(site.users.all().map(({ uuid }) => uuid));
      throughout.delete(site.users.find(0)?.uuid as string);
      const tamper: Tamper = async (request, next) => {
        const answer = await next();
        if (!isUserPage(request)) return answer;
        for (let change = 0; change < 3; change += 1) {
          const { users } = site;
          const victim = users.find(4 + Math.floor(random() * users.lastUid));
          if (random() < 0.4) addUsers(site, 1 + Math.floor(random() * 3));
          else if (victim !== undefined && random() < 0.5) {
            throughout.delete(victim.uuid);
            site.deleteUser(victim.uid);
          } else if (victim !== undefined) site.updateUser(victim.uid, { mail: `m${random()}@example.test` });
        }
        return answer;
      };
      const { accounts } = await readAll(
        openDrupal({ site, tamper, settings: { pageSize: 7, lanes: 1 + (seed % 5) } }),
      );
      const ids = accounts.map(({ id }) => id);
      expect(new Set(ids).size, `seed ${seed}: repeats`).to.equal(ids.length);
      expect(
        [...throughout].filter((id) => !ids.includes(id)),
        `seed ${seed}: missed`,
      ).to.deep.equal([]);
    }
  });
});

describe('reading pages ahead', () => {
  it('asks no more once the reader stops', async () => {
    const { drupal, seen } = openDrupal({ site: smallSite(400), settings: { pageSize: 5, lanes: 4 } });
    for await (const page of drupal.accounts.pages(asking())) if (page.accounts.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const asked = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.length).to.equal(asked).and.to.be.below(30);
  });

  it('ends with the reason when it is aborted', async () => {
    const stop = new AbortController();
    const { drupal } = openDrupal({ site: smallSite(100), settings: { pageSize: 5 } });
    const reading = (async () => {
      for await (const page of drupal.accounts.pages({ attributes: [], signal: stop.signal }))
        if (page.accounts.length > 0) stop.abort(new Error('enough'));
    })();
    expect((await refusalOf(reading)).message).to.equal('enough');
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
