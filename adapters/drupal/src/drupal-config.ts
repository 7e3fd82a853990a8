import { nested, Secret, setting, TransportConfig } from '@rollcall/contract';
import {
  IsArray,
  IsDefined,
  IsIn,
  IsInstance,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';

const AUTH_TYPES = ['basic', 'bearer', 'oauth2', 'header', 'none'] as const;

export class DrupalAuthConfig {
  @setting(
    'How Rollcall signs in: basic (module HTTP Basic Authentication), bearer, oauth2 (client credentials), header, or none.',
  )
  @IsIn(AUTH_TYPES)
  type: (typeof AUTH_TYPES)[number] = 'basic';

  @setting('Name of the Drupal account, for basic.', { when: { setting: 'type', is: ['basic'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'basic')
  @Matches(/^[^:]+$/, { message: 'username must be the name of a Drupal account, without a colon' })
  username?: string;

  @setting('Its password, for basic.', { secret: true, when: { setting: 'type', is: ['basic'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'basic')
  @IsInstance(Secret, { message: 'password must be a text' })
  password?: Secret;

  @setting('The token, for bearer.', { secret: true, when: { setting: 'type', is: ['bearer'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'bearer')
  @IsInstance(Secret, { message: 'token must be a text' })
  token?: Secret;

  @setting('Where tokens are given out, for oauth2: a path on the site, or an address elsewhere.', {
    when: { setting: 'type', is: ['oauth2'] },
  })
  @Matches(/^(?:\/|https?:\/\/)/, { message: 'tokenUrl must be a path such as /oauth/token, or an address' })
  tokenUrl = '/oauth/token';

  @setting('Client id, for oauth2.', { when: { setting: 'type', is: ['oauth2'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'oauth2')
  @IsString()
  clientId?: string;

  @setting('Client secret, for oauth2.', { secret: true, when: { setting: 'type', is: ['oauth2'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'oauth2')
  @IsInstance(Secret, { message: 'clientSecret must be a text' })
  clientSecret?: Secret;

  @setting('Scope to ask for, for oauth2.', { when: { setting: 'type', is: ['oauth2'] } })
  @IsOptional()
  @IsString()
  scope?: string;

  @setting('Name of the header, for header.', { example: 'X-Api-Key', when: { setting: 'type', is: ['header'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'header')
  @Matches(/^[A-Za-z0-9_-]+$/, { message: 'name must be the name of a header' })
  name?: string;

  @setting('Value of the header, for header.', { secret: true, when: { setting: 'type', is: ['header'] } })
  @ValidateIf(({ type }: DrupalAuthConfig) => type === 'header')
  @IsInstance(Secret, { message: 'value must be a text' })
  value?: Secret;
}

/** Settings of a connection with `provider: drupal`. */
export class DrupalConfig extends TransportConfig {
  @setting('Address of the Drupal site.', { label: 'Address', example: 'https://intranet.example' })
  @IsUrl(
    { require_protocol: true, require_tld: false, protocols: ['http', 'https'] },
    { message: 'baseUrl must be an address such as https://intranet.example' },
  )
  @Matches(/^[^?#]*$/, { message: 'baseUrl must be without "?" and "#"' })
  baseUrl!: string;

  @setting('How Rollcall signs in.', { label: 'Credential' })
  @IsDefined({ message: 'auth is needed: { type: basic, username: …, password: … }' })
  @nested(() => DrupalAuthConfig)
  auth!: DrupalAuthConfig;

  @setting('Path of JSON:API on the site; only JSON:API Extras changes it.')
  @Matches(/^\/[^\s?#]+$/, { message: 'jsonapiPath must be a path such as /jsonapi' })
  jsonapiPath = '/jsonapi';

  @setting('Accounts read per request; Drupal gives at most 50.')
  @IsInt()
  @Min(1)
  @Max(50)
  pageSize = 50;

  @setting('Ranges of accounts that are read side by side.')
  @IsInt()
  @Min(1)
  @Max(16)
  lanes = 4;

  @setting(
    'Names, numbers (uid) or uuids of accounts that are never synchronised. Account 1 never is, nor is the account that Rollcall signs in with.',
  )
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];
}
