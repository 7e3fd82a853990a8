import type { ServiceFacts } from '../discovery/service-facts.js';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';

/** The service that is looked at. */
export interface Checked {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: ServiceFacts;
}
