import { SCIM_DIALECTS, type ScimDialect } from '@rollcall/testing';
import { expect } from 'chai';
import { type Asking, asking, GROUP, patch, user } from './asking.js';

interface Refusal {
  readonly dialect: ScimDialect;
  readonly what: string;
  readonly request: (to: Asking) => readonly [method: string, path: string, body?: unknown];
  readonly status: number;
}

const { aws, entra, okta, google, github } = { ...SCIM_DIALECTS, entra: SCIM_DIALECTS['entra-strict'] };
const people = (to: Asking, count: number): readonly { readonly value: string }[] =>
  Array.from({ length: count }, (_, n) => ({ value: to.simulator.service.addUser({ userName: `user${n}` }).id }));
const group = (to: Asking): string => `/Groups/${to.simulator.service.addGroup('Staff').id}`;
const person = (to: Asking): string => `/Users/${to.simulator.service.addUser({ userName: 'ada' }).id}`;
const filter = (text: string): string => `/Users?filter=${encodeURIComponent(text)}`;

/** What each kind refuses; the generic one takes all of it. */
const REFUSALS: readonly Refusal[] = [
  {
    dialect: aws,
    what: '101 members in one PATCH',
    status: 400,
    request: (to) => ['PATCH', group(to), patch({ op: 'add', path: 'members', value: people(to, 101) })],
  },
  {
    dialect: aws,
    what: 'replacing all members',
    status: 400,
    request: (to) => ['PATCH', group(to), patch({ op: 'replace', path: 'members', value: people(to, 1) })],
  },
  {
    dialect: aws,
    what: 'several values without a path',
    status: 400,
    request: (to) => ['PATCH', person(to), patch({ op: 'replace', value: { title: 'Dr', nickName: 'A' } })],
  },
  {
    dialect: aws,
    what: 'PUT of a group',
    status: 501,
    request: (to) => ['PUT', group(to), { schemas: [GROUP], displayName: 'Other' }],
  },
  {
    dialect: aws,
    what: 'a filter by "or"',
    status: 400,
    request: () => ['GET', filter('userName eq "a" or userName eq "b"')],
  },
  {
    dialect: aws,
    what: 'two e-mail addresses',
    status: 400,
    request: () => [
      'POST',
      '/Users',
      user('ada', { emails: [{ value: 'a@example.test' }, { value: 'b@example.test' }] }),
    ],
  },
  {
    dialect: aws,
    what: 'Bulk',
    status: 501,
    request: () => [
      'POST',
      '/Bulk',
      { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [] },
    ],
  },
  { dialect: aws, what: '/Schemas', status: 404, request: () => ['GET', '/Schemas'] },
  {
    dialect: entra,
    what: 'a verb in lower case',
    status: 400,
    request: (to) => ['PATCH', person(to), patch({ op: 'replace', path: 'title', value: 'Dr' })],
  },
  { dialect: entra, what: 'PUT of a user', status: 501, request: (to) => ['PUT', person(to), user('ada')] },
  { dialect: entra, what: 'a filter by title', status: 400, request: () => ['GET', filter('title eq "Dr"')] },
  {
    dialect: okta,
    what: 'PATCH of a title',
    status: 501,
    request: (to) => ['PATCH', person(to), patch({ op: 'replace', path: 'title', value: 'Dr' })],
  },
  { dialect: okta, what: 'DELETE of a user', status: 501, request: (to) => ['DELETE', person(to)] },
  {
    dialect: okta,
    what: 'a filter where nobody fits',
    status: 404,
    request: () => ['GET', filter('userName eq "nobody"')],
  },
  { dialect: okta, what: 'discovery', status: 404, request: () => ['GET', '/ServiceProviderConfig'] },
  {
    dialect: google,
    what: '21 operations',
    status: 400,
    request: (to) => [
      'PATCH',
      person(to),
      patch(...Array.from({ length: 21 }, () => ({ op: 'add', path: 'title', value: 'Dr' }))),
    ],
  },
  { dialect: github, what: 'a request without a User-Agent', status: 403, request: () => ['GET', '/Users'] },
];

