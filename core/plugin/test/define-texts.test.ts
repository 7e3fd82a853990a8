import { expect } from 'chai';
import * as rules from 'class-validator';
import { Allow, IsOptional, validateSync } from 'class-validator';
import {
  defineTexts,
  KERNEL_TEXTS,
  message,
  plainText,
  saidOf,
  setting,
  templatesOf,
  tryParseConfig,
} from '../src/index.js';

const TEXTS = defineTexts('acme', {
  reach: 'Reach the door',
  doors: { many: message('{count, plural, one {# door} other {# doors}} of {where}', 'count', 'where') },
  why: message('not opened: {reason}', 'reason'),
});

describe('texts of a package', () => {
  it('are sentences: as their author wrote them, and by their name and what stands in their places', () => {
    expect(TEXTS.reach).to.deep.equal({ plain: 'Reach the door', said: { of: 'acme', text: 'reach' } });
    expect(TEXTS.doors.many(2, 'hall')).to.deep.equal({
      plain: '2 doors of hall',
      said: { of: 'acme', text: 'doors.many', values: { count: 2, where: 'hall' } },
    });
  });

  it('can stand in one another, and are data then too', () => {
    const sentence = TEXTS.why(TEXTS.doors.many(1, 'hall'));
    expect(sentence.plain).to.equal('not opened: 1 door of hall');
    expect(JSON.parse(JSON.stringify(saidOf(sentence)))).to.deep.equal({
      of: 'acme',
      text: 'why',
      values: { reason: { of: 'acme', text: 'doors.many', values: { count: 1, where: 'hall' } } },
    });
  });

  it('are told to whoever translates, by their place', () => {
    expect([...templatesOf(TEXTS).keys()]).to.deep.equal(['reach', 'doors.many', 'why']);
    expect(templatesOf({ reach: 'Reach the door' }).size, 'what was not defined as texts').to.equal(0);
    expect([plainText('as it is'), saidOf('as it is')]).to.deep.equal(['as it is', undefined]);
  });
});

/** What each rule needs to be told, and a value that breaks it. */
const BROKEN: Readonly<Record<string, readonly [args: readonly unknown[], value: unknown]>> = {
  IsString: [[], 5],
  IsInt: [[], 1.5],
  IsNumber: [[], 'x'],
  IsBoolean: [[], 'x'],
  IsArray: [[], 'x'],
  IsObject: [[], 'x'],
  IsUrl: [[], 'x'],
  IsEmail: [[], 'x'],
  IsLocale: [[], '!'],
  IsTimeZone: [[], 'x'],
  IsNotEmpty: [[], ''],
  IsIn: [[['a', 'b']], 'x'],
  Min: [[3], 1],
  Max: [[10_000], 20_000],
  MinLength: [[3], 'x'],
  MaxLength: [[1], 'xyz'],
  Matches: [[/^a+$/], 'x'],
  ArrayMinSize: [[2], [1]],
  ArrayMaxSize: [[1], [1, 2]],
  ArrayNotEmpty: [[], []],
  ArrayUnique: [[], [1, 1]],
};

describe('what is wrong with a value', () => {
  for (const [name, [args, value]] of Object.entries(BROKEN))
    it(`has its name and is what class-validator says: ${name}`, () => {
      const decorate = (rules as unknown as Record<string, (...args: readonly unknown[]) => PropertyDecorator>)[name];
      class Config {
        @setting('What it is.') @IsOptional() @Allow() value: unknown;
      }
      decorate?.(...args)(Config.prototype, 'value');
      const [error] = validateSync(Object.assign(new Config(), { value }));
      const [english = ''] = Object.values(error?.constraints ?? {});
      const result = tryParseConfig(Config, { value });
      const [problem] = result.ok ? [] : result.problems;
      expect(problem?.message).to.equal(english.replace(/^value |^All value's /, ''));
      const rule = `rule.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      expect(problem?.said).to.include({ of: '@rollcall/plugin', text: rule });
      expect(templatesOf(KERNEL_TEXTS).has(rule)).to.equal(true);
    });

  it('is named for every rule that the catalogue knows', () => {
    const known = [...templatesOf(KERNEL_TEXTS).keys()].filter((place) => place.startsWith('rule.'));
    const tried = Object.keys(BROKEN).map((name) => `rule.${name.charAt(0).toLowerCase()}${name.slice(1)}`);
    // `undefined` and `null` are "missing" and "empty" before this rule is asked.
    expect(known.filter((place) => place !== 'rule.isDefined')).to.have.members(tried);
  });

  it('keeps the words of an author who wrote others, without a name', () => {
    class Config {
      @setting('What it is.') @rules.Matches(/^a+$/, { message: 'must be many a' }) value!: string;
      @setting('What it is.') @rules.IsInt({ each: true }) values!: number[];
    }
    const result = tryParseConfig(Config, { value: 'x', values: ['x'] });
    expect(result.ok ? [] : result.problems.map(({ message, said }) => [message, said?.values?.each])).to.deep.equal([
      ['must be many a', undefined],
      ['each value must be an integer number', true],
    ]);
  });
});
