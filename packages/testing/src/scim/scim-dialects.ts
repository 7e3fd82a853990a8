import { ENTRA_LENIENCY, OKTA_LENIENCY } from '@rollcall/scim-protocol';
import type { PatchRules, ScimDialect } from './scim-dialect.js';

const SCIM_JSON = 'application/scim+json';
const BOTH_TYPES = [SCIM_JSON, 'application/json'];
const ALL_METHODS = ['PUT', 'PATCH', 'DELETE'] as const;
const RFC_PATCH: PatchRules = {
  verbs: 'any-case',
  withoutPath: 'allowed',
  wholeMembers: true,
  removeMembers: 'filter',
};

/** All of RFC 7644 and RFC 9865. */
const GENERIC: ScimDialect = {
  id: 'generic',
  discovery: ['ServiceProviderConfig', 'Schemas', 'ResourceTypes'],
  defaultCount: 100,
  mostCount: 1_000,
  paging: 'index-and-cursor',
  userFilter: {},
  groupFilter: {},
  userMethods: ALL_METHODS,
  groupMethods: ALL_METHODS,
  patch: RFC_PATCH,
  deleteMeans: 'delete',
  bulk: { maxOperations: 1_000, maxPayloadSize: 1_048_576 },
  etag: true,
  patchAnswer: { users: 'resource', groups: 'resource' },
  contentTypes: BOTH_TYPES,
};

const PLAIN: ScimDialect = omitBulk({ ...GENERIC, paging: 'index', etag: false });

/** Written to what Entra ID sends, and to nothing else. */
const ENTRA_STRICT: ScimDialect = {
  ...PLAIN,
  id: 'entra-strict',
  userFilter: {
    operators: ['eq'],
    attributes: ['userName', 'externalId', 'id', 'emails', 'displayName'],
    or: false,
    not: false,
    elements: false,
    elementTests: true,
  },
  groupFilter: {
    operators: ['eq'],
    attributes: ['displayName', 'externalId', 'id'],
    or: false,
    not: false,
    elements: false,
  },
  userMethods: ['PATCH', 'DELETE'],
  groupMethods: ['PATCH', 'DELETE'],
  patch: { ...RFC_PATCH, verbs: 'capital', leniency: ENTRA_LENIENCY, removeMembers: 'value' },
  patchAnswer: { users: 'resource', groups: 'no-content' },
  contentTypes: [SCIM_JSON],
  uniqueGroupNames: true,
};

/** Written to what Okta sends: users by PUT, PATCH for `active` and the password alone, no DELETE of users. */
const OKTA: ScimDialect = {
  ...PLAIN,
  id: 'okta',
  discovery: [],
  mostCount: 100,
  userFilter: { operators: ['eq'], attributes: ['userName'], mostConditions: 1 },
  groupFilter: { operators: ['eq'], attributes: ['displayName'], mostConditions: 1 },
  nobodyIsNotFound: true,
  userMethods: ['PUT', 'PATCH'],
  groupMethods: ALL_METHODS,
  patch: { ...RFC_PATCH, leniency: OKTA_LENIENCY, onlyUserAttributes: ['active', 'password'] },
};

const AWS: ScimDialect = {
  ...PLAIN,
  id: 'aws',
  discovery: ['ServiceProviderConfig'],
  defaultCount: 50,
  mostCount: 50,
  userFilter: {
    operators: ['eq'],
    attributes: ['userName', 'externalId', 'id'],
    or: false,
    not: false,
    elements: false,
  },
  groupFilter: { operators: ['eq'], attributes: ['displayName', 'externalId', 'id'], or: false, not: false },
  groupMethods: ['PATCH', 'DELETE'],
  patch: { ...RFC_PATCH, withoutPath: 'single', mostMembers: 100, wholeMembers: false },
  patchAnswer: { users: 'resource', groups: 'no-content' },
  singleValued: ['emails', 'phoneNumbers', 'addresses'],
  uniqueGroupNames: true,
};

const SLACK: ScimDialect = {
  ...PLAIN,
  id: 'slack',
  defaultCount: 10,
  deleteMeans: 'deactivate',
  perMinute: { reads: 1_000, writes: 180 },
};

const GITHUB: ScimDialect = {
  ...PLAIN,
  id: 'github',
  needsUserAgent: true,
  oneWriter: true,
};

/** As Miro: its limits of 30 seconds as those of a minute, and teams are changed by PATCH alone. */
const MIRO: ScimDialect = {
  ...PLAIN,
  id: 'miro',
  groupMethods: ['PATCH'],
  patch: { ...RFC_PATCH, mostMembers: 8_000 },
  perMinute: { reads: 400, writes: 200 },
};

/** As Google Cloud Identity: at most 20 operations in a PATCH of a user, which answers `{}`, and no pages. */
const GOOGLE: ScimDialect = {
  ...PLAIN,
  id: 'google',
  paging: 'all',
  patch: { ...RFC_PATCH, mostOperations: 20 },
  patchAnswer: { users: 'empty-object', groups: 'empty-object' },
};

/** The kinds of service that the simulator can be. The plugin of Joomla is part of the Joomla simulator. */
export const SCIM_DIALECTS = {
  generic: GENERIC,
  'entra-strict': ENTRA_STRICT,
  okta: OKTA,
  aws: AWS,
  slack: SLACK,
  github: GITHUB,
  google: GOOGLE,
  miro: MIRO,
} as const satisfies Readonly<Record<string, ScimDialect>>;

function omitBulk({ bulk: _, ...rest }: ScimDialect): ScimDialect {
  return rest;
}
