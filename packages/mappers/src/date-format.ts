import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, setting } from '@rollcall/contract';
import { inject } from 'inversify';
import { IsCompiledBy, IsZone } from './config/checks.js';
import { eachText } from './each.js';
import { examples } from './example.js';
import { compileReader, type ReadTime } from './time/read-time.js';
import { compileWriter, type WriteTime } from './time/write-time.js';
import { Zone } from './time/zone.js';

export class DateFormatConfig {
  @setting(
    'How the time is given: iso (a date or time), unix or unix-ms (seconds or milliseconds since 1970), or a pattern.',
    { example: 'dd.MM.yyyy' },
  )
  @IsCompiledBy('isTimeForm', compileReader)
  from = 'iso';

  @setting(
    'How to write it: iso, date, time, unix, unix-ms, or a pattern of yyyy MM dd HH mm ss SSS XXX; text in single quotes.',
    { example: 'dd.MM.yyyy' },
  )
  @IsCompiledBy('isTimeForm', compileWriter)
  to = 'iso';

  @setting('Time zone to write it in. A day without a time is a day there.', { example: 'Europe/Vienna' })
  @IsZone()
  timeZone = 'UTC';

  @setting('Time zone of times that are given without an offset.', { example: 'Europe/Vienna' })
  @IsZone()
  fromTimeZone = 'UTC';
}

/**
 * Writes a date or time in another form. Does not look at the clock: all that it knows is in the value.
 *
 * Settings: `from`: `iso`, `unix`, `unix-ms` or a pattern (default: iso); `to`: `iso`, `date`, `time`, `unix`,
 * `unix-ms` or a pattern (default: iso); `timeZone` to write it in, and `fromTimeZone` of times without an offset
 * (default: UTC, both).
 *
 * ```yaml
 * hireDate: { from: field_hired, through: [{ date-format: { from: dd.MM.yyyy, to: date } }] }
 * # source: { field_hired: 05.01.2026 }
 * # gives: '2026-01-05'
 * ```
 */
@mapper({
  id: 'date-format',
  label: 'Date format',
  description: 'Writes a date or time in another form.',
  config: DateFormatConfig,
  examples: examples(
    {
      config: { from: 'dd.MM.yyyy', to: 'date' },
      from: 'field_hired',
      input: { field_hired: '05.01.2026' },
      output: '2026-01-05',
    },
    { config: { to: 'dd.MM.yyyy' }, from: 'created', input: { created: '2026-01-05T23:30:00Z' }, output: '05.01.2026' },
    {
      config: { from: 'unix', to: 'date', timeZone: 'Europe/Vienna' },
      from: 'created',
      input: { created: 1767655800 },
      output: '2026-01-06',
    },
    { config: { to: 'unix' }, from: 'created', input: { created: '2026-01-01T01:00:00+01:00' }, output: 1767225600 },
    {
      config: { to: 'iso', timeZone: 'Europe/Vienna' },
      from: 'created',
      input: { created: '2026-07-01 10:00:00' },
      output: '2026-07-01T12:00:00.000+02:00',
    },
    {
      config: { to: "d.M.yyyy 'um' H:mm", timeZone: 'Asia/Kolkata', fromTimeZone: 'Europe/Vienna' },
      from: 'created',
      input: { created: '2026-07-01T10:05' },
      output: '1.7.2026 um 13:35',
    },
    { from: 'created', input: { created: '2026-02-30' }, refused: 'not-a-date' },
    { from: 'created', input: { created: null }, output: null },
  ),
})
export class DateFormatMapper implements Mapper {
  private readonly read: ReadTime;
  private readonly write: WriteTime;
  private readonly zone: Zone;
  private readonly readZones: Parameters<ReadTime>[1];

  constructor(@inject(PLUGIN_CONFIG) private readonly config: DateFormatConfig) {
    this.read = compileReader(config.from);
    this.write = compileWriter(config.to);
    this.zone = new Zone(config.timeZone);
    this.readZones = { times: new Zone(config.fromTimeZone), days: this.zone };
  }

  map(input: MapperInput): MapperResult {
    return eachText('date-format', input, (text) => {
      const instant = this.read(text, this.readZones);
      if (instant !== undefined && instant >= FIRST && instant < END) return this.write(instant, this.zone);
      throw new RejectedError({
        code: 'not-a-date',
        doing: `mapping ${input.target} with "date-format"`,
        happened: `the value is no time in the form "${this.config.from}"`,
        hint: 'set "from" to how the source writes it',
      });
    });
  }
}

/** Years 2 to 9998: four digits, in all zones. */
const FIRST = Date.parse('0002-01-01T00:00:00Z');
const END = Date.parse('9999-01-01T00:00:00Z');
