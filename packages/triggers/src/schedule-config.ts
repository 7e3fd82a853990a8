import { setting } from '@rollcall/contract';
import { IsArray, IsIn, IsInt, IsOptional, IsTimeZone, Matches, Max, Min } from 'class-validator';
import { BLACKOUT } from './blackout.js';
import { IsCron } from './is-cron.js';

/** Settings of the trigger `schedule`. */
export class ScheduleConfig {
  @setting('When, in the manner of cron: minute, hour, day of month, month, day of week.', {
    example: '*/15 * * * *',
    label: 'How often',
    widget: 'cron',
  })
  @IsCron()
  cron!: string;

  @setting('Time zone of these times. Default: UTC.', { example: 'Europe/Berlin' })
  @IsOptional()
  @IsTimeZone({ message: 'timeZone must be one such as Europe/Berlin' })
  timeZone?: string;

  @setting(
    'changes: who changed since the last time, where the source can tell, and everybody now and then. full: everybody.',
  )
  @IsIn(['changes', 'full'])
  read: 'changes' | 'full' = 'changes';

  @setting('Hours after which everybody is read again, where only changes are read otherwise.')
  @IsInt()
  @Min(1)
  @Max(8784)
  fullAfterHours = 24;

  @setting('Start up to so many seconds later, each time another number, so that not everything starts at once.')
  @IsInt()
  @Min(0)
  @Max(86_400)
  jitterSeconds = 0;

  @setting('Never start between these times of day; what is due then starts after.', { example: "['22:00-06:00']" })
  @IsArray()
  @Matches(BLACKOUT, { each: true, message: 'notBetween must be times such as 22:00-06:00' })
  notBetween: string[] = [];

  @setting(
    'Starts that were missed, because nothing ran or a run took too long. run: made up once, as soon as possible. skip: left out.',
  )
  @IsIn(['run', 'skip'])
  missed: 'run' | 'skip' = 'run';
}
