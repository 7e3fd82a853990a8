import { defineMapper, type MapperDefinition, RejectedError, setting, TRIGGER } from '@rollcall/contract';
import { definePlugin } from '@rollcall/plugin';
import { checkMapper, mapperContract } from '@rollcall/testing';
import { IsInt } from 'class-validator';
import { describePlantedFaults } from './planted.js';

class PadConfig {
  @setting('Digits to fill up to.')
  @IsInt()
  digits = 4;
}

class UncheckedConfig {
  @setting('Digits to fill up to.')
  digits = 4;
}

const sound: MapperDefinition<PadConfig> = {
  id: 'pad',
  label: 'Pad',
  config: PadConfig,
  examples: [
    { from: 'number', input: { number: '7' }, output: '0007' },
    { config: { digits: 2 }, from: 'number', input: { number: '7' }, output: '07' },
    { from: 'number', input: { number: ['7'] }, refused: 'pad-text' },
    { from: 'number', input: {} },
  ],
  map: ({ value, target }, { digits }) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string')
      throw new RejectedError({ code: 'pad-text', doing: `mapping ${target}`, happened: 'the value is no text' });
    return value.padStart(digits, '0');
  },
  // What is padded stays as it is when it is padded again.
  invert: (value) => value,
};

let calls = 0;
const spoilt = (map: MapperDefinition<PadConfig>['map']): unknown => defineMapper({ ...sound, map });

describe('the clauses of the mapper contract', () => {
  describePlantedFaults<unknown>(
    {
      'definition: it is a mapper': definePlugin(TRIGGER, {
        id: 'pad',
        label: 'Pad',
        create: () => ({ start: () => Promise.resolve() }),
      }),
      'settings: each is explained and checked, and its default is valid': defineMapper({
        ...sound,
        config: UncheckedConfig,
      }),
      'examples: there is one at least, and each gives what it says': spoilt((input, config) =>
        input.value === '7' ? '7000' : sound.map(input, config),
      ),
      'purity: the same input gives the same result, from the same instance and from a new one': spoilt(() => {
        calls += 1;
        return calls;
      }),
      'purity: it sees no clock, no random numbers, no network and no timers': spoilt((input, config) => {
        String(new Date());
        return sound.map(input, config);
      }),
      'purity: it leaves its input as it is': spoilt((input, config) => {
        (input.source.attributes as Record<string, unknown>).seen = true;
        return sound.map(input, config);
      }),
      'result: a value, absent, or candidates; at once, and plain data': spoilt(((input: never, config: never) =>
        Promise.resolve(sound.map(input, config))) as never),
      'invert: where it has one, what it gives back is mapped to the same again': defineMapper({
        ...sound,
        invert: (value) => `${String(value)}1`,
      }),
      'errors: what it cannot use refuses the account with a RejectedError, and nothing else is thrown': spoilt(
        ({ value }, { digits }) => (value as string).padStart(digits, '0'),
      ),
      'time: long texts and lists take less than a second of processor time': spoilt((input, config) => {
        const started = process.cpuUsage();
        while (String(input.value).length >= 50_000 && process.cpuUsage(started).user < 1_050_000);
        return sound.map(input, config);
      }),
    },
    (plugin) => checkMapper(plugin ?? defineMapper(sound)),
  );

  for (const [title, use] of [
    ['a random number', () => Math.random()],
    ['Date.now', () => Date.now()],
    ['a random id', () => crypto.randomUUID()],
    ['a timer', () => clearTimeout(setTimeout(() => undefined, 0))],
  ] as const)
    it(`sees ${title}`, async () => {
      const plugin = spoilt((input, config) => {
        use();
        return sound.map(input, config);
      });
      const broken = (await checkMapper(plugin)).filter(({ detail }) => detail?.includes('to deeply equal []'));
      if (broken.length === 0) throw new Error('nothing was seen');
    });

  it('takes a date from a value, which is no clock', async () => {
    const plugin = defineMapper({
      id: 'year',
      label: 'Year',
      examples: [{ from: 'born', input: { born: '1990-01-02' }, output: 1990 }],
      map: ({ value }) => (value === '1990-01-02' ? new Date(value).getUTCFullYear() : undefined),
    });
    const broken = (await checkMapper(plugin)).filter(({ status }) => status !== 'kept');
    if (broken.length > 0) throw new Error(JSON.stringify(broken));
  });
});

mapperContract(defineMapper(sound));
