import { ConfigError, UnauthorizedError, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { EMPTY_OK, FREE, listOfUsers, lookUp, NOT_FOUND, oneUser, READY, refusal } from './support/joomla-answers.js';
import { asking, BY_SCIM, CORE, CORE_TOKEN, context, open, rejection, SCIM_TOKEN } from './support/open.js';
import { API, type Reply, type Route, SCIM, writes } from './support/scripted-site.js';

const USERS = `${API}/users`;
const BOTH = { ...CORE, ...BY_SCIM };
const ADA = { username: 'ada.k', email: 'ada@example.test' };
const CREATED: Reply = { status: 201, type: 'application/json', json: { schemas: [], id: '612', userName: 'ada.k' } };
const GONE_API: Reply = { status: 404, text: 'Not found', type: 'text/html' };

function both(routes: Readonly<Record<string, Route>> = {}, settings: object = BOTH) {
  const { joomla, seen } = open(settings as Record<string, unknown>, { ...READY, ...FREE, ...routes });
  return { joomla, writer: joomla.writer, seen };
}

const vias = (operations: object): readonly unknown[] => [
  ...new Set(
    Object.values(operations).map((support: { supported: boolean; via?: string }) =>
      support.supported ? support.via : false,
    ),
  ),
];

describe('the Web Services API alone', () => {
  it('can do everything', async () => {
    const { writer, seen } = both({}, CORE);
    expect(vias(await writer.operations(AbortSignal.timeout(1000)))).to.deep.equal(['Web Services API']);
    expect(writes(seen)).to.deep.equal([]);
  });

  it('stops the connection for a wrong token and for a default group that is not there', async () => {
    expect(
      UnauthorizedError.is(
        await rejection(
          both({ [`GET ${USERS}`]: refusal('Forbidden', 401) }, CORE).writer.operations(AbortSignal.timeout(1000)),
        ),
      ),
    ).to.equal(true);
    for (const defaultGroup of ['Nobodies', 'Crew']) {
      expect(
        ConfigError.is(
          await rejection(both({}, { ...CORE, defaultGroup }).writer.operations(AbortSignal.timeout(1000))),
        ),
        defaultGroup,
      ).to.equal(true);
    }
    expect(
      (await both({}, { ...CORE, defaultGroup: '12' }).writer.operations(AbortSignal.timeout(1000))).create.supported,
    ).to.equal(true);
  });

  it('says what is off when the site has no such API', async () => {
    const { create } = await both({ [`GET ${USERS}`]: NOT_FOUND }, CORE).writer.operations(AbortSignal.timeout(1000));
    expect(create.supported ? '' : create.reason).to.include('Web Services - Users');
  });

  it('stops for a 406 and for a redirect, and retries an overload', async () => {
    const failing = (reply: Reply) =>
      rejection(both({ [`GET ${USERS}`]: reply }, CORE).writer.operations(AbortSignal.timeout(1000)));
    expect(
      ConfigError.is(await failing({ status: 406, text: 'Could not match accept header', type: 'text/plain' })),
    ).to.equal(true);
    expect(
      (await failing({ status: 301, text: '', headers: { location: 'https://www.example.test/?t=1' } })).message,
    ).to.include('https://www.example.test/');
    expect(UnavailableError.is(await failing({ status: 503, text: 'maintenance' }))).to.equal(true);
  });
});

describe('both ways together', () => {
  it('take the Web Services API for everything and leave the plugin alone', async () => {
    const { writer, seen } = both();
    expect(vias(await writer.operations(AbortSignal.timeout(1000)))).to.deep.equal(['Web Services API']);
    expect(seen.filter(({ path }) => path.startsWith(SCIM))).to.deep.equal([]);
  });

  it('take the plugin for what it can where the API is off', async () => {
    const { writer, seen } = both({
      [`GET ${USERS}`]: GONE_API,
      [`GET ${SCIM}/Users`]: lookUp([{ id: 612, ...ADA }]),
      [`POST ${SCIM}/Users`]: CREATED,
    });
    const operations = await writer.operations(AbortSignal.timeout(1000));
    expect(operations.create).to.deep.equal({ supported: true, via: 'SCIM plugin' });
    expect(operations.update.supported ? '' : operations.update.reason)
      .to.include('Web Services - Users')
      .and.to.include('free edition');
    expect(
      (await writer.find([{ attribute: 'username', value: 'ada.k' }], asking())).map(({ id }) => id),
    ).to.deep.equal(['612']);
    await writer.create({ attributes: ADA, active: true, groups: [] }, context());
    expect(writes(seen)).to.deep.equal([`POST ${SCIM.replace(API, '')}/Users`]);
  });

  it('do not hide a wrong token of the one behind the other', async () => {
    expect(
      UnauthorizedError.is(
        await rejection(
          both({ [`GET ${USERS}`]: refusal('Forbidden', 401) }).writer.operations(AbortSignal.timeout(1000)),
        ),
      ),
    ).to.equal(true);
  });

  it('create by the plugin when the token may not create, and complete the user by the API', async () => {
    const { writer, seen } = both({
      [`POST ${USERS}`]: refusal('Access Denied', 403),
      [`POST ${SCIM}/Users`]: CREATED,
      [`GET ${USERS}/612`]: oneUser(612, { ...ADA, name: 'ada.k' }),
      [`PATCH ${USERS}/612`]: oneUser(612, { ...ADA, name: 'Ada King', groups: [2, 10] }),
    });
    const request = { attributes: { ...ADA, name: 'Ada King' }, active: true, groups: ['10'] };
    expect(await writer.create(request, context())).to.deep.include({ id: '612', groups: ['2', '10'] });
    await writer.create(request, context());
    expect(writes(seen).filter((each) => each === 'POST /users')).to.have.length(1);
    expect(seen.find(({ method }) => method === 'PATCH')?.json).to.deep.equal({ name: 'Ada King', groups: [2, 10] });
  });

  it('say what a user lacks that nobody may complete', async () => {
    const { writer } = both({
      [`POST ${USERS}`]: refusal('Access Denied', 403),
      [`POST ${SCIM}/Users`]: CREATED,
      [`GET ${USERS}/612`]: oneUser(612, ADA),
      [`PATCH ${USERS}/612`]: refusal('Access Denied', 403),
    });
    const { notes } = await writer.create({ attributes: ADA, active: true, groups: ['10'] }, context());
    expect(notes?.at(-1)).to.include('may not change users');
  });

  it('use one way only where the route says so', async () => {
    const { writer, seen, joomla } = both({}, { ...BOTH, route: 'scim' });
    expect((await writer.operations(AbortSignal.timeout(1000))).update.supported).to.equal(false);
    expect(seen.every(({ path }) => path.startsWith(SCIM))).to.equal(true);
    expect(joomla.groupWriter).to.equal(undefined);
    const core = both({ [`POST ${USERS}`]: refusal('Access Denied', 403) }, { ...BOTH, route: 'core' });
    expect(
      UnauthorizedError.is(
        await rejection(core.writer.create({ attributes: ADA, active: true, groups: [] }, context())),
      ),
    ).to.equal(true);
  });
});

describe('the check of a connection', () => {
  const LOG = 'HEAD /log/log.log';
  const check = async (routes: Readonly<Record<string, Route>>, settings: object) => {
    const { joomla, seen } = both({ [LOG]: { status: 404, text: '' }, ...routes }, settings);
    const report = await joomla.check(AbortSignal.timeout(2000));
    return {
      report,
      seen,
      all: report.stages.map(
        ({ stage, status, label, detail, remedy }) => `${stage} ${status}: ${label}: ${detail} ${remedy ?? ''}`,
      ),
    };
  };
  const admin = {
    [`GET ${USERS}`]: listOfUsers([{ id: 610 }], { totalPages: 61 }),
    [`GET ${USERS}/610`]: oneUser(610, { username: 'admin', groups: [8] }),
  };

  it('passes with the token of a Super User and writes nothing', async () => {
    const { report, seen, all } = await check(admin, CORE);
    expect(all.filter((line) => / failed: /.test(line))).to.deep.equal([]);
    expect(all.join('\n'))
      .to.match(/read passed: .*61 users, 11 user groups/)
      .and.to.match(/write passed: .*Super User/);
    expect(report.stages.filter(({ stage, status }) => stage === 'write' && status === 'passed')).to.have.length(8);
    expect(writes(seen)).to.deep.equal([]);
  });

  it('says that rights cannot be known of any other token', async () => {
    const { all } = await check({ ...admin, [`GET ${USERS}/610`]: oneUser(610, { groups: [7] }) }, CORE);
    expect(all.join('\n')).to.match(/write warning: .*not known: the token is of user 610, who is no Super User/);
    expect((await check(admin, { token: 'not-a-joomla-token' })).all.join('\n')).to.match(
      /write warning: .*does not tell whose it is/,
    );
  });

  it('says where to click when the token is wrong', async () => {
    const { report, all } = await check({ [`GET ${USERS}`]: refusal('Forbidden', 401) }, CORE);
    expect(all.join('\n'))
      .to.match(/reach passed/)
      .and.to.match(/credential failed: .*Users → Manage → .*Joomla API Token/)
      .and.to.match(/write skipped/);
    expect(report.operations).to.equal(undefined);
  });

  it('says that there is no Joomla, or that its API is off, or that a proxy takes the header away', async () => {
    const page: Reply = { status: 200, text: '<!doctype html><title>Welcome</title>', type: 'text/html' };
    expect((await check({ [`GET ${USERS}`]: page }, CORE)).all[0]).to.match(
      /^reach failed: .*text\/html instead of JSON.*baseUrl/,
    );
    expect((await check({ [`GET ${USERS}`]: NOT_FOUND }, CORE)).all[0]).to.match(
      /^reach failed: .*System → Manage → Plugins/,
    );
    expect((await check({ [`GET ${USERS}`]: { status: 406, text: '', type: 'text/plain' } }, CORE)).all[0]).to.match(
      /^reach failed: .*406.*Accept.*proxy/,
    );
    expect((await check({ [`GET ${USERS}`]: { lost: true } }, CORE)).all[0]).to.match(
      /^reach failed: .*connection broke/i,
    );
  });

  it('tells exactly what the free plugin can do and what to do about the rest', async () => {
    const { all } = await check({}, BY_SCIM);
    expect(
      all.filter((line) => line.startsWith('write')).map((line) => line.split(': ').slice(0, 2).join(': ')),
    ).to.deep.equal([
      'write passed: Create users',
      'write warning: Update users',
      'write warning: Block users',
      'write warning: Unblock users',
      'write warning: Delete users',
      'write warning: Put users into groups and take them out',
      'write warning: List users',
    ]);
    expect(all.find((line) => line.includes('Update users')))
      .to.include('free edition')
      .and.to.include('Joomla API Token');
  });

  it('says what is wrong with the SCIM plugin', async () => {
    expect(
      (
        await check(
          {
            [`GET ${SCIM}/Users`]: {
              status: 401,
              type: 'application/json',
              json: { schemas: [], detail: 'Authorization failure', status: 401 },
            },
          },
          BY_SCIM,
        )
      ).all.join('\n'),
    ).to.match(/reach passed: SCIM plugin[\s\S]*credential failed: .*scim\.token/);
    expect(
      (
        await check(
          { [`GET ${SCIM}/Users`]: { status: 200, text: 'Request Error:Failed to connect', type: 'text/html' } },
          BY_SCIM,
        )
      ).all.join('\n'),
    ).to.match(/read failed: .*login\.xecurify\.com.*wrong token/);
    expect((await check({ [`GET ${SCIM}/Users`]: GONE_API }, BY_SCIM)).all[0]).to.match(/^reach failed: .*miniOrange/);
    const spare = await check({ ...admin, [`GET ${SCIM}/Users`]: EMPTY_OK }, BOTH);
    expect(spare.all.some((line) => /warning: SCIM plugin: .*does the work without it/.test(line))).to.equal(true);
    expect(spare.all.some((line) => / failed: /.test(line))).to.equal(false);
  });

  it('warns of the mail with the password', async () => {
    expect((await check(admin, CORE)).all.join('\n')).to.match(
      /advice warning: .*password in clear text.*Notification Mail to User/,
    );
  });

  it('warns of a public debug log, asking as a stranger and never for its content', async () => {
    const { seen, all } = await check({ [LOG]: { status: 200, text: '', type: 'text/plain' } }, BY_SCIM);
    expect(all.join('\n')).to.match(/advice warning: Debug log.*can be read by everybody/);
    expect(
      seen.filter(({ path }) => path === '/log/log.log').map(({ method, anonymous }) => [method, anonymous]),
    ).to.deep.equal([['HEAD', true]]);
    expect((await check({ [LOG]: { status: 200, text: '', type: 'text/html' } }, BY_SCIM)).all.join('\n')).to.include(
      'Strangers cannot read',
    );
    const secret = 'getPost=>{"password":"x"}';
    const ranged = await check(
      { [LOG]: { status: 405, text: '' }, 'GET /log/log.log': { status: 206, text: secret, type: 'text/plain' } },
      BY_SCIM,
    );
    expect(ranged.seen.find(({ method, path }) => method === 'GET' && path === '/log/log.log')?.headers.Range).to.equal(
      'bytes=0-0',
    );
    expect(JSON.stringify(ranged.report)).not.to.include('getPost');
    expect((await check({ [LOG]: { lost: true } }, BY_SCIM)).all.join('\n')).to.match(/advice skipped: Debug log/);
  });

  it('shows no token, whatever fails', async () => {
    for (const reply of [refusal('Forbidden', 401), EMPTY_OK, { lost: true }]) {
      const { report } = await check({ [`GET ${USERS}`]: reply, [`GET ${SCIM}/Users`]: reply }, BOTH);
      expect(JSON.stringify(report)).not.to.include(CORE_TOKEN).and.not.to.include(SCIM_TOKEN);
    }
  });
});
