import { IsRecordOf, nested, setting } from '@rollcall/contract';
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
  LEAVER_CHOICES,
  type LeaverAction,
} from './sync-config.js';

export const OUT_OF_SCOPE = ['rest', 'deactivate'] as const;
export type OutOfScope = (typeof OUT_OF_SCOPE)[number];

/** Settings of groups that both sides keep: `groups` of a two-way sync. */
export class TwoWayGroupsConfig {
  @setting(
    'Role (group) of the first connection to group of the second, one to one, by name or id. A membership that comes or goes on one side comes or goes on the other.',
    { example: '{ editor: Editor }' },
  )
  @IsObject()
  roles: Record<string, string> = {};

  @setting(
    'Connections in which groups are made that the table names and that are missing there. Default: none; a missing group is a mistake then.',
    { example: '[website]', label: 'Create missing groups in', names: 'connection' },
  )
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  create: string[] = [];

  @setting(
    'Roles and groups with power over a whole site that may be given all the same; name them here a second time.',
  )
  @IsArray()
  @IsString({ each: true })
  allowPrivileged: string[] = [];
}

/** A configured flow in both directions between two connections. */
export class TwoWaySyncConfig {
  @setting('The two connections that keep each other right.', {
    example: '[intranet, website]',
    names: 'connection',
  })
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsString({ each: true })
  between!: string[];

  @setting(
    'Which accounts get a partner on the other side, by connection. Default: all. What happens to a pair that leaves the scope says "outOfScope".',
    {
      example: '{ intranet: { roles: [editor] }, website: { where: \'email ew "@example.org"\' } }',
      keys: 'connection',
    },
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
    {
      label: 'When both sides changed the same value',
      example: 'intranet',
      names: 'connection',
      choices: { ask: 'Ask me', '*': '{name} wins', newest: 'The newer change' },
      hints: {
        ask: 'Both values are kept until somebody chooses.',
        '*': 'The value of {name} is written to the other side.',
        newest: 'Needs to know when an account changed last, on both sides.',
      },
    },
  )
  @IsString()
  conflicts = 'ask';

  @setting(
    'Attribute that says when an account changed last, by connection; for newest, where both clocks can be trusted.',
    {
      label: 'When an account changed last',
      example: '{ intranet: changed, website: lastModified }',
      keys: 'connection',
      names: 'attribute',
      when: { setting: 'conflicts', is: ['newest'] },
    },
  )
  @IsObject()
  clocks: Record<string, string> = {};

  @setting('Connections in which accounts may be made for people whom only the other one has. Default: both.', {
    label: 'Where accounts are made',
    names: 'connection',
    choices: { '*': 'In {name}' },
    hints: { '*': 'People whom only the other one has get an account in {name}.' },
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  create?: string[];

  @setting(
    `What happens to the partner when an account is gone, by the connection that it is gone from: ${LEAVER_ACTIONS.join(', ')}. Default: deactivate.`,
    {
      label: 'The other account, when one is gone',
      example: '{ intranet: deactivate, website: keep }',
      keys: 'connection',
      unnamed: 'deactivate',
      choices: LEAVER_CHOICES,
    },
  )
  @IsRecordOf(LEAVER_ACTIONS)
  gone: Record<string, LeaverAction> = {};

  @setting(
    'What happens when an account that has a partner leaves the scope of its side. rest: nothing is changed on either side. deactivate: the partner may not sign in until the account is in scope again.',
    {
      label: 'When an account leaves the filter of its side',
      choices: { rest: 'Leave both accounts alone', deactivate: 'Block the other account' },
      hints: {
        rest: 'Nothing is changed on either side while it is outside.',
        deactivate: 'It may not sign in until the first is inside the filter again.',
      },
    },
  )
  @IsIn(OUT_OF_SCOPE)
  outOfScope: OutOfScope = 'rest';

  @setting(
    `How people get into an account that is made for them, by the connection in which it is made: ${FIRST_CREDENTIALS.join(', ')}. Default: none.`,
    {
      label: 'How people get into a new account',
      example: '{ website: random }',
      keys: 'connection',
      unnamed: 'none',
      choices: {
        none: 'As {name} does it',
        random: 'A password that nobody learns',
        invite: '{name} invites them',
      },
      hints: {
        none: 'Rollcall gives no credential; people sign in by the way {name} has, or ask it for a password.',
        random: 'Where {name} needs one; people sign in by another way, or set a new password.',
        invite: '{name} sends each new person a link.',
      },
    },
  )
  @IsRecordOf(FIRST_CREDENTIALS)
  credential: Record<string, FirstCredential> = {};

  @setting(
    'Whose word it is whether a person may sign in: both, or the name of the one connection that blocks and unblocks on the other.',
    {
      label: 'Who says whether somebody may sign in',
      example: 'intranet',
      names: 'connection',
      choices: { both: 'Both', '*': 'Only {name}' },
      hints: {
        both: 'Who is blocked on one side is blocked on the other.',
        '*': 'Blocking in {name} blocks on the other side; the other way nothing happens.',
      },
    },
  )
  @IsString()
  signIn = 'both';

  @setting('Memberships that both sides share.')
  @IsOptional()
  @nested(() => TwoWayGroupsConfig)
  groups?: TwoWayGroupsConfig;

  @setting('How much one run may change, on both sides together, before a person approves.', { label: 'Guard' })
  @nested(() => GuardConfig)
  guard: GuardConfig = new GuardConfig();

  @setting('User names or ids, on either side, that are never touched.', { label: 'Never touched', advanced: true })
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Writes in flight at once, on each side. Default: what each allows.', {
    label: 'Writes at once',
    advanced: true,
  })
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
    { names: 'connection' },
  )
  @IsOptional()
  @IsString()
  authority?: string;

  @setting('Who decides when both sides changed this value; see "conflicts" of the sync.', { names: 'connection' })
  @IsOptional()
  @IsString()
  conflict?: string;

  @setting('Only when an account is made; later both sides go their own ways.')
  @IsBoolean()
  once = false;
}
