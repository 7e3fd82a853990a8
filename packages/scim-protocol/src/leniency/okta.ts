import type { Leniency } from '../patch/operation.js';
import * as steps from './steps.js';

/**
 * Okta: keeps to RFC 7644, but sends `id` along when it renames a group, and repeats removals of members.
 * @see https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/
 */
export const OKTA_LENIENCY: Leniency = {
  name: 'okta',
  normalise: steps.inTurn(
    steps.lowerCaseVerbs,
    steps.splitKeys,
    steps.dropReadOnly,
    steps.dropNulls,
    steps.makeElements,
  ),
  ignoresMissing: true,
};
