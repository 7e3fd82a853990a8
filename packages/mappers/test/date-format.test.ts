import { expect } from 'chai';
import fc from 'fast-check';
import { make, map, outcome, valueInput } from './support/built-in.js';

describe('the date-format mapper', () => {
  for (const [value, config, output] of [
    ['2026-01-05', {}, '2026-01-05T00:00:00.000Z'],
    ['2026-01-05T10:00', {}, '2026-01-05T10:00:00.000Z'],
    ['2026-01-05T10:00:00,5+05:30', {}, '2026-01-05T04:30:00.500Z'],
    ['2026-01-05T10:00:00-0330', {}, '2026-01-05T13:30:00.000Z'],
    ['2026-01-05T10:00:00.123456789Z', { to: 'unix-ms' }, 1767607200123],
    // A day without a time stays that day, wherever it is written.
    ['2026-01-05', { to: 'date', timeZone: 'America/New_York' }, '2026-01-05'],
    ['2026-01-05', { to: 'date', timeZone: 'Pacific/Kiritimati' }, '2026-01-05'],
    ['2026-01-05T00:30:00Z', { to: 'date', timeZone: 'America/New_York' }, '2026-01-04'],
    ['05/01/26 1', { from: 'dd/MM/yyyy H' }, 'refused'],
    ['5/1/2026 1', { from: 'd/M/yyyy H' }, '2026-01-05T01:00:00.000Z'],
    ['2026-01-05T10:00:00Z', { to: "yyyy 'yyyy' ''" }, "2026 yyyy '"],
    ['20260105', { from: 'yyyyMMdd', to: 'date' }, '2026-01-05'],
    ['20260105100000', { from: 'yyyyMMddHHmmss', to: 'unix' }, 1767607200],
    ['2026-01-05T10:00:00+02:00', { from: 'yyyy-MM-ddTHH:mm:ssXXX', to: 'time' }, '08:00:00'],
    ['0', { from: 'unix' }, '1970-01-01T00:00:00.000Z'],
    ['-1.5', { from: 'unix', to: 'unix-ms' }, -1500],
    [1767607200123, { from: 'unix-ms', to: 'unix' }, 1767607200],
    // Clocks in Vienna go from 2:00 to 3:00 on this night, and from 3:00 to 2:00 on the other.
    ['2026-03-29T01:59:59', { fromTimeZone: 'Europe/Vienna' }, '2026-03-29T00:59:59.000Z'],
    ['2026-03-29T03:00:00', { fromTimeZone: 'Europe/Vienna' }, '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T00:59:59Z', { timeZone: 'Europe/Vienna' }, '2026-10-25T02:59:59.000+02:00'],
    ['2026-10-25T01:00:00Z', { timeZone: 'Europe/Vienna' }, '2026-10-25T02:00:00.000+01:00'],
    ['0099-12-31', { to: 'dd.MM.yyyy' }, '31.12.0099'],
    ['1', {}, 'refused'],
    ['ada 7', {}, 'refused'],
    ['2026-13-01', {}, 'refused'],
    ['2026-02-29', {}, 'refused'],
    ['2026-01-05T24:00', {}, 'refused'],
    ['2026-1-5', {}, 'refused'],
    ['', {}, 'refused'],
    ['now', {}, 'refused'],
    ['1e3', { from: 'unix' }, 'refused'],
    ['99999999999999', { from: 'unix' }, 'refused'],
    ['0000-01-01', {}, 'refused'],
    [true, {}, 'refused'],
  ] as const) {
    it(`${JSON.stringify(value)} with ${JSON.stringify(config)}: ${output}`, () => {
      if (output === 'refused')
        expect(outcome(make('date-format', config), valueInput(value))).to.include({ refused: 'not-a-date' });
      else expect(map('date-format', config, value)).to.equal(output);
    });
  }

  it('writes what it reads, in any zone and any pattern that has all parts', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Vienna',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    );
    const patterns = fc.constantFrom('iso', 'yyyy-MM-dd HH:mm:ss.SSSXXX', "d.M.yyyy 'at' H:m:s SSSXXX");
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('1975-01-01'), max: Date.parse('2100-01-01') }),
        zones,
        patterns,
        (instant, timeZone, pattern) => {
          const written = map('date-format', { from: 'unix-ms', to: pattern, timeZone }, instant);
          expect(map('date-format', { from: pattern, to: 'unix-ms' }, written as string)).to.equal(instant);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('agrees with Intl about what clocks show', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.parse('2100-01-01') }),
        fc.constantFrom('Europe/Vienna', 'Asia/Kolkata', 'America/New_York'),
        (instant, timeZone) => {
          const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
            instant,
          );
          expect(map('date-format', { from: 'unix-ms', to: 'yyyy-MM-dd HH:mm:ss', timeZone }, instant)).to.equal(shown);
        },
      ),
      { numRuns: 200 },
    );
  });

  for (const [config, problem] of [
    [{ to: 'dd.MM.jjjj' }, /to: is wrong: "jjjj" is no part of a date/],
    [{ from: 'dd.MM.' }, /from: is wrong: to read a date, it needs a year/],
    [{ to: '---' }, /to: is wrong: it has no part of a date/],
    [{ timeZone: 'Europe/Atlantis' }, /timeZone: must be the name of a time zone/],
    [{ fromTimeZone: 'x' }, /fromTimeZone: must be the name of a time zone/],
  ] as const) {
    it(`${JSON.stringify(config)} is a mistake in the configuration`, () => {
      expect(() => make('date-format', config)).to.throw(problem);
    });
  }
});
