import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { type Client, CORE, ENTERPRISE, openGatewayStage, patch } from './support/gateway-stage.js';

/** A system that has a department and no manager, and no number of the employee either. */
async function open(client: string): Promise<Client> {
  const directory = new MemoryDirectory({ unique: ['userName'] });
  directory.add({ id: 'a1', attributes: { userName: 'ada', department: 'Maths' } });
  const attributes = [
    { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
    { name: 'department', type: 'string', scim: `${ENTERPRISE}:department` },
  ] as const;
  return openGatewayStage(
    { people: new MemoryProvider(directory, { attributes }) },
    { t: { connection: 'people', client } },
  ).client();
}

const OPERATIONS: readonly Readonly<Record<string, unknown>>[] = [
  { op: 'Add', path: 'manager', value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  { op: 'Replace', path: 'manager', value: [{ $ref: 'x', value: '26118915' }] },
  { op: 'Replace', path: 'manager', value: null },
  { op: 'Add', path: 'manager', value: null },
  { op: 'Remove', path: 'manager' },
  { op: 'Replace', path: 'manager.value', value: '26118915' },
  { op: 'Add', path: `${ENTERPRISE}:manager`, value: { value: '26118915' } },
  { op: 'Replace', path: 'employeeNumber', value: '7' },
  { op: 'replace', value: { employeeNumber: '7', [`${ENTERPRISE}:manager`]: '26118915' } },
  { op: 'replace', value: { title: 'Dr', 'name.givenName': 'Ada' } },
  { op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '1' },
  { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'x' },
];

describe('What a client is set up to send and the system behind has no place for', () => {
  for (const name of ['entra', 'generous'])
    for (const operation of OPERATIONS)
      it(`does no harm to the rest (${name}): ${JSON.stringify(operation)}`, async () => {
        const client = await open(name);
        const { status, body } = await client.send(
          'PATCH',
          '/Users/a1',
          patch(operation, { op: 'Replace', path: 'department', value: 'Ships' }),
        );
        expect([status, body.detail]).to.deep.equal([200, undefined]);
        expect(body[ENTERPRISE]).to.deep.equal({ department: 'Ships' });
        expect(body).to.have.all.keys('schemas', 'id', 'meta', 'userName', 'active', ENTERPRISE);
      });

  for (const operation of [
    { op: 'Replace', path: 'nickname2', value: 'x' },
    { op: 'Change', path: 'manager', value: 'x' },
    { op: 'Replace', path: 'manager[', value: 'x' },
  ])
    it(`is refused all the same where nobody has it: ${JSON.stringify(operation)}`, async () => {
      const client = await open('generous');
      const answer = await client.send('PATCH', '/Users/a1', patch(operation));
      expect([answer.status, answer.body.status]).to.deep.equal([400, '400']);
    });
});

describe('An address with a slash too much', () => {
  it('is meant as it is without', async () => {
    const client = await open('generous');
    for (const path of ['//Users/a1', '/Users/a1/', '///Users/a1', '//Users/a1/'])
      expect([path, (await client.get(path)).body.id]).to.deep.equal([path, 'a1']);
    for (const path of ['/Users/', '//Users', '//', '/ServiceProviderConfig/'])
      expect([path, (await client.get(path)).status]).to.deep.equal([path, 200]);
    const made = await client.send('POST', '//Users/', { schemas: [CORE], userName: 'bo' });
    expect(made.status).to.equal(201);
    for (const path of ['/Users//a1', '/Users/a1//', '/Users//', '/Nothing/'])
      expect([path, (await client.get(path)).status]).to.deep.equal([path, 404]);
  });
});
