import { expect } from 'chai';
import { describeWithPostgres } from '../support/postgres.js';
import {
  type Answer,
  type Client,
  CORE,
  ENTERPRISE,
  filtered,
  type GatewayStage,
  openGatewayStage,
  patch,
} from './support/gateway-stage.js';
import { type GatewayWorld, openPostgresDirectory, WORLDS } from './support/worlds.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const LEGACY_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/Group';

for (const [name, open] of Object.entries(WORLDS)) describe(`Recorded-style traffic over ${name}`, () => traffic(open));
describeWithPostgres('Recorded-style traffic over the PostgreSQL directory', (postgres) =>
  traffic(() => openPostgresDirectory(postgres)),
);

function traffic(open: () => Promise<GatewayWorld>): void {
  let world: GatewayWorld;
  let stage: GatewayStage;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(async () => {
    expect(stage.errors, 'errors that the operator would see').to.deep.equal([]);
    await world.close();
  });
  const start = async (client: 'entra' | 'okta', more: Readonly<Record<string, unknown>> = {}): Promise<Client> => {
    stage = openGatewayStage({ system: world.provider }, { t: { connection: 'system', client, ...more } });
    return stage.client();
  };
  const groupId = async (client: Client, title = world.group): Promise<string> => {
    const { body } = await client.get(`/Groups${filtered(`displayName eq "${title}"`, '&excludedAttributes=members')}`);
    expect(body.totalResults, `groups named ${title}`).to.equal(1);
    expect(body.Resources[0]).not.to.have.property('members');
    return body.Resources[0].id;
  };

  it('Entra ID: tests the connection, creates, updates in each of its forms, disables, enables, and deletes a person', async () => {
    const entra = await start('entra');
    const test = await entra.get(`/Users${filtered('userName eq "11eb1f3c-2d5e-4a4b-9d57-5d3c9b3f8a10"')}`);
    expect([test.status, test.body.schemas, test.body.totalResults]).to.deep.equal([200, [LIST], 0]);
    expect((await entra.get(`/Users${filtered('externalId eq "ext-1"')}`)).body.totalResults).to.equal(0);
    const made = await entra.send('POST', '/Users', {
      schemas: [CORE, ENTERPRISE],
      externalId: 'ext-1',
      userName: 'ada.king@work.example',
      active: true,
      displayName: 'Ada King',
      title: null,
      addresses: null,
      emails: [{ primary: true, type: 'work', value: 'ada.king@work.example' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Ada King', familyName: 'King', givenName: 'Ada' },
      roles: [],
      [ENTERPRISE]: { department: 'Maths', manager: { value: null, $ref: null } },
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body).to.include({ userName: 'ada.king@work.example', externalId: 'ext-1', active: true });
    expect(made.headers.get('location')).to.equal(made.body.meta.location);
    expect(made.headers.get('content-type')).to.equal('application/scim+json');
    expect(await world.person('ada.king@work.example')).to.include({ mail: 'ada.king@work.example', active: true });
    const at = `/Users/${made.body.id}`;
    for (const filter of [
      'userName eq "ADA.king@work.example"',
      'externalId eq "ext-1"',
      'emails[type eq "work"].value eq "ada.king@work.example"',
      `id eq "${made.body.id}"`,
    ])
      expect(
        (await entra.get(`/Users${filtered(filter)}`)).body.Resources?.map(({ id }: { id: string }) => id),
        filter,
      ).to.deep.equal([made.body.id]);
    expect(
      (await entra.get(`/Users${filtered('externalId eq "EXT-1"')}`)).body.totalResults,
      "the client's id has a case",
    ).to.equal(0);
    const again = await entra.send('POST', '/Users', {
      schemas: [CORE],
      userName: 'Ada.King@work.example',
      displayName: 'Somebody',
      emails: [{ type: 'work', value: 'other@work.example' }],
    });
    expect([again.status, again.body.scimType]).to.deep.equal([409, 'uniqueness']);

    const forms: readonly (readonly Readonly<Record<string, unknown>>[])[] = [
      [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada2@work.example' }],
      [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'ada3@work.example' }],
      [
        {
          op: 'replace',
          value: { 'emails[type eq "work"].value': 'ada4@work.example', [`${ENTERPRISE}:department`]: 'Engines' },
        },
      ],
      [
        { op: 'Replace', path: 'displayName', value: 'Ada Lovelace' },
        { op: 'Add', path: `${ENTERPRISE}:manager`, value: '26118915' },
        { op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'London' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada5@work.example' },
      ],
    ];
    for (const [index, operations] of forms.entries()) {
      const changed = await entra.send('PATCH', at, patch(...operations));
      expect(changed.status, `${JSON.stringify(operations)}: ${JSON.stringify(changed.body)}`).to.equal(200);
      expect((await world.person('ada.king@work.example'))?.mail).to.equal(`ada${index + 2}@work.example`);
    }
    if ((await world.person('ada.king@work.example'))?.name !== undefined)
      expect((await world.person('ada.king@work.example'))?.name).to.equal('Ada Lovelace');

    for (const [value, active] of [
      ['False', false],
      ['True', true],
      [false, false],
      ['true', true],
      ['False', false],
    ] as const) {
      const switched = await entra.send('PATCH', at, patch({ op: 'Replace', path: 'active', value }));
      expect(switched.body.active).to.equal(active);
      expect((await world.person('ada.king@work.example'))?.active).to.equal(active);
    }
    const disabled = await entra.get(at);
    expect([disabled.status, disabled.body.active], 'the disabled are shown').to.deep.equal([200, false]);
    for (const path of ['title', 'active', 'nickName']) {
      const move = await entra.send('PATCH', at, patch({ op: 'move', path, value: 'x' }));
      expect([move.status, move.body.scimType], `${path}: what is no operation`).to.deep.equal([400, 'invalidSyntax']);
    }
    const wrong = await entra.send('PATCH', at, patch({ op: 'Replace', path: 'active', value: 'maybe' }));
    expect([wrong.status, wrong.body.scimType], 'bad data is never a 500').to.deep.equal([400, 'invalidValue']);

    expect((await entra.send('DELETE', at)).status).to.equal(204);
    for (const answer of [
      await entra.get(at),
      await entra.send('DELETE', at),
      await entra.send('PATCH', at, patch({ op: 'replace', path: 'active', value: true })),
    ])
      expect(answer.status, 'the deleted is nobody').to.equal(404);
    expect((await entra.get(`/Users${filtered('userName eq "ada.king@work.example"')}`)).body.totalResults).to.equal(0);
    expect((await world.person('ada.king@work.example'))?.active, 'block is the default, not delete').to.equal(false);
    const back = await entra.send('POST', '/Users', {
      schemas: [CORE],
      userName: 'ada.king@work.example',
      displayName: 'Ada King',
      emails: [{ type: 'work', value: 'ada.king@work.example' }],
    });
    expect([back.status, back.body.id], 'who comes back is who they were').to.deep.equal([201, made.body.id]);
    expect(await world.person('ada.king@work.example')).to.include({ active: true, mail: 'ada.king@work.example' });
  });

  it('Entra ID: finds a group, adds and removes members in each of its forms, and keeps out of what is not its own', async () => {
    const entra = await start('entra');
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push(await created(entra, `person${n}`));
    const [one = '', two = '', three = ''] = ids;
    const at = `/Groups/${await groupId(entra)}`;
    const members = async (): Promise<readonly number[]> => {
      const people = await Promise.all([1, 2, 3].map((n) => world.person(`person${n}`)));
      return [1, 2, 3].filter((n) => people[n - 1]?.groups.includes(world.group));
    };
    const steps: readonly (readonly [Readonly<Record<string, unknown>>, readonly number[]])[] = [
      [{ op: 'Add', path: 'members', value: [{ $ref: null, value: one }, { value: two }] }, [1, 2]],
      [{ op: 'Add', path: 'members', value: [{ value: two }] }, [1, 2]],
      [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: one }] }, [2]],
      [{ op: 'Remove', path: 'members', value: [{ value: one }] }, [2]],
      [{ op: 'add', path: 'members', value: { value: three } }, [2, 3]],
      [{ op: 'remove', path: `members[value eq "${two}"]` }, [3]],
      [{ op: 'replace', path: 'members', value: [{ value: one }, { value: two }] }, [1, 2]],
      [{ op: 'replace', value: { members: [{ value: three }] } }, [3]],
      [{ op: 'Remove', path: 'members' }, []],
    ];
    for (const [operation, expected] of steps) {
      const answer = await entra.send('PATCH', at, patch(operation));
      expect([answer.status, answer.body], JSON.stringify(operation)).to.deep.equal([204, undefined]);
      expect(await members(), JSON.stringify(operation)).to.deep.equal(expected);
    }
    await entra.send('PATCH', at, patch({ op: 'add', path: 'members', value: [{ value: one }] }));
    const whole = await entra.get(at);
    expect(whole.body.members.map(({ value }: { value: string }) => value)).to.deep.equal([one]);
    for (const filter of [
      `members eq "${one}"`,
      `members[value eq "${one}"]`,
      `members.value eq "${one}" and displayName eq "${world.group}"`,
    ])
      expect(
        (await entra.get(`/Groups${filtered(filter, '&attributes=displayName')}`)).body.Resources?.some(
          ({ displayName }: { displayName: string }) => displayName === world.group,
        ),
        filter,
      ).to.equal(true);
    const person = await entra.get(`/Users/${one}`);
    expect(person.body.groups.map(({ display }: { display: string }) => display)).to.include(world.group);
    const unknown = await entra.send(
      'PATCH',
      at,
      patch({ op: 'Add', path: 'members', value: [{ value: two }, { value: 'nobody-at-all' }] }),
    );
    expect([unknown.status, unknown.body.scimType], 'an unknown member is bad data').to.deep.equal([
      400,
      'invalidValue',
    ]);
    expect(await members(), 'all or nothing').to.deep.equal([1]);
  });

  it('Entra ID: makes, renames and deletes a group, or is told that this is not possible there', async () => {
    const entra = await start('entra');
    const id = await created(entra, 'person1');
    const made = await entra.send('POST', '/Groups', {
      schemas: [LEGACY_GROUP],
      externalId: 'g-1',
      displayName: 'Analysts',
      members: [{ value: id }],
    });
    if (!world.makesGroups) {
      expect(made.status, JSON.stringify(made.body)).to.equal(501);
      expect((await entra.send('DELETE', `/Groups/${await groupId(entra)}`)).status).to.equal(501);
      return;
    }
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect((await world.person('person1'))?.groups).to.include('Analysts');
    expect((await entra.get(`/Groups${filtered('externalId eq "g-1"')}`)).body.Resources[0].id).to.equal(made.body.id);
    const twice = await entra.send('POST', '/Groups', { schemas: [LEGACY_GROUP], displayName: 'ANALYSTS' });
    expect([twice.status, twice.body.scimType]).to.deep.equal([409, 'uniqueness']);
    const renamed = await entra.send(
      'PATCH',
      `/Groups/${made.body.id}`,
      patch({ op: 'Replace', path: 'displayName', value: 'Mathematicians' }),
    );
    const removed = await entra.send('DELETE', `/Groups/${made.body.id}`);
    if (world.provider.groupWriter?.rename === undefined) {
      expect([renamed.status, removed.status]).to.deep.equal([501, 501]);
      return;
    }
    expect([renamed.status, removed.status]).to.deep.equal([204, 204]);
    expect((await entra.get(`/Groups/${made.body.id}`)).status).to.equal(404);
    expect((await world.person('person1'))?.groups).to.deep.equal([]);
  });

  it('Okta: tests its credential, looks, creates, puts whole bodies, deactivates and imports', async () => {
    const okta = await start('okta');
    expect((await okta.get('/Users?startIndex=1&count=2')).status).to.equal(200);
    const empty = await okta.get(`/Users${filtered('userName eq "bo@work.example"', '&startIndex=1&count=100')}`);
    expect([empty.status, empty.body.totalResults, empty.body.startIndex]).to.deep.equal([200, 0, 1]);
    const made = await okta.send('POST', '/Users', {
      schemas: [CORE],
      userName: 'bo@work.example',
      name: { givenName: 'Bo', familyName: 'Diddle' },
      emails: [{ primary: true, value: 'bo@work.example', type: 'work' }],
      displayName: 'Bo Diddle',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: 'made-up-password',
      active: true,
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(JSON.stringify([made.body, stage.audit])).not.to.contain('made-up-password');
    const at = `/Users/${made.body.id}`;
    const whole = (await okta.get(at)).body;
    const put = await okta.send('PUT', at, {
      ...whole,
      emails: [{ primary: true, value: 'bo2@work.example', type: 'work' }],
    });
    expect(put.status, JSON.stringify(put.body)).to.equal(200);
    expect(await world.person('bo@work.example')).to.include({ mail: 'bo2@work.example', active: true });
    const before = stage.audit.length;
    const name = (await world.person('bo@work.example'))?.name;
    const same = await okta.send('PUT', at, put.body);
    expect([same.status, stage.audit.length], 'a PUT of what is there writes nothing').to.deep.equal([200, before]);
    expect((await world.person('bo@work.example'))?.name).to.equal(name);
    const off = await okta.send('PATCH', at, patch({ op: 'replace', value: { active: false } }));
    expect([off.status, (await world.person('bo@work.example'))?.active]).to.deep.equal([200, false]);
    expect((await okta.send('PUT', at, { ...put.body, active: true })).body.active).to.equal(true);
    expect((await world.person('bo@work.example'))?.active).to.equal(true);

    const group = `/Groups/${await groupId(okta)}`;
    const { body: listed } = await okta.get(group);
    const joined = await okta.send('PUT', group, {
      ...listed,
      members: [{ value: made.body.id, display: 'bo@work.example' }],
    });
    expect(joined.status, JSON.stringify(joined.body)).to.equal(200);
    expect((await world.person('bo@work.example'))?.groups).to.include(world.group);
    const pushed = await okta.send(
      'PATCH',
      group,
      patch({ op: 'replace', value: { id: listed.id, displayName: listed.displayName } }),
    );
    expect(pushed.status, 'Okta sends the id along').to.equal(204);
    await okta.send('PATCH', group, patch({ op: 'remove', path: `members[value eq "${made.body.id}"]` }));
    expect((await world.person('bo@work.example'))?.groups).not.to.include(world.group);

    for (let n = 1; n <= 7; n += 1) await created(okta, `import${n}`);
    const all = await pagesOf(okta, 3);
    expect(
      all.every(({ body }) => Number.isInteger(body.totalResults) && Number.isInteger(body.itemsPerPage)),
    ).to.equal(true);
    const ids = all.flatMap(({ body }) => body.Resources.map(({ id }: { id: string }) => id));
    expect(new Set(ids).size, 'each once').to.equal(ids.length);
    expect(ids.length).to.equal(all[0]?.body.totalResults);
    expect(await cursorIds(okta, 3), 'by cursor as by index').to.deep.equal(ids);
  });

  it('never changes protected accounts and the members of privileged groups, however it is asked', async () => {
    const entra = await start('entra', { onDelete: 'delete' });
    const id = world.protectedId();
    const at = `/Users/${id}`;
    const before = await world.person(world.protectedName);
    const ordinary = await created(entra, 'person1');
    expect((await entra.get(at)).status, 'it can be seen').to.equal(200);
    for (const answer of [
      await entra.send('PATCH', at, patch({ op: 'Replace', path: 'active', value: false })),
      await entra.send(
        'PATCH',
        at,
        patch({ op: 'Replace', path: 'emails[type eq "work"].value', value: 'evil@example.test' }),
      ),
      await entra.send('PUT', at, {
        schemas: [CORE],
        userName: world.protectedName,
        active: false,
        emails: [{ type: 'work', value: 'evil@example.test' }],
      }),
      await entra.send('DELETE', at),
      await entra.send(
        'PATCH',
        `/Groups/${await groupId(entra)}`,
        patch({ op: 'Add', path: 'members', value: [{ value: id }] }),
      ),
    ])
      expect(answer.status, JSON.stringify(answer.body)).to.equal(403);
    if (world.privilegedGroup !== undefined) {
      const powerful = `/Groups/${await groupId(entra, world.privilegedGroup)}`;
      for (const answer of [
        await entra.send('PATCH', powerful, patch({ op: 'Add', path: 'members', value: [{ value: ordinary }] })),
        await entra.send('PATCH', powerful, patch({ op: 'Replace', path: 'displayName', value: 'Mine' })),
        await entra.send('DELETE', powerful),
      ])
        expect(answer.status, JSON.stringify(answer.body)).to.equal(403);
    }
    expect(await world.person(world.protectedName)).to.deep.equal(before);
    expect((await world.person('person1'))?.groups).to.deep.equal([]);
  });

  it('deletes where the tenant is set so, and then says what is so', async () => {
    const entra = await start('entra', { onDelete: 'delete' });
    const id = await created(entra, 'person1');
    expect((await entra.send('DELETE', `/Users/${id}`)).status).to.equal(204);
    expect((await entra.get(`/Users/${id}`)).status).to.equal(404);
    // Drupal blocks where it is set to: gone for the client all the same.
    const left = await world.person('person1');
    expect(left === undefined || !left.active).to.equal(true);
    expect((await entra.get(`/Users${filtered('userName eq "person1"')}`)).body.totalResults).to.equal(0);
    const phases = stage.audit.filter(({ operation }) => operation === 'delete').map(({ phase }) => phase);
    expect(phases).to.deep.equal(['intended', 'done']);
  });
}

async function created(client: Client, userName: string): Promise<string> {
  const { status, body } = await client.send('POST', '/Users', {
    schemas: [CORE],
    userName,
    displayName: `Person ${userName}`,
    emails: [{ type: 'work', primary: true, value: `${userName}@example.test` }],
  });
  expect(status, JSON.stringify(body)).to.equal(201);
  return body.id;
}

async function pagesOf(client: Client, count: number): Promise<readonly Answer[]> {
  const pages: Answer[] = [];
  for (let startIndex = 1; ; startIndex += count) {
    const page = await client.get(`/Users?startIndex=${startIndex}&count=${count}`);
    if (page.body.Resources.length === 0) return pages;
    pages.push(page);
  }
}

async function cursorIds(client: Client, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body }: Answer = await client.get(`/Users?cursor=${cursor}&count=${count}`);
    ids.push(...body.Resources.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  return ids;
}
