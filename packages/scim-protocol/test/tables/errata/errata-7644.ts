import {
  applyPatch,
  buildBulkResponse,
  buildError,
  buildServiceProviderConfig,
  compileProjection,
  describeResourceType,
  ENTRA_LENIENCY,
  evaluateFilter,
  GROUP_INDEX,
  GROUP_TYPE,
  type Leniency,
  parseBulkRequest,
  parseBulkResponse,
  parseError,
  parseFilter,
  parsePatchRequest,
  RESOURCE_TYPE_TYPE,
  SCHEMA_TYPE,
  ScimError,
  SERVICE_PROVIDER_CONFIG_TYPE,
  UNKNOWN_CONFIG,
  USER_INDEX,
  USER_TYPE,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { DEVICE_INDEX, LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import { type Erratum, scimType } from './erratum.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

export const ERRATA_7644: readonly Erratum[] = [
  {
    rfc: 7644,
    section: '§3.4.2.2',
    number: 4670,
    status: 'held',
    says: 'The order of precedence is printed the wrong way round.',
    here: 'Comparisons bind most, then `not`, then `and`, then `or`.',
    check: () =>
      expect(parseFilter('not (a pr) and b pr or c pr')).to.deep.equal(
        parseFilter('((not (a pr)) and (b pr)) or (c pr)'),
      ),
  },
  {
    rfc: 7644,
    section: '§3.4.2.2',
    number: 4690,
    status: 'held',
    says: 'The grammar lets a value path stand inside another.',
    here: 'It is refused with `invalidFilter`.',
    check: () =>
      expect(scimType(() => parseFilter('emails[type eq "work" and emails[type eq "home"]]'))).to.equal(
        'invalidFilter',
      ),
  },
  {
    rfc: 7644,
    section: '§3.4.2.2',
    number: 7322,
    status: 'open',
    says: 'What 4690 puts in its place forbids groups and more than two conditions in the brackets.',
    here: 'Brackets take `and`, `or`, `not` and groups, as many as the limits allow.',
    check: () => {
      const text = 'emails[type eq "other" or (type eq "home" and not (value ew "@work.example") and value pr)]';
      expect(evaluateFilter(parseFilter(text), ADA, USER_INDEX)).to.equal(true);
    },
  },
  {
    rfc: 7644,
    section: '§3.4.2.2',
    number: 7319,
    status: 'open',
    says: 'The grammar has no space between `not` and its group, and the examples have one.',
    here: 'Both are read.',
    check: () => expect(parseFilter('not(title pr)')).to.deep.equal(parseFilter('not (title pr)')),
  },
  {
    rfc: 7644,
    section: '§3.4.3',
    number: 8084,
    status: 'held',
    says: 'The resources in the example of an answer to a search lack `schemas`, which each representation has.',
    here: '`schemas` is always shown, whatever is asked for or left out.',
    check: () => {
      const whole = { schemas: [CORE], id: '1', userName: 'ada', title: 'x' };
      for (const projection of [{ attributes: ['userName'] }, { excludedAttributes: ['schemas', 'title'] }])
        expect(compileProjection(projection, USER_INDEX)(whole)).to.deep.equal({
          schemas: [CORE],
          id: '1',
          userName: 'ada',
        });
    },
  },
  {
    rfc: 7644,
    section: '§3.5.2',
    number: 7122,
    status: 'held',
    says: 'The path of a PATCH cannot choose one value of a list of plain values.',
    here: 'It can as `tags[value eq "x"]`; the comparison without brackets that the erratum proposes is refused with `invalidPath`.',
    check: () => {
      const patch = (path: string) => applyPatch(LAMP, [{ op: 'remove', path }], DEVICE_INDEX).resource.tags;
      expect(patch('tags[value eq "desk"]')).to.deep.equal(['blue']);
      expect(scimType(() => patch('tags eq "desk"'))).to.equal('invalidPath');
    },
  },
  {
    rfc: 7644,
    section: '§3.5.2.1',
    number: 5295,
    status: 'open',
    says: 'The example of an answer to a PATCH that changes nothing has headers that do not belong there.',
    here: 'It succeeds, and the resource is the very same; the gateway answers with the version and without `Location`.',
    check: () => {
      const again = [{ op: 'add', path: 'members', value: [{ value: 'u1' }] }];
      expect(applyPatch(CREW, again, GROUP_INDEX)).to.deep.equal({ resource: CREW, changed: false });
    },
  },
  {
    rfc: 7644,
    section: '§3.5.2.1',
    number: 8097,
    status: 'held',
    says: 'The text does not say whether `add` may choose values by a filter, and what it does when none fits.',
    here: 'It may; where none fits it is `noTarget`, and where the client is Entra ID, which means that, the value is made.',
    check: () => {
      const person = { userName: 'ada', emails: [{ type: 'work', value: 'a@x.test' }] };
      const added = (type: string, leniency?: Leniency) =>
        applyPatch(
          person,
          [{ op: 'add', path: `emails[type eq "${type}"].display`, value: 'D' }],
          USER_INDEX,
          leniency === undefined ? {} : { leniency },
        ).resource.emails;
      expect(added('work')).to.deep.equal([{ type: 'work', value: 'a@x.test', display: 'D' }]);
      expect(scimType(() => added('home'))).to.equal('noTarget');
      expect(added('home', ENTRA_LENIENCY)).to.deep.equal([...person.emails, { type: 'home', display: 'D' }]);
    },
  },
  {
    rfc: 7644,
    section: '§3.5.2.1',
    number: 8096,
    status: 'verified',
    says: 'The example of adding attributes lacks a closing brace.',
    here: 'The example as it should be is read.',
    check: () => {
      const text = `{"schemas":["${PATCH}"],"Operations":[{"op":"add","value":{"emails":[{"value":"b@x.test","type":"other"}],"nickName":"Babs"}}]}`;
      const { resource } = applyPatch(ADA, parsePatchRequest(JSON.parse(text)), USER_INDEX);
      expect(resource.nickName).to.equal('Babs');
      expect(resource.emails).to.deep.equal([...ADA.emails, { value: 'b@x.test', type: 'other' }]);
    },
  },
  {
    rfc: 7644,
    section: '§3.7.3',
    number: 5050,
    status: 'open',
    says: 'The example of a PATCH in a bulk request has a list in `data`; it is the whole body of a PATCH.',
    here: '`data` is the whole body; a list is refused with `invalidSyntax`.',
    check: () => {
      const bulk = (data: unknown) =>
        parseBulkRequest({ schemas: [BULK], Operations: [{ method: 'PATCH', path: '/Users/1', data }] }).operations[0];
      const body = { schemas: [PATCH], Operations: [{ op: 'remove', path: 'nickName' }] };
      expect(parsePatchRequest(bulk(body)?.data)).to.have.length(1);
      expect(scimType(() => bulk(body.Operations))).to.equal('invalidSyntax');
    },
  },
  {
    rfc: 7644,
    section: '§3.12',
    number: 7898,
    status: 'verified',
    says: 'The example of an error lacks a comma.',
    here: 'The example as it should be is read, and written the same.',
    check: () => {
      const error = new ScimError(400, "Attribute 'id' is readOnly", 'mutability');
      const body = buildError(error);
      expect(body).to.deep.equal({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '400',
        scimType: 'mutability',
        detail: "Attribute 'id' is readOnly",
      });
      expect(parseError(body, 400)).to.deep.include({ status: 400, scimType: 'mutability' });
    },
  },
  {
    rfc: 7644,
    section: '§3.7.3',
    number: 7916,
    status: 'verified',
    says: 'The example of a failed operation in a bulk answer has a status of another one, and lacks a brace and a comma.',
    here: 'A failed operation has its own status and the whole error as its `response`, written and read.',
    check: () => {
      const response = buildError(new ScimError(400, 'Request is unparsable', 'invalidSyntax'));
      const body = buildBulkResponse([{ method: 'POST', status: 400, bulkId: 'a', response }]);
      expect(body.Operations).to.deep.equal([{ method: 'POST', bulkId: 'a', status: '400', response }]);
      const [read] = parseBulkResponse(JSON.parse(JSON.stringify(body))) ?? [];
      expect(read?.status).to.equal(400);
      expect(parseError(read?.response, 500)).to.include({ status: 400, scimType: 'invalidSyntax' });
    },
  },
  {
    rfc: 7644,
    section: '–',
    number: 8365,
    status: 'verified',
    says: 'A resource type has one endpoint, not several (so others sum it up; the text itself was not to be had).',
    here: 'It has one, which no other type has.',
    check: () => {
      const types = [USER_TYPE, GROUP_TYPE, SERVICE_PROVIDER_CONFIG_TYPE, RESOURCE_TYPE_TYPE, SCHEMA_TYPE];
      const endpoints = types.map((type) => describeResourceType(type).endpoint);
      for (const endpoint of endpoints)
        expect(endpoint)
          .to.be.a('string')
          .that.matches(/^\/[A-Z]\w+$/);
      expect(new Set(endpoints).size).to.equal(types.length);
    },
  },
  {
    rfc: 7644,
    section: '–',
    number: 4978,
    status: 'open',
    says: 'The endpoint should be in the plural, `/ServiceProviderConfigs` (so others sum it up; the text itself was not to be had).',
    here: 'It is `/ServiceProviderConfig`, as everybody has it.',
    check: () => {
      expect(SERVICE_PROVIDER_CONFIG_TYPE.endpoint).to.equal('/ServiceProviderConfig');
      expect(buildServiceProviderConfig(UNKNOWN_CONFIG, 'https://x.example').meta).to.include({
        location: 'https://x.example/ServiceProviderConfig',
      });
    },
  },
  {
    rfc: 7644,
    section: '§7.5.2',
    number: 6893,
    status: 'verified',
    says: 'The example of an answer 403 says "404" in its body.',
    here: 'The status in the body is that of the answer.',
    check: () => {
      const body = buildError(new ScimError(403, 'a filter by "name" is not allowed', 'sensitive'));
      expect(body).to.include({ status: '403', scimType: 'sensitive' });
    },
  },
];
