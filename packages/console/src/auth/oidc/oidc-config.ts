import { nested, Secret, setting } from '@rollcall/contract';
import { IsArray, IsInstance, IsNotEmpty, IsOptional, IsString, ValidateBy } from 'class-validator';
import { isLoopback } from './is-loopback.js';

/** Which values of a claim give which role. Who has several gets the highest. */
export class OidcRolesConfig {
  @setting('Claim that says what somebody is: groups, roles, or a path such as realm_access.roles.', {
    label: 'Claim',
    advanced: false,
  })
  @IsString()
  @IsNotEmpty()
  claim = 'groups';

  @setting('Values that make an administrator. One a line.', {
    label: 'Administrators',
    advanced: false,
    example: 'rollcall-administrators',
  })
  @IsArray()
  @IsString({ each: true })
  administrator: string[] = [];

  @setting('Values that make an operator, who may also preview, run and approve. One a line.', {
    label: 'Operators',
    advanced: false,
    example: 'rollcall-operators',
  })
  @IsArray()
  @IsString({ each: true })
  operator: string[] = [];

  @setting('Values that make a viewer, who only looks. One a line.', {
    label: 'Viewers',
    advanced: false,
    example: 'everybody',
  })
  @IsArray()
  @IsString({ each: true })
  viewer: string[] = [];
}

/** Sign-in to the console through an identity provider that speaks OpenID Connect. */
export class OidcConfig {
  @setting('Issuer: the address of the identity provider, exactly as its discovery document names it.', {
    label: 'Issuer',
    example: 'https://login.example/realms/staff',
  })
  @IsString()
  @IsIssuer()
  issuer!: string;

  @setting('Id of this console at the identity provider.', { label: 'Client id', example: 'rollcall' })
  @IsString()
  @IsNotEmpty()
  clientId!: string;

  @setting('Secret of this console at the identity provider. Without one it is a public client; PKCE is always used.', {
    label: 'Client secret',
    secret: true,
  })
  @IsOptional()
  @IsInstance(Secret, { message: 'clientSecret must be a text' })
  clientSecret?: Secret;

  @setting('What the button says after "Sign in with".', { label: 'Name on the button', example: 'our school account' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  label?: string;

  @setting('Scopes that are asked for; openid is always among them. One a line.', { label: 'Scopes' })
  @IsArray()
  @IsString({ each: true })
  scopes: string[] = ['openid', 'profile'];

  @setting('Who may do what. Nobody without one of these values gets in.', { label: 'Roles' })
  @nested(() => OidcRolesConfig)
  @GivesSomeRole()
  roles!: OidcRolesConfig;

  @setting('Claim that people are shown by. It decides nothing: somebody is who they are by issuer and sub.', {
    label: 'Claim with the name',
    advanced: true,
  })
  @IsString()
  nameClaim = 'preferred_username';

  @setting(
    'Further origins that may be asked, where the provider has its endpoints on other hosts than the issuer. One a line.',
    {
      label: 'Further origins',
      example: 'https://oauth2.login.example',
      advanced: true,
    },
  )
  @IsArray()
  @IsString({ each: true })
  @IsIssuer({ each: true })
  additionalOrigins: string[] = [];

  @setting('Certificate authorities to trust besides those of the system, as PEM text.', {
    label: 'Certificate authorities',
    widget: 'text',
    example: '${file:ca.pem}',
    advanced: true,
  })
  @IsOptional()
  @IsString()
  ca?: string;
}

/** An https address without query; http only on this machine, for trying it out. */
function IsIssuer(options: { readonly each?: boolean } = {}): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isIssuer',
      validator: {
        validate: (value: unknown) => {
          if (typeof value !== 'string' || !URL.canParse(value)) return false;
          const { protocol, hostname, search, hash, username } = new URL(value);
          const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
          // The address of the discovery document itself would leave the issuer unchecked.
          return safe && `${search}${hash}${username}` === '' && !/[?#]$|\/\.well-known\//.test(value);
        },
        defaultMessage: (about) =>
          `${about?.property ?? 'it'} must be an https address such as https://login.example/realms/staff, without /.well-known`,
      },
    },
    options,
  );
}

function GivesSomeRole(): PropertyDecorator {
  return ValidateBy({
    name: 'givesSomeRole',
    validator: {
      validate: (value: unknown) =>
        value instanceof OidcRolesConfig &&
        [value.administrator, value.operator, value.viewer].some(
          (values) => Array.isArray(values) && values.length > 0,
        ),
      defaultMessage: () =>
        'roles must name at least one value under administrator, operator or viewer; else nobody could sign in',
    },
  });
}
