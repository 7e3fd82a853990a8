import { nested, setting } from '@rollcall/contract';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';
import {
  FIRST_CREDENTIALS,
  type FirstCredential,
  GuardConfig,
  LEAVER_ACTIONS,
  type LeaverAction,
} from './sync-config.js';

export const OUT_OF_SCOPE = ['rest', 'deactivate'] as const;
export type OutOfScope = (typeof OUT_OF_SCOPE)[number];

export class TwoWayGroupsConfig {
  @setting(
    'Role (group) of the first connection to group of the second, one to one, by name or id. A membership that comes or goes on one side comes or goes on the other.',
    { example: '{ editor: Editor }' },
  )
  @IsObject()
  roles: Record<string, string> = {};

  @setting(
    'Roles and groups with power over a whole site that may be given all the same; name them here a second time.',
  )
  @IsArray()
  @IsString({ each: true })
  allowPrivileged: string[] = [];
}

/** A configured flow in both directions between two connections. */
export class TwoWaySyncConfig {
  @setting('The two connections that keep each other right.', { example: '[intranet, website]' })
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsString({ each: true })
  between!: string[];

  @setting(
    'Which accounts get a partner on the other side, by connection. Default: all. What happens to a pair that leaves the scope says "outOfScope".',
    { example: '{ intranet: { roles: [editor] }, website: { where: \'email ew "@example.org"\' } }' },
  )
  @IsObject()
  scope: Record<string, unknown> = {};

  @setting(
    'Attributes of the second connection by which two accounts are found to be one person; each entry is a rule, tried in order; a list means: all of them.',
    { example: '[userName, [name.familyName, emails.value]]' },
  )
  @IsOptional()
  @IsArray()
  correlate?: (string | string[])[];

  @setting(
    'Attribute of the second connection to attribute of the first, or to a rule { from, through, when, authority, conflict }. Default: the attributes that mean the same.',
  )
  @IsOptional()
  @IsObject()
  mapping?: Record<string, unknown>;

  @setting(
    'Who decides when both sides changed a value, each to another one: the name of a connection; newest, which needs "clocks"; or ask, for a person. Lists are merged.',
    { example: 'intranet' },
  )
  @IsString()
  conflicts = 'ask';

  @setting(
    'Attribute that says when an account changed last, by connection; for newest, where both clocks can be trusted.',
    {
      example: '{ intranet: changed, website: lastModified }',
    },
  )
  @IsObject()
  clocks: Record<string, string> = {};

  @setting('Connections in which accounts may be made for people whom only the other one has. Default: both.')
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  create?: string[];

  @setting(
    `What happens to the partner when an account is gone, by the connection that it is gone from: ${LEAVER_ACTIONS.join(', ')}. Default: deactivate.`,
    { example: '{ intranet: deactivate, website: keep }' },
  )
  @IsObject()
  gone: Record<string, LeaverAction> = {};

  @setting(
    'What happens when an account that has a partner leaves the scope of its side. rest: nothing is changed on either side. deactivate: the partner may not sign in until the account is in scope again.',
  )
  @IsIn(OUT_OF_SCOPE)
  outOfScope: OutOfScope = 'rest';

  @setting(
    `How people get into an account that is made for them, by the connection in which it is made: ${FIRST_CREDENTIALS.join(', ')}. Default: none.`,
    { example: '{ website: random }' },
  )
  @IsObject()
  credential: Record<string, FirstCredential> = {};

  @setting(
    'Whose word it is whether a person may sign in: both, or the name of the one connection that blocks and unblocks on the other.',
    { example: 'intranet' },
  )
  @IsString()
  signIn = 'both';

  @setting('Memberships that both sides share.')
  @IsOptional()
  @nested(() => TwoWayGroupsConfig)
  groups?: TwoWayGroupsConfig;

  @setting('How much one run may change, on both sides together, before a person approves.')
  @nested(() => GuardConfig)
  guard: GuardConfig = new GuardConfig();

  @setting('User names or ids, on either side, that are never touched.')
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Writes in flight at once, on each side. Default: what each allows.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  concurrency?: number;

  @setting('What starts the sync. An event may be about an account of either side.')
  @IsArray()
  triggers: unknown[] = ['manual'];
}

/** What a line of a two-way mapping may say besides `from`, `through` and `when`. */
export class TwoWayRuleConfig {
  @setting(
    'The connection that has the last word: the other one follows it, always. Needed where a mapper cannot be undone.',
  )
  @IsOptional()
  @IsString()
  authority?: string;

  @setting('Who decides when both sides changed this value; see "conflicts" of the sync.')
  @IsOptional()
  @IsString()
  conflict?: string;

  @setting('Only when an account is made; later both sides go their own ways.')
  @IsBoolean()
  once = false;
}
