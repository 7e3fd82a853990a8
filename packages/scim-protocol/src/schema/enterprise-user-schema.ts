import { defineAttribute as attribute } from './define-attribute.js';
import { defineSchema, type Schema } from './define-schema.js';
import { describeAttributes } from './describe-attributes.js';
import { ENTERPRISE_USER_URN } from './urns.js';

const WORDS = {
  employeeNumber: 'What the organisation numbers the person by.',
  costCenter: 'Cost centre.',
  organization: 'Organisation.',
  division: 'Division.',
  department: 'Department.',
  manager: 'Who the person reports to.',
  'manager.value': 'Id of the User who is the manager.',
  'manager.displayName': 'The name of the manager that is shown.',
};

/** The enterprise extension of User (RFC 7643 §4.3, §8.7.1). */
export const ENTERPRISE_USER_SCHEMA: Schema = defineSchema({
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: describeAttributes(
    [
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
    WORDS,
  ),
});
