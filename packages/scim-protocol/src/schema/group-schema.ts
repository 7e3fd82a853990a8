import { defineAttribute as attribute } from './define-attribute.js';
import { defineSchema, type Schema } from './define-schema.js';
import { describeAttributes } from './describe-attributes.js';
import { GROUP_URN } from './urns.js';

const WORDS = {
  displayName: 'The name of the group that is shown.',
  members: 'Who belongs to the group.',
  'members.value': 'Id of the member.',
  'members.type': 'Is the member a User or a Group?',
};

/**
 * The core Group (RFC 7643 §4.2, §8.7.1). `display` of a member is in the examples (§8.4) and the common parts (§2.4), not
 * in the list of §8.7.1; servers send it, so it is here.
 */
export const GROUP_SCHEMA: Schema = defineSchema({
  id: GROUP_URN,
  name: 'Group',
  description: 'Group',
  attributes: describeAttributes(
    [
      attribute('displayName', { required: true }),
      attribute('members', {
        multiValued: true,
        subAttributes: [
          attribute('value', { mutability: 'immutable', caseExact: true }),
          attribute('$ref', { type: 'reference', referenceTypes: ['User', 'Group'], mutability: 'immutable' }),
          attribute('type', { mutability: 'immutable', canonicalValues: ['User', 'Group'] }),
          attribute('display', { mutability: 'immutable' }),
        ],
      }),
    ],
    WORDS,
  ),
});
