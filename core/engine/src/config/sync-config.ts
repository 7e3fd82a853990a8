import type { Operation } from '@rollcall/contract';
import { nested, OPERATIONS, setting } from '@rollcall/contract';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';

/** What can become of an account whose person is not wanted any more. */
export const LEAVER_ACTIONS = ['keep', 'deactivate', 'delete'] as const;
export type LeaverAction = (typeof LEAVER_ACTIONS)[number];

export const SYNC_MODES = ['mirror', 'additive', 'enrich'] as const;
export type SyncMode = (typeof SYNC_MODES)[number];
/** How people get into a new account: not at all, by a password that nobody knows, or by the target's invitation. */
export const FIRST_CREDENTIALS = ['none', 'random', 'invite'] as const;
export type FirstCredential = (typeof FIRST_CREDENTIALS)[number];
export const ADOPTIONS = ['always', 'confirm', 'never'] as const;
export type Adoption = (typeof ADOPTIONS)[number];

const OPERATION_CHOICES: Readonly<Record<Operation, string>> = {
  create: 'Create',
  update: 'Update',
  deactivate: 'Deactivate',
  reactivate: 'Reactivate',
  delete: 'Delete',
};

/** What forms call the actions. */
export const LEAVER_CHOICES: Readonly<Record<LeaverAction, string>> = {
  keep: 'Leave the account alone',
  deactivate: 'Deactivate it',
  delete: 'Delete it',
};

/** Whom a sync is about: `scope` of a sync. */
export class ScopeConfig {
  @setting('Only accounts that have any of these roles (groups) of the source, by name or id.', {
    example: '[editor, employee]',
  })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  roles?: string[];

  @setting('Only accounts for which this holds: a SCIM filter over the attributes of the source.', {
    example: 'field_department eq "sales" and not (mail ew "@example.test")',
  })
  @IsOptional()
  @IsString()
  where?: string;
}

/** Settings of groups: `groups` of a sync. */
export class GroupsConfig {
  @setting(
    'Role (group) of the source to group of the target, or to several; by name, by id, or as Staff/Editors where groups are within groups.',
    {
      example: '{ editor: Editor }',
    },
  )
  @IsObject()
  roles: Record<string, string | string[]> = {};

  @setting('Create groups that the target does not have.')
  @IsBoolean()
  create = false;

  @setting('Groups with power over the whole site that may be given all the same; name them here a second time.')
  @IsArray()
  @IsString({ each: true })
  allowPrivileged: string[] = [];
}

/** What becomes of whom the sync is no longer about: `leavers` of a sync. */
export class LeaversConfig {
  @setting('What happens in the target when the account is blocked in the source.', {
    label: 'Who is blocked in the source',
    choices: LEAVER_CHOICES,
    advanced: false,
  })
  @IsIn(LEAVER_ACTIONS)
  disabled: LeaverAction = 'deactivate';

  @setting('What happens in the target when the account leaves the scope.', {
    label: 'Who loses the roles of the filter',
    choices: LEAVER_CHOICES,
    advanced: false,
  })
  @IsIn(LEAVER_ACTIONS)
  outOfScope: LeaverAction = 'deactivate';

  @setting('What happens in the target when the account is gone from the source.', {
    label: 'Who is gone from the source',
    choices: LEAVER_CHOICES,
    advanced: false,
  })
  @IsIn(LEAVER_ACTIONS)
  deleted: LeaverAction = 'deactivate';

  @setting(
    'Days between the leave and the deletion, where the action is delete. Until then the account is deactivated, and whoever returns gets it back.',
    { label: 'Days before an account is deleted', advanced: false },
  )
  @IsInt()
  @Min(0)
  @Max(3650)
  graceDays = 30;
}
export type Leavers = Readonly<LeaversConfig>;

/** One limit of the guard. What is over any of its numbers waits. */
export class LimitConfig {
  @setting('Most of them in one run.', { label: 'At most', advanced: false })
  @IsOptional()
  @IsInt()
  @Min(0)
  count?: number;

