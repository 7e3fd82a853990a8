import { providerContract } from '@rollcall/testing';
import { expect } from 'chai';
import { readDialects } from '../src/index.js';
import { WAIVERS, WORLDS } from './support/scim-worlds.js';

for (const [dialect, make] of Object.entries(WORLDS))
  providerContract(dialect === 'generic' ? 'scim' : `scim:${dialect}`, { make, waive: WAIVERS[dialect] ?? {} });

describe('the contract of the SCIM adapter', () => {
  it('is looked at in every dialect that there is', () => {
    expect(Object.keys(WORLDS).sort()).to.deep.equal(['generic', ...readDialects().map(({ id }) => id)].sort());
  });
});
