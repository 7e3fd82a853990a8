import {
  describeSchema,
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type SchemaAttribute,
  USER_SCHEMA,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { USER_WORDS } from '../src/schema/user-words.js';

describe('The descriptions of attributes (RFC 7643 §7)', () => {
  const named = (attributes: readonly SchemaAttribute[], above = ''): readonly (readonly [string, string])[] =>
    attributes.flatMap(({ name, description, subAttributes = [] }) => [
      [`${above}${name}`, description] as const,
      ...named(subAttributes, `${above}${name}.`),
    ]);

  for (const schema of [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA])
    it(`are there for each attribute and part of ${schema.name}, and are sentences`, () => {
      const all = named(schema.attributes);
      expect(all.length).to.be.greaterThan(5);
      for (const [path, description] of all) expect(description, path).to.match(/^\p{Lu}.*[.?]$/u);
    });

  it('are of no attribute that there is not', () => {
    const paths = new Set(named(USER_SCHEMA.attributes).map(([path]) => path));
    expect(Object.keys(USER_WORDS).filter((path) => !paths.has(path))).to.deep.equal([]);
  });

  it('are left out where there is none', () => {
    const bare = { ...GROUP_SCHEMA, attributes: GROUP_SCHEMA.attributes.map((one) => ({ ...one, description: '' })) };
    const [first] = describeSchema(bare).attributes as readonly object[];
    expect(first).to.not.have.property('description');
  });
});
