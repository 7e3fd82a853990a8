import { defineAttribute as attribute } from './define-attribute.js';
import { defineSchema, type Schema } from './define-schema.js';
import { ENTERPRISE_USER_URN } from './urns.js';

/** The enterprise extension of User (RFC 7643 §4.3, §8.7.1). */
export const ENTERPRISE_USER_SCHEMA: Schema = defineSchema({
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber'),
    attribute('costCenter'),
    attribute('organization'),
    attribute('division'),
    attribute('department'),
    attribute('manager', {
      subAttributes: [
        attribute('value', { caseExact: true }),
        attribute('$ref', { type: 'reference', referenceTypes: ['User'] }),
        attribute('displayName', { mutability: 'readOnly' }),
      ],
    }),
  ],
});
