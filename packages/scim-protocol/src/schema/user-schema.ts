import { defineAttribute as attribute, valueParts } from './define-attribute.js';
import { defineSchema, type Schema } from './define-schema.js';
import { describeAttributes } from './describe-attributes.js';
import { USER_URN } from './urns.js';
import { USER_WORDS } from './user-words.js';

/** The core User (RFC 7643 §4.1, §8.7.1). */
export const USER_SCHEMA: Schema = defineSchema({
  id: USER_URN,
  name: 'User',
  description: 'User Account',
  attributes: describeAttributes(
    [
      attribute('userName', { required: true, uniqueness: 'server' }),
      attribute('name', {
        subAttributes: ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
          (name) => attribute(name),
        ),
      }),
      attribute('displayName'),
      attribute('nickName'),
      attribute('profileUrl', { type: 'reference', referenceTypes: ['external'] }),
      attribute('title'),
      attribute('userType'),
      attribute('preferredLanguage'),
      attribute('locale'),
      attribute('timezone'),
      attribute('active', { type: 'boolean' }),
      attribute('password', { mutability: 'writeOnly', returned: 'never', caseExact: true }),
      attribute('emails', { multiValued: true, subAttributes: valueParts({}, ['work', 'home', 'other']) }),
      attribute('phoneNumbers', {
        multiValued: true,
        subAttributes: valueParts({}, ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
      }),
      attribute('ims', {
        multiValued: true,
        subAttributes: valueParts({}, ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
      }),
      attribute('photos', {
        multiValued: true,
        subAttributes: valueParts({ type: 'reference', referenceTypes: ['external'] }, ['photo', 'thumbnail']),
      }),
      attribute('addresses', {
        multiValued: true,
        subAttributes: [
          ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map((name) =>
            attribute(name),
          ),
          attribute('type', { canonicalValues: ['work', 'home', 'other'] }),
          attribute('primary', { type: 'boolean' }),
        ],
      }),
      attribute('groups', {
        multiValued: true,
        mutability: 'readOnly',
        subAttributes: [
          attribute('value', { mutability: 'readOnly', caseExact: true }),
          attribute('$ref', { type: 'reference', referenceTypes: ['Group'], mutability: 'readOnly' }),
          attribute('display', { mutability: 'readOnly' }),
          attribute('type', { mutability: 'readOnly', canonicalValues: ['direct', 'indirect'] }),
        ],
      }),
      attribute('entitlements', { multiValued: true, subAttributes: valueParts() }),
      attribute('roles', { multiValued: true, subAttributes: valueParts() }),
      attribute('x509Certificates', { multiValued: true, subAttributes: valueParts({ type: 'binary' }) }),
    ],
    USER_WORDS,
  ),
});
