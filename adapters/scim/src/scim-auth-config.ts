import { Secret, setting } from '@rollcall/contract';
import { IsIn, IsInstance, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';

const AUTH_TYPES = ['bearer', 'oauth2', 'basic', 'header', 'none'] as const;

/** How Rollcall signs in at a SCIM service. */
export class ScimAuthConfig {
  @setting('How Rollcall signs in: bearer (a token), oauth2 (client credentials), basic, header, or none.')
  @IsIn(AUTH_TYPES)
  type: (typeof AUTH_TYPES)[number] = 'bearer';

  @setting('The token, for bearer.', { secret: true, when: { setting: 'type', is: ['bearer'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'bearer')
  @IsInstance(Secret, { message: 'token must be the text that the service shows when a SCIM token is made' })
  token?: Secret;

  @setting(
    'The token that is to replace "token", for bearer: taken as soon as the service refuses the first one. While a service takes both, nothing stops.',
    { secret: true, advanced: true },
  )
  @IsOptional()
  @IsInstance(Secret, { message: 'nextToken must be the text of the second token' })
  nextToken?: Secret;

  @setting('Name of the account, for basic.', { when: { setting: 'type', is: ['basic'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'basic')
  @Matches(/^[^:]+$/, { message: 'username must be a name without a colon' })
  username?: string;

  @setting('Its password, for basic.', { secret: true, when: { setting: 'type', is: ['basic'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'basic')
  @IsInstance(Secret, { message: 'password must be a text' })
  password?: Secret;

  @setting('Address where tokens are given out, for oauth2.', {
    example: 'https://login.example/oauth2/token',
    when: { setting: 'type', is: ['oauth2'] },
  })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'oauth2')
  @Matches(/^https?:\/\/[^\s?#]+$/, { message: 'tokenUrl must be an address such as https://login.example/token' })
  tokenUrl?: string;

  @setting('Client id, for oauth2.', { when: { setting: 'type', is: ['oauth2'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'oauth2')
  @IsString()
  clientId?: string;

  @setting('Client secret, for oauth2.', { secret: true, when: { setting: 'type', is: ['oauth2'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'oauth2')
  @IsInstance(Secret, { message: 'clientSecret must be a text' })
  clientSecret?: Secret;

  @setting('How clientId and clientSecret are sent, for oauth2: body, or basic (a header).', { advanced: true })
  @IsIn(['body', 'basic'])
  clientAuth: 'body' | 'basic' = 'body';

  @setting('Scope to ask for, for oauth2.', { when: { setting: 'type', is: ['oauth2'] } })
  @IsOptional()
  @IsString()
  scope?: string;

  @setting('Name of the header, for header.', { example: 'X-Api-Key', when: { setting: 'type', is: ['header'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'header')
  @Matches(/^[A-Za-z0-9_-]+$/, { message: 'name must be the name of a header' })
  name?: string;

  @setting('Value of the header, for header.', { secret: true, when: { setting: 'type', is: ['header'] } })
  @ValidateIf(({ type }: ScimAuthConfig) => type === 'header')
  @IsInstance(Secret, { message: 'value must be a text' })
  value?: Secret;
}
