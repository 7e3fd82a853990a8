import { nested, Secret, setting, TransportConfig } from '@rollcall/contract';
import {
  IsArray,
  IsBoolean,
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

/** How to reach the miniOrange SCIM plugin of the site. */
export class JoomlaScimConfig {
  @setting('Address of the SCIM plugin. Default: the site\'s address and "/api/index.php/v1/mini/miniorangescim".')
  @IsOptional()
  @IsUrl(urlRules(), { message: 'must be an address such as https://www.example/api/index.php/v1/mini/miniorangescim' })
  baseUrl?: string;

  @setting('Token that the SCIM plugin shows on its configuration page.', { secret: true })
  @IsInstance(Secret, {
    message: 'must be the token that the SCIM plugin shows in Joomla (Components → miniOrange SCIM)',
  })
  token!: Secret;
}

/** A Joomla site. Needs the token of one way in at least: of the Web Services API, of the SCIM plugin, or both. */
export class JoomlaConfig extends TransportConfig {
  @setting('Address of the Joomla site, as a visitor sees it.', { label: 'Address', example: 'https://www.example' })
  @IsUrl(urlRules(), { message: 'must be an address such as https://www.example' })
  @Matches(/^(?!.*\/(?:api|administrator)(?:\/|$))/, {
    message: 'must be the address of the site itself, without /api or /administrator',
  })
  baseUrl!: string;

  @setting(
    'Which way in to use: "core" is Joomla\'s Web Services API, "scim" the miniOrange plugin, "auto" the better one for each operation.',
  )
  @IsIn(['auto', 'core', 'scim'])
  route: 'auto' | 'core' | 'scim' = 'auto';

  @setting('API token of a Super User (in Joomla: Users → Manage → the user → tab "Joomla API Token").', {
    label: 'API token',
    secret: true,
  })
  @ValidateIf(needsCoreToken)
  @IsInstance(Secret, {
    message: 'needs the Joomla API token of a Super User here, or the SCIM plugin\'s token as "scim.token"',
  })
  token?: Secret;

  @setting('The miniOrange SCIM plugin of the site, where it is installed.', { label: 'SCIM plugin', advanced: true })
  @ValidateIf(needsScim)
  @IsDefined({ message: 'is needed for the route "scim": write the plugin\'s token as "scim.token"' })
  @nested(() => JoomlaScimConfig)
  scim?: JoomlaScimConfig;

  @setting('Group of new accounts that the sync puts into no group; title or id.')
  @IsString()
  defaultGroup = 'Registered';

  @setting('New users must choose a new password when they first sign in.')
  @IsBoolean()
  requireReset = false;

  @setting('Usernames and ids of accounts that are never changed, besides Super Users and the account of the token.')
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Users read in one request.')
  @IsInt()
  @Min(1)
  @Max(1000)
  pageSize = 100;
}

function urlRules(): { protocols: string[]; require_protocol: boolean; require_tld: boolean } {
  return { protocols: ['http', 'https'], require_protocol: true, require_tld: false };
}

function needsCoreToken(config: JoomlaConfig): boolean {
  if (config.token !== undefined || config.route === 'core') return true;
  return config.route === 'auto' && config.scim === undefined;
}

function needsScim(config: JoomlaConfig): boolean {
  return config.scim !== undefined || config.route === 'scim';
}