  @setting('Most of them in one run, in per cent of the linked accounts.', {
    label: 'At most, in per cent of all',
    advanced: false,
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  percent?: number;

  @setting('The per cent limit does not apply to so few.', { label: 'But always so many', advanced: false })
  @IsOptional()
  @IsInt()
  @Min(0)
  atLeast?: number;

  @setting('Count what earlier runs did within so many hours as well.', {
    label: 'Counted over so many hours',
    example: '24',
    advanced: true,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(8784)
  perHours?: number;
}

/** How much one run may change before a person approves: `guard` of a sync. */
export class GuardConfig {
  @setting('Limit on new accounts.', { label: 'Create', advanced: true })
  @IsOptional()
  @nested(() => LimitConfig)
  create?: LimitConfig;

  @setting('Limit on changed accounts.', { label: 'Update', advanced: true })
  @IsOptional()
  @nested(() => LimitConfig)
  update?: LimitConfig;

  @setting('Limit on accounts that lose their sign-in.', { label: 'Deactivate', advanced: false })
  @nested(() => LimitConfig)
  deactivate: LimitConfig = Object.assign(new LimitConfig(), { percent: 10, atLeast: 5 });

  @setting('Limit on accounts that get their sign-in back.', { label: 'Reactivate', advanced: true })
  @IsOptional()
  @nested(() => LimitConfig)
  reactivate?: LimitConfig;

  @setting('Limit on deleted accounts. As long as it is not raised, every delete waits for approval.', {
    label: 'Delete',
    advanced: false,
  })
  @nested(() => LimitConfig)
  delete: LimitConfig = Object.assign(new LimitConfig(), { count: 0 });

  @setting('Limit on accounts whose memberships change.', { label: 'Memberships', advanced: true })
  @IsOptional()
  @nested(() => LimitConfig)
  membership?: LimitConfig;

  @setting(
    'A full read that finds so many per cent fewer accounts than the last one proves nothing: no removals follow from it.',
    { label: 'Largest plausible loss in the source, in per cent', advanced: true },
  )
  @IsNumber()
  @Min(0)
  @Max(100)
  shrink = 50;

  @setting('On the first run, change only so many accounts and wait for approval with the rest.', {
    label: 'On the first run at most',
    example: '10',
    advanced: true,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  canary?: number;
}
export type GuardLimits = Readonly<GuardConfig>;

/** A configured flow from one connection to another. */
export class SyncConfig {
  @setting('Connection that has the truth.')
  @IsString()
  from!: string;

  @setting('Connection that follows.')
  @IsString()
  to!: string;

  @setting('Which accounts of the source the sync is about. Default: all.')
  @nested(() => ScopeConfig)
  scope: ScopeConfig = new ScopeConfig();

  @setting(
    'Target attributes by which an existing account is found; each entry is a rule, tried in order; a list means: all of them; { by, confirm: true } means: a person approves a match by them.',
    {
      example: '[userName, [name.familyName, emails.value]]',
    },
  )
  @IsOptional()
  @IsArray()
  correlate?: (string | string[] | { by: string | string[]; confirm?: boolean })[];

  @setting(
    'How far the target follows. mirror: wholly. additive: nobody and nothing is taken away. enrich: only accounts that the target has already are filled.',
    {
      label: 'How far the target follows',
      choices: { mirror: 'Wholly', additive: 'Only adding', enrich: 'Only filling' },
      hints: {
        mirror: 'The target is made just like the source says.',
        additive: 'Nobody and nothing is ever taken away.',
        enrich: 'Only accounts that are there already get values; none are made.',
      },
    },
  )
  @IsIn(SYNC_MODES)
  mode: SyncMode = 'mirror';

  @setting(
    'What to do with an account that is found in the target and was not made by Rollcall; confirm: a person approves each.',
    {
      label: 'Accounts that are there already',
      choices: { always: 'Take over', confirm: 'Ask me', never: 'Leave alone' },
      hints: {
        always: 'An account that is clearly this person is linked and kept in step.',
        confirm: 'You approve each.',
        never: 'They are reported as conflicts.',
      },
    },
  )
  @IsIn(ADOPTIONS)
  adopt: Adoption = 'always';

  @setting(
    'Target attribute to source attribute, or to a rule { from, through, apply, when }. Default: the attributes that mean the same.',
  )
  @IsOptional()
  @IsObject()
  mapping?: Record<string, unknown>;

  @setting('What Rollcall may do in the target.', {
    label: 'Operations',
    choices: OPERATION_CHOICES,
    hints: {
      create: 'People who are new get an account.',
      update: 'Values that change in the source change in the target.',
      deactivate: 'Who leaves cannot sign in any more. The account stays.',
      reactivate: 'Who comes back gets the same account again.',
      delete: 'Accounts of people who left are removed for good. Needs your approval unless you raise the guard.',
    },
  })
  @IsArray()
  @ArrayUnique()
  @IsIn(OPERATIONS, { each: true })
  operations: Operation[] = ['create', 'update', 'deactivate', 'reactivate'];

  @setting(
    'How people get into a new account. none: Rollcall gives no credential. random: a password that nobody learns, for targets that need one. invite: the target sends a link.',
    {
      label: 'How people get into a new account',
      choices: {
        none: 'As the target does it',
        random: 'A password that nobody learns',
        invite: 'The target invites them',
      },
      hints: {
        none: 'Rollcall gives no credential; people sign in by the way the target has, or ask it for a password.',
        random: 'For targets that need one; people sign in by another way, or set a new password.',
        invite: 'The target sends each new person a link.',
      },
    },
  )
  @IsIn(FIRST_CREDENTIALS)
  credential: FirstCredential = 'none';

  @setting('Roles of the source to groups of the target.')
  @IsOptional()
  @nested(() => GroupsConfig)
  groups?: GroupsConfig;

  @setting('What happens to the accounts of people who leave.', { label: 'Who leaves' })
  @nested(() => LeaversConfig)
  leavers: LeaversConfig = new LeaversConfig();

  @setting('How much one run may change before a person approves.', { label: 'Guard' })
  @nested(() => GuardConfig)
  guard: GuardConfig = new GuardConfig();

  @setting('User names or ids in the target that are never touched.', { label: 'Never touched', advanced: true })
  @IsArray()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Writes in flight at once. Default: what the target allows.', { label: 'Writes at once', advanced: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  concurrency?: number;

  @setting('What starts the sync.')
  @IsArray()
  triggers: unknown[] = ['manual'];
}
