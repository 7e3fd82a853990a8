import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { ScheduleConfig, ScheduleTrigger } from '../src/index.js';
import { FakeRequests } from './support/fake-requests.js';

const HOUR = 3_600_000;

async function starts(
  settings: Readonly<Record<string, unknown>>,
  from: string,
  until: string,
  prepare: (requests: FakeRequests) => void = () => {},
): Promise<FakeRequests> {
  const requests = new FakeRequests(Date.parse(from), Date.parse(until));
  prepare(requests);
  await new ScheduleTrigger(parseConfig(ScheduleConfig, settings, [])).start(requests, requests.stop.signal);
  return requests;
}

const times = ({ runs }: FakeRequests): readonly string[] => runs.map(({ at }) => at.slice(5, 16).replace('T', ' '));

describe('the schedule trigger', () => {
  it('starts at the times of the expression, in UTC unless told', async () => {
    const requests = await starts({ cron: '0 */8 * * *' }, '2026-01-05T01:00:00Z', '2026-01-06T01:00:00Z');
    expect(times(requests)).to.deep.equal(['01-05 08:00', '01-05 16:00', '01-06 00:00']);
    expect(requests.runs[0]?.cause).to.equal('schedule 0 */8 * * *');
  });

  it('starts once in the night in which an hour comes twice, and in the one in which an hour does not come', async () => {
    const settings = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
    const spring = await starts(settings, '2026-03-27T12:00:00Z', '2026-03-31T12:00:00Z');
    expect(spring.runs).to.have.lengthOf(4);
    const autumn = await starts(settings, '2026-10-23T12:00:00Z', '2026-10-27T12:00:00Z');
    expect(times(autumn)).to.deep.equal(['10-24 00:30', '10-25 00:30', '10-26 01:30', '10-27 01:30']);
  });

  it('knows leap days', async () => {
    const requests = await starts({ cron: '0 0 29 2 *' }, '2026-01-01T00:00:00Z', '2032-12-31T00:00:00Z');
    expect(requests.runs.map(({ at }) => at.slice(0, 10))).to.deep.equal(['2028-02-29', '2032-02-29']);
  });

  it('makes missed starts up once, as soon as it can', async () => {
    const requests = await starts({ cron: '0 2 * * *' }, '2026-01-10T09:00:00Z', '2026-01-11T09:00:00Z', ({ kept }) =>
      kept.set('last', String(Date.parse('2026-01-05T02:00:00Z'))),
    );
    expect(times(requests)).to.deep.equal(['01-10 09:00', '01-11 02:00']);
  });

  it('leaves missed starts out when told so', async () => {
    const requests = await starts(
      { cron: '0 2 * * *', missed: 'skip' },
      '2026-01-10T09:00:00Z',
      '2026-01-11T09:00:00Z',
      ({ kept }) => kept.set('last', String(Date.parse('2026-01-05T02:00:00Z'))),
    );
    expect(times(requests)).to.deep.equal(['01-11 02:00']);
  });

  it('makes starts that fall into a run up once, after it', async () => {
    const requests = await starts({ cron: '*/15 * * * *' }, '2026-01-05T00:01:00Z', '2026-01-05T02:00:00Z', (given) => {
      given.runMs = 50 * 60_000;
    });
    expect(times(requests)).to.deep.equal(['01-05 00:15', '01-05 01:05', '01-05 01:55']);
  });

  it('waits for the end of a blackout, also over midnight and when clocks change', async () => {
    const settings = { cron: '0 * * * *', timeZone: 'Europe/Berlin', notBetween: ['22:00-06:30'] };
    const requests = await starts(settings, '2026-03-28T19:30:00Z', '2026-03-29T07:00:00Z');
    expect(times(requests)).to.deep.equal(['03-28 20:00', '03-29 04:30', '03-29 05:00', '03-29 06:00']);
  });

  it('starts later by a jitter that stays the same over a restart', async () => {
    const settings = { cron: '0 * * * *', jitterSeconds: 600 };
    const first = await starts(settings, '2026-01-05T00:30:00Z', '2026-01-05T12:00:00Z');
    const again = await starts(settings, '2026-01-05T00:30:00Z', '2026-01-05T12:00:00Z');
    expect(times(again)).to.deep.equal(times(first));
    const late = first.runs.map(({ at }) => Date.parse(at) % HOUR);
    expect(Math.max(...late))
      .to.be.lessThan(600_000)
      .and.greaterThan(0);
    expect(new Set(late).size).to.be.greaterThan(8);
  });

  it('reads changes, and everybody once a day', async () => {
    const requests = await starts({ cron: '0 */6 * * *' }, '2026-01-05T01:00:00Z', '2026-01-07T01:00:00Z');
    expect(requests.runs.map(({ scope }) => scope).join(' ')).to.equal(
      'full changes changes changes full changes changes changes',
    );
  });

  it('reads everybody again when a full run failed', async () => {
    const requests = await starts({ cron: '0 * * * *' }, '2026-01-05T00:30:00Z', '2026-01-05T03:30:00Z', (given) => {
      given.outcome = 'failed';
    });
    expect(requests.runs.map(({ scope }) => scope)).to.deep.equal(['full', 'full', 'full']);
  });

  it('refuses what is no cron expression, time zone or time of day, naming the place', () => {
    for (const [settings, message] of [
      [{ cron: '61 * * * *' }, /cron: must be a cron expression/],
      [{ cron: 'every night' }, /cron: must be a cron expression/],
      [{ cron: '0 0 2 * * *' }, /cron: must be a cron expression/],
      [{ cron: '0 2 * * *', timeZone: 'Berlin' }, /timeZone: must be one such as Europe\/Berlin/],
      [{ cron: '0 2 * * *', notBetween: ['22-6'] }, /notBetween: must be times such as 22:00-06:00/],
    ] as const)
      expect(() => parseConfig(ScheduleConfig, settings, ['x']), JSON.stringify(settings)).to.throw(message);
  });
});
