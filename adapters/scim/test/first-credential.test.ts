import { inspect } from 'node:util';
import { Secret } from '@rollcall/contract';
import { expect } from 'chai';
import { openScim } from './support/open-scim.js';

const PASSWORD = 'Made-up-for-this-test-1';

describe('a first password at a SCIM service', () => {
  it('is sent with the new user, and comes back in nothing', async () => {
    const { scim, simulator, close } = await openScim();
    const bodies: unknown[] = [];
    const { fetch } = simulator;
    Object.assign(simulator, {
      fetch: async (request: Request) => {
        if (request.method === 'POST') bodies.push(await request.clone().json());
        return fetch(request);
      },
    });
    try {
      expect(scim.writer.credentials).to.deep.equal(['password']);
      const request = { attributes: { userName: 'ada' }, active: true, groups: [] };
      const credential = { kind: 'password' as const, password: new Secret(PASSWORD) };
      const context = { signal: AbortSignal.timeout(10_000), key: 'key' };
      const made = await scim.writer.create({ ...request, credential }, context);
      expect(bodies).to.have.length(1);
      expect(bodies[0]).to.include({ userName: 'ada', password: PASSWORD });
      expect(inspect(made, { depth: 9 })).not.to.contain('Made-up');
      await scim.writer.create({ ...request, attributes: { userName: 'bo' } }, context);
      expect(bodies[1]).not.to.have.property('password');
    } finally {
      await close();
    }
  });
});
