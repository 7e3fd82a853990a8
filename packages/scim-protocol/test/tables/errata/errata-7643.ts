import {
  applyPatch,
  COMMON_ATTRIBUTES,
  defineAttribute,
  defineSchema,
  describeResourceType,
  describeSchema,
  ENTERPRISE_USER_SCHEMA,
  evaluateFilter,
  GROUP_INDEX,
  GROUP_SCHEMA,
  parseFilter,
  parsePath,
  parseSchema,
  printPath,
  RESOURCE_TYPE_SCHEMA,
  readResource,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_INDEX,
  USER_SCHEMA,
  USER_TYPE,
  valueParts,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { ADA, CREW } from '../../support/resources.js';
import { attributeOf, type Erratum, scimType } from './erratum.js';

const user = (operation: { readonly op: string; readonly path?: string; readonly value?: unknown }) =>
  applyPatch(ADA, [operation], USER_INDEX).resource;

export const ERRATA_7643: readonly Erratum[] = [
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 5368,
    status: 'verified',
    says: '`displayName` of a Group is required, and its schema says that it is not.',
    here: 'It is required: a Group without one is refused, and it cannot be removed.',
    check: () => {
      expect(attributeOf(GROUP_SCHEMA, 'displayName').required).to.equal(true);
      expect(scimType(() => readResource({ members: [] }, GROUP_INDEX))).to.equal('invalidValue');
      const removal = { op: 'remove', path: 'displayName' };
      expect(scimType(() => applyPatch(CREW, [removal], GROUP_INDEX))).to.equal('mutability');
    },
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 5606,
    status: 'verified',
    says: 'The types of an attribute lack `binary`.',
    here: '`binary` is one of them.',
    check: () => expect(attributeOf(SCHEMA_SCHEMA, 'attributes.type').canonicalValues).to.include('binary'),
  },
  {
    rfc: 7643,
    section: '§7',
    number: 8435,
    status: 'verified',
    says: 'The text that lists the types of an attribute lacks `binary` (so others sum it up; the text itself was not to be had).',
    here: '`binary` is a type of its own: its case counts, and it is shown as such.',
    check: () => {
      const key = defineSchema({
        id: 'urn:example:scim:Key',
        name: 'Key',
        attributes: [defineAttribute('blob', { type: 'binary' })],
      });
      expect(attributeOf(key, 'blob')).to.include({ type: 'binary', caseExact: true });
      const shown = parseSchema(describeSchema(key));
      expect(shown === undefined ? undefined : attributeOf(shown, 'blob').type).to.equal('binary');
      expect(attributeOf(USER_SCHEMA, 'x509Certificates.value').type).to.equal('binary');
    },
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 5607,
    status: 'verified',
    says: '`referenceTypes` has several values, and its schema says that it has one.',
    here: 'It has several.',
    check: () => expect(attributeOf(SCHEMA_SCHEMA, 'attributes.referenceTypes').multiValued).to.equal(true),
  },
  ...[5990, 5991].map(
    (number): Erratum => ({
      rfc: 7643,
      section: number === 5990 ? '§8.2' : '§8.3',
      number,
      status: 'verified',
      says: 'The example of an address has the country "USA"; it is a code of two letters, "US".',
      here: 'The country is handed on as it is: systems have both.',
      check: () => {
        const addresses = ['US', 'USA'].map((country) => ({ country }));
        const { resource } = readResource({ userName: 'a', addresses }, USER_INDEX);
        expect(resource.addresses).to.deep.equal(addresses);
      },
    }),
  ),
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 6000,
    status: 'open',
    says: '`x509Certificates.value` is binary, so its case counts; its schema says that it does not.',
    here: 'Its case counts.',
    check: () => expect(attributeOf(USER_SCHEMA, 'x509Certificates.value').caseExact).to.equal(true),
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 6001,
    status: 'held',
    says: 'References are case-exact (§2.3.7), and the schemas say that they are not.',
    here: 'The case of each reference counts; that of `schemas`, which we compare without it, does not.',
    check: () => {
      for (const path of ['profileUrl', 'photos.value', 'groups.$ref'])
        expect(attributeOf(USER_SCHEMA, path).caseExact, path).to.equal(true);
      expect(attributeOf(GROUP_SCHEMA, 'members.$ref').caseExact).to.equal(true);
      expect(attributeOf(ENTERPRISE_USER_SCHEMA, 'manager.$ref').caseExact).to.equal(true);
      expect(COMMON_ATTRIBUTES.find(({ name }) => name === 'schemas')?.caseExact).to.equal(false);
    },
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 6004,
    status: 'verified',
    says: 'Complex attributes have a `uniqueness`, which means nothing.',
    here: '`/Schemas` shows none for them.',
    check: () => {
      const shown = describeSchema(USER_SCHEMA).attributes as readonly Readonly<Record<string, unknown>>[];
      for (const attribute of shown)
        expect('uniqueness' in attribute, String(attribute.name)).to.equal(attribute.type !== 'complex');
    },
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 6007,
    status: 'open',
    says: 'The example of a `preferredLanguage` is "en_US"; it is written "en-US".',
    here: 'It is handed on as it is.',
    check: () =>
      expect(user({ op: 'add', path: 'preferredLanguage', value: 'en-US' }).preferredLanguage).to.equal('en-US'),
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 7522,
    status: 'verified',
    says: '`schemaExtensions` is a list, and its schema says that it has one value.',
    here: 'It is a list.',
    check: () => {
      expect(attributeOf(RESOURCE_TYPE_SCHEMA, 'schemaExtensions').multiValued).to.equal(true);
      expect(describeResourceType(USER_TYPE).schemaExtensions).to.be.an('array').with.length(1);
    },
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 8011,
    status: 'open',
    says: '`authenticationSchemes` lacks its part `type`, which §5 has.',
    here: 'It has it, and `primary`, which the example of §8.5 has.',
    check: () => {
      expect(attributeOf(SERVICE_PROVIDER_CONFIG_SCHEMA, 'authenticationSchemes.type').required).to.equal(true);
      expect(attributeOf(SERVICE_PROVIDER_CONFIG_SCHEMA, 'authenticationSchemes.primary').type).to.equal('boolean');
    },
  },
  {
    rfc: 7643,
    section: '§1.1',
    number: 8280,
    status: 'held',
    says: 'REQUIRED means that there must be a value, not only that the name is there.',
    here: '`null` and an empty list are no value: they are refused for what is required.',
    check: () => {
      expect(scimType(() => readResource({ userName: null }, USER_INDEX))).to.equal('invalidValue');
      expect(scimType(() => readResource({ userName: [] }, USER_INDEX))).to.equal('invalidValue');
      expect(scimType(() => user({ op: 'replace', path: 'userName', value: null }))).to.equal('mutability');
    },
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 8358,
    status: 'held',
    says: '`display` is described as READ-ONLY and can be written, except in `groups`.',
    here: 'It can be written, except in `groups`.',
    check: () => {
      const emails = user({ op: 'add', path: 'emails[type eq "home"].display', value: 'H' }).emails;
      expect(emails).to.deep.equal([ADA.emails[0], { ...ADA.emails[1], display: 'H' }]);
      expect(attributeOf(USER_SCHEMA, 'groups.display').mutability).to.equal('readOnly');
    },
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 8359,
    status: 'held',
    says: 'The parts of `manager` are described as REQUIRED where `required` is false.',
    here: 'None is required: a manager may be known by `value` or by `$ref` alone.',
    check: () => {
      for (const name of ['value', '$ref'])
        expect(attributeOf(ENTERPRISE_USER_SCHEMA, `manager.${name}`).required, name).to.equal(false);
    },
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 8366,
    status: 'held',
    says: 'Two resource types do not share an `endpoint`: it is unique on the server.',
    here: 'Its `uniqueness` is `server`.',
    check: () => expect(attributeOf(RESOURCE_TYPE_SCHEMA, 'endpoint').uniqueness).to.equal('server'),
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 8415,
    status: 'verified',
    says: 'A part of a complex attribute cannot be complex, and can be `binary`.',
    here: 'That is what the schema of schemas says; a schema with a complex part is refused.',
    check: () => {
      const { canonicalValues } = attributeOf(SCHEMA_SCHEMA, 'attributes.subAttributes.type');
      expect(canonicalValues).to.include('binary').and.not.to.include('complex');
      expect(attributeOf(SCHEMA_SCHEMA, 'attributes.type').canonicalValues).to.include('complex');
      const deep = defineAttribute('a', { subAttributes: [defineAttribute('b', { subAttributes: valueParts() })] });
      expect(() => defineSchema({ id: 'urn:x:y', name: 'Y', attributes: [deep] })).to.throw(/"a.b" is complex inside/);
    },
  },
  {
    rfc: 7643,
    section: '§8.7.2',
    number: 8417,
    status: 'verified',
    says: 'The schemas of discovery lack `schemas` and `meta`.',
    here: 'Every schema is shown with both.',
    check: () => {
      for (const schema of [SERVICE_PROVIDER_CONFIG_SCHEMA, RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, USER_SCHEMA]) {
        const shown = describeSchema(schema, 'https://example.test/v2');
        expect(shown.schemas).to.deep.equal(['urn:ietf:params:scim:schemas:core:2.0:Schema']);
        expect(shown.meta).to.deep.equal({
          resourceType: 'Schema',
          location: `https://example.test/v2/Schemas/${schema.id}`,
        });
      }
    },
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 8471,
    status: 'verified',
    says: '`groups.$ref` refers to a Group, never to a User.',
    here: 'Its `referenceTypes` is `Group` alone.',
    check: () => expect(attributeOf(USER_SCHEMA, 'groups.$ref').referenceTypes).to.deep.equal(['Group']),
  },
  {
    rfc: 7643,
    section: '§8.7.1',
    number: 8472,
    status: 'verified',
    says: '`manager.value` is an `id`, so its case counts; its schema says that it does not.',
    here: 'Its case counts, and by the same reason that of `groups.value` and `members.value`.',
    check: () => {
      expect(attributeOf(ENTERPRISE_USER_SCHEMA, 'manager.value').caseExact).to.equal(true);
      expect(attributeOf(USER_SCHEMA, 'groups.value').caseExact).to.equal(true);
      expect(attributeOf(GROUP_SCHEMA, 'members.value').caseExact).to.equal(true);
      const manager = `${ENTERPRISE_USER_SCHEMA.id}:manager.value`;
      expect(evaluateFilter(parseFilter(`${manager} eq "Id-9"`), ADA, USER_INDEX)).to.equal(true);
      expect(evaluateFilter(parseFilter(`${manager} eq "ID-9"`), ADA, USER_INDEX)).to.equal(false);
    },
  },
  {
    rfc: 7643,
    section: '§6, §8.7.2',
    number: 8475,
    status: 'verified',
    says: '`name` and `endpoint` of a resource type are unique on the server, and their case counts.',
    here: 'So they are.',
    check: () => {
      for (const name of ['name', 'endpoint'])
        expect(attributeOf(RESOURCE_TYPE_SCHEMA, name), name).to.include({ uniqueness: 'server', caseExact: true });
    },
  },
  {
    rfc: 7643,
    section: '§2.1',
    number: 8924,
    status: 'open',
    says: 'Names in a filter cannot begin with `$`, so `$ref` could not be asked for.',
    here: 'They can.',
    check: () => {
      expect(printPath(parsePath('members.$ref'))).to.equal('members.$ref');
      const crew = { members: [{ value: 'u1', $ref: 'https://example.test/Users/u1' }] };
      expect(evaluateFilter(parseFilter('members[$ref ew "/u1"]'), crew, GROUP_INDEX)).to.equal(true);
    },
  },
  {
    rfc: 7643,
    section: '§4.2, §8.7.1',
    number: 6011,
    status: 'open',
    says: 'The examples have a `display` for each member, which the schema of Group does not list (so others sum it up; the text itself was not to be had).',
    here: '`members.display` is there, and immutable as the other parts of a member.',
    check: () => expect(attributeOf(GROUP_SCHEMA, 'members.display').mutability).to.equal('immutable'),
  },
];
