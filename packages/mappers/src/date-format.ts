import { RejectedError, defineMapper, setting } from '@rollcall/contract';
import { IsIn, IsString } from 'class-validator';
import { eachText } from './text.js';

export class DateFormatConfig {
  @setting('How the time is given: an ISO date or time, or seconds or milliseconds since 1970.') @IsIn(['iso', 'unix', 'unix-ms'])
  from: 'iso' | 'unix' | 'unix-ms' = 'iso';

  @setting('How to write it: iso, date, time, unix, unix-ms, or a pattern of yyyy MM dd HH mm ss.', { example: 'dd.MM.yyyy' }) @IsString()
  to = 'iso';

  @setting('Time zone to write it in.', { example: 'Europe/Vienna' }) @IsString()
  timeZone = 'UTC';
}

export const dateFormat = defineMapper({
  id: 'date-format', label: 'Date format', description: 'Writes a date or time in another form.', config: DateFormatConfig,
  map: (input, config) => eachText('date-format', input, (text) => {
    const ms = config.from === 'iso' ? Date.parse(text) : Number(text) * (config.from === 'unix' ? 1000 : 1);
    if (text.trim() === '' || Number.isNaN(ms) || Math.abs(ms) > 8.64e15) {
      throw new RejectedError({ code: 'not-a-date', doing: `mapping ${input.target}`, happened: `mapper "date-format" got something that is no ${config.from} time`, hint: 'set "from" to how the source writes it' });
    }
    return write(ms, config);
  }),
  examples: [
    { config: { to: 'dd.MM.yyyy' }, value: '2026-01-05T23:30:00Z', gives: '05.01.2026' }, { config: { from: 'unix', to: 'date', timeZone: 'Europe/Vienna' }, value: 1767655800, gives: '2026-01-06' },
    { config: { to: 'unix' }, value: '2026-01-01T00:00:00Z', gives: 1767225600 },
  ],
});

function write(ms: number, { to, timeZone }: DateFormatConfig): string | number {
  if (to === 'unix') return Math.floor(ms / 1000);
  if (to === 'unix-ms') return ms;
  if (to === 'iso') return new Date(ms).toISOString();
  const parts = partsOf(ms, timeZone);
  const pattern = to === 'date' ? 'yyyy-MM-dd' : to === 'time' ? 'HH:mm:ss' : to;
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (name) => parts[name] ?? name);
}

function partsOf(ms: number, timeZone: string): Readonly<Record<string, string>> {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const found = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return { yyyy: (found.year ?? '').padStart(4, '0'), MM: found.month ?? '', dd: found.day ?? '', HH: found.hour ?? '', mm: found.minute ?? '', ss: found.second ?? '' };
}
