import type { Leniency } from '../patch/operation.js';
import * as steps from './steps.js';

/**
 * Microsoft Entra ID, with and without its flag `aadOptscim062020`.
 * @see https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 */
export const ENTRA_LENIENCY: Leniency = {
  name: 'entra',
  normalise: steps.inTurn(
    steps.lowerCaseVerbs,
    steps.splitKeys,
    steps.findExtension,
    steps.dropReadOnly,
    steps.readBooleans,
    steps.readFilterBooleans,
    steps.unwrapValues,
    steps.dropNulls,
    steps.wrapElements,
    steps.makeElements,
  ),
  removesByValue: true,
  ignoresMissing: true,
};