describe('the dialects of the simulated SCIM service', () => {
  for (const { dialect, what, request, status } of REFUSALS)
    it(`${dialect.id}: refuses ${what} with ${status}, which the generic service does not`, async () => {
      const strict = asking({ dialect });
      expect((await strict.ask(...request(strict))).status).to.equal(status);
      const generic = asking();
      const answer = await generic.ask(...request(generic));
      if (what !== 'Bulk') expect(answer.status).to.be.lessThan(300);
    });

  it('aws: gives 50 at most, whatever is asked for', async () => {
    const to = asking({ dialect: aws });
    people(to, 60);
    expect((await to.ask('GET', '/Users?count=500')).body.Resources).to.have.length(50);
  });

  it('entra-strict: removes members by a list, and refuses a filter in the path', async () => {
    const to = asking({ dialect: entra });
    const [one, other] = people(to, 2);
    const { id } = to.simulator.service.addGroup('Staff', [one?.value ?? '', other?.value ?? '']);
    const byFilter = patch({ op: 'Remove', path: `members[value eq "${one?.value}"]` });
    expect((await to.ask('PATCH', `/Groups/${id}`, byFilter)).status).to.equal(400);
    const byList = patch({ op: 'Remove', path: 'members', value: [one] });
    expect((await to.ask('PATCH', `/Groups/${id}`, byList)).status).to.equal(204);
    expect(to.simulator.service.memberIds(id)).to.deep.equal([other?.value]);
  });

  it('generic: refuses a removal of members with a list of values, because without a filter it would mean all of them', async () => {
    const to = asking();
    const [one, other] = people(to, 2);
    const { id } = to.simulator.service.addGroup('Staff', [one?.value ?? '', other?.value ?? '']);
    const byList = patch({ op: 'remove', path: 'members', value: [one] });
    expect((await to.ask('PATCH', `/Groups/${id}`, byList)).status).to.equal(400);
    expect(to.simulator.service.memberIds(id)).to.have.length(2);
  });

  it('slack: the 181st write within a minute is 429 with Retry-After, and a minute later it is not', async () => {
    let now = 1_000;
    const to = asking({ dialect: SCIM_DIALECTS.slack, now: () => now });
    for (let n = 0; n < 180; n += 1) expect((await to.ask('POST', '/Users', user(`user${n}`))).status).to.equal(201);
    const refused = await to.ask('POST', '/Users', user('one.more'));
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, '60']);
    expect((await to.ask('GET', '/Users')).status, 'reads have a budget of their own').to.equal(200);
    now += 60_000;
    expect((await to.ask('POST', '/Users', user('one.more'))).status).to.equal(201);
  });

  it('slack: lists ten unless told, and DELETE deactivates', async () => {
    const to = asking({ dialect: SCIM_DIALECTS.slack });
    const [one] = people(to, 12);
    expect((await to.ask('GET', '/Users')).body.Resources).to.have.length(10);
    expect((await to.ask('DELETE', `/Users/${one?.value}`)).status).to.equal(204);
    expect((await to.ask('GET', `/Users/${one?.value}`)).body.active).to.equal(false);
  });

  it('github: of two writes at once, one is refused', async () => {
    const to = asking({ dialect: github });
    const headers = { 'user-agent': 'a test' };
    const write = (name: string): Promise<{ readonly status: number }> => to.ask('POST', '/Users', user(name), headers);
    expect((await Promise.all([write('ada'), write('ben')])).map(({ status }) => status).sort()).to.deep.equal([
      201, 409,
    ]);
    expect((await write('cy')).status).to.equal(201);
  });

  it('google: lists everything on every page, and answers a PATCH with nothing in it', async () => {
    const to = asking({ dialect: google });
    people(to, 5);
    expect((await to.ask('GET', '/Users?startIndex=3&count=2')).body.Resources).to.have.length(5);
    const done = await to.ask('PATCH', person(to), patch({ op: 'add', path: 'title', value: 'Dr' }));
    expect([done.status, done.body]).to.deep.equal([200, {}]);
  });

  it('drops values without a word, where it is told to', async () => {
    const to = asking({ dialect: { ...SCIM_DIALECTS.generic, drops: ['title'] } });
    const { body } = await to.ask('POST', '/Users', user('ada', { title: 'Dr', nickName: 'a' }));
    expect(body).to.include({ nickName: 'a' }).and.not.have.property('title');
  });
});
