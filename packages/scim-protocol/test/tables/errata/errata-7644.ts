import {
  applyPatch,
  buildError,
  evaluateFilter,
  GROUP_INDEX,
  parseBulkRequest,
  parseError,
  parseFilter,
  parsePatchRequest,
  parsePath,
  printPath,
  ScimError,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { DEVICE_INDEX, LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import { type Erratum, scimType } from './erratum.js';

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
    section: '§3.4.2.2',
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
