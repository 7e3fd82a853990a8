import { OPERATION_KINDS, type OperationKind } from '@rollcall/engine';
import { nested, setting } from '@rollcall/plugin';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { DIRECTIONS, type Direction } from '../api/both-ways/direction.js';
import { ROLES, type Role } from '../auth/roles.js';

export class RunBody {
  @setting('plan changes nothing; run does.')
  @IsIn(['plan', 'run'])
  kind: 'plan' | 'run' = 'plan';

  @setting('Source ids. Default: everybody.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  accounts?: string[];

  @setting('Only people who have this role of the source now, by name or id.')
  @IsOptional()
  @IsString()
  role?: string;

  @setting('Read the target as well, and repair what others changed there.')
  @IsBoolean()
  verify = false;
}

export class HeldBody {
  @setting('Source ids. Default: everybody for whom something waits.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  accounts?: string[];

  @setting('Kinds of operation. Default: all.')
  @IsOptional()
  @IsIn(OPERATION_KINDS, { each: true })
  kinds?: OperationKind[];
}

export class ChoiceBody {
  @setting('Either account of the person, with its connection.', { example: 'intranet:4' })
  @IsString()
  person!: string;

  @setting('Name or key of the value, as the list of conflicts has it.', { example: 'mail' })
  @IsString()
  value!: string;

  @setting('The connection whose value holds.')
  @IsString()
  take!: string;
}

export class ResolveBody {
  @setting('What was decided. The rest goes on waiting.')
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @nested(() => ChoiceBody)
  choices!: ChoiceBody[];
}

export class FreezeBody {
  @setting('Stop everything, or let runs start again.')
  @IsBoolean()
  frozen = true;

  @setting('Why; shown to whoever wants to run it.')
  @IsString()
  reason = '';
}

export class InviteBody {
  @setting('What the person may do.')
  @IsIn(ROLES)
  role: Role = 'viewer';

  @setting('Somebody who is there already, for a new password.')
  @IsOptional()
  @IsString()
  name?: string;
}

export class SwitchBody {
  @setting('Switch it on, or off.')
  @IsBoolean()
  enabled!: boolean;
}

export class ConnectionBody {
  @setting('Kind of system: the id of a provider.')
  @IsString()
  provider!: string;

  @setting('Its settings. A secret that is left out keeps its value.')
  @IsObject()
  settings: Record<string, unknown> = {};
}

export class EndBody {
  @setting('Name of the connection.')
  @IsString()
  connection!: string;

  @setting('Kind of system, for a connection that is made or changed. Default: the connection as it is.')
  @IsOptional()
  @IsString()
  provider?: string;

  @setting('Its settings. A secret that is left out keeps its value.')
  @IsObject()
  settings: Record<string, unknown> = {};
}

export class MappingBody {
  @setting(
    'Lines: { target, from: [], through: [{ id, settings }], apply, when }, and in a two-way sync { way, conflict }.',
  )
  @IsArray()
  rows: unknown[] = [];

  @setting('Target attributes by which an account is found that is there already.')
  @IsArray()
  @IsString({ each: true })
  correlate: string[] = [];

  @setting('Source id of somebody to try it with.')
  @IsOptional()
  @IsString()
  person?: string;
}

export class TriggersBody {
  @setting('What starts the sync: { id, settings }.')
  @IsArray()
  triggers: unknown[] = [];
}

export class SyncBody {
  @setting('Settings of the sync to change.')
  @IsObject()
  settings: Record<string, unknown> = {};
}

export class RolesBody {
  @setting('Roles that let people in. Default: everybody.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  roles?: string[];

  @setting('Whose people: of the source (the first connection), or of the target (the second).')
  @IsIn(['from', 'to'])
  side: 'from' | 'to' = 'from';
}

export class DirectionBody {
  @setting('one-way: the target follows the source. both-ways: they keep each other right.')
  @IsIn(DIRECTIONS)
  direction!: Direction;
}
