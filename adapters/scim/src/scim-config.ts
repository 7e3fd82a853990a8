import { nested, setting, TransportConfig } from '@rollcall/contract';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ScimAuthConfig } from './scim-auth-config.js';

/** A SCIM 2.0 service. What a dialect sets, an operator may set otherwise. */
export class ScimConfig extends TransportConfig {
  @setting('Address of the SCIM service, up to and without "/Users".', {
    label: 'SCIM base URL',
    example: 'https://app.example/scim/v2',
  })
  @IsUrl(
    { require_protocol: true, require_tld: false, protocols: ['http', 'https'] },
    { message: 'baseUrl must be an address such as https://app.example/scim/v2' },
  )
  @Matches(/^[^?#]*$/, { message: 'baseUrl must be without "?" and "#"' })
  @Matches(/^(?!.*\/(?:Users|Groups)\/*$)/, { message: 'baseUrl must be without "/Users" or "/Groups" at its end' })
  baseUrl!: string;

  @setting('How Rollcall signs in.', { label: 'Credential' })
  @IsDefined({ message: 'auth is needed: { type: bearer, token: … }' })
  @nested(() => ScimAuthConfig)
  auth!: ScimAuthConfig;

  @setting('Headers that the service asks for besides; never a credential.', { advanced: true })
  @IsObject()
  headers: Record<string, string> = {};

  @setting('Media type of what is sent.', { advanced: true })
  @IsIn(['application/scim+json', 'application/json'])
  contentType: 'application/scim+json' | 'application/json' = 'application/scim+json';

  @setting('Ask the service what it can do (ServiceProviderConfig, Schemas, ResourceTypes): auto, or never.')
  @IsIn(['auto', 'never'])
  discovery: 'auto' | 'never' = 'auto';

  @setting('Resources read per request. Pages overlap by one, to prove that nothing was missed.')
  @IsInt()
  @Min(2)
  @Max(10_000)
  pageSize = 100;

  @setting('How lists are paged: auto (by cursor where the service says that it can), index, or cursor.')
  @IsIn(['auto', 'index', 'cursor'])
  paging: 'auto' | 'index' | 'cursor' = 'auto';

  @setting('Can users be listed: auto, or never (they are only looked up).')
  @IsIn(['auto', 'never'])
  listing: 'auto' | 'never' = 'auto';

  @setting('Can a user be read by its id: auto, or never.', { advanced: true })
  @IsIn(['auto', 'never'])
  readById: 'auto' | 'never' = 'auto';

  @setting('Many writes in one request, where the service says that it can: auto, or never.')
  @IsIn(['auto', 'never'])
  useBulk: 'auto' | 'never' = 'auto';

  @setting('How users are changed: by patch, by put (read, then write the whole user), none (they cannot be), or auto.')
  @IsIn(['auto', 'patch', 'put', 'none'])
  updateBy: 'auto' | 'patch' | 'put' | 'none' = 'auto';

  @setting('What a PATCH of a user is made of: paths (an operation for each value), or object (one, without a path).')
  @IsIn(['paths', 'object'])
  patchStyle: 'paths' | 'object' = 'paths';

  @setting('How "add", "replace" and "remove" are written: lower, or capital (Add).', { advanced: true })
  @IsIn(['lower', 'capital'])
  patchVerbs: 'lower' | 'capital' = 'lower';

  @setting('Most operations in one PATCH; more are sent in several.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  operationsPerPatch = 1_000;

  @setting(
    'How a look-up by e-mail is written: sub-attribute (emails.value eq), brackets (emails[type eq "work" and value eq …]) or entra (emails[type eq "work"].value eq).',
  )
  @IsIn(['sub-attribute', 'brackets', 'entra'])
  elementFilter: 'sub-attribute' | 'brackets' | 'entra' = 'sub-attribute';

  @setting('How several values are looked up: joined by "and", or by a single comparison each.')
  @IsIn(['and', 'single'])
  filterTerms: 'and' | 'single' = 'and';

  @setting('Attributes that the service can look users up by. Default: any.', { example: '[userName, externalId]' })
  @IsArray()
  @IsString({ each: true })
  filterBy: string[] = [];

  @setting('What a look-up answers where nobody fits: an empty list, or not-found (404).')
  @IsIn(['empty', 'not-found'])
  nobodyIs: 'empty' | 'not-found' = 'empty';

  @setting('Believe a look-up that answers without the attribute that was asked for.', { advanced: true })
  @IsBoolean()
  trustFilters = false;

  @setting('Attributes that the service keeps, where it drops all others without saying so. Default: all.', {
    example: '[userName, emails]',
  })
  @IsArray()
  @IsString({ each: true })
  keeps: string[] = [];

  @setting('What a 500 to a new user means: retry (a fault of the service), or reject (it does not take this user).', {
    advanced: true,
  })
  @IsIn(['retry', 'reject'])
  createErrors: 'retry' | 'reject' = 'retry';

  @setting('How an account is deactivated: active (set to false), delete, or none (it cannot).')
  @IsIn(['active', 'delete', 'none'])
  deactivateBy: 'active' | 'delete' | 'none' = 'active';

  @setting('What DELETE of a user does at this service: delete it, deactivate it, or none (it is refused).')
  @IsIn(['delete', 'deactivate', 'none'])
  deleteMeans: 'delete' | 'deactivate' | 'none' = 'delete';

  @setting('Conditional writes with If-Match, where the service says that it can: auto, or never.')
  @IsIn(['auto', 'never'])
  useEtags: 'auto' | 'never' = 'auto';

  @setting('Read each user again after a write, because the service may drop values without saying so.')
  @IsBoolean()
  verifyWrites = false;

  @setting('Does the service have groups: auto, or never.')
  @IsIn(['auto', 'never'])
  groups: 'auto' | 'never' = 'auto';

  @setting(
    'Who counts as a member of a group: direct, or nested (members of groups within it as well; for sources only, since nobody can be taken out of a group through another).',
  )
  @IsIn(['direct', 'nested'])
  groupMembers: 'direct' | 'nested' = 'direct';

  @setting('How members are changed: by patch, by put (the whole group), or auto.')
  @IsIn(['auto', 'patch', 'put'])
  groupUpdateBy: 'auto' | 'patch' | 'put' = 'auto';

  @setting('How a member is removed: filter (members[value eq …]), or value (a list of members).')
  @IsIn(['filter', 'value'])
  removeMembersBy: 'filter' | 'value' = 'filter';

  @setting('Most members that one PATCH adds and removes.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  membersPerPatch = 100;

  @setting('Other names under which the service tells core attributes.', {
    example: '{ username: userName }',
    advanced: true,
  })
  @IsObject()
  readAs: Record<string, string> = {};

  @setting('Let the check make an inactive user and delete it again, to see whether it may write.')
  @IsBoolean()
  probeWrites = false;

  @setting('User names and ids of accounts that are never changed.')
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Requests in flight at once.')
  @IsInt()
  @Min(1)
  @Max(256)
  concurrency = 32;

  override timeoutSeconds = 60;
}
