import { expect } from 'chai';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsInstance,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Min,
  MinLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import { ConfigProblems, nested, parseConfig, Secret, setting, tryParseConfig } from '../src/index.js';

class RetryConfig {
  @setting('How often.')
  @IsInt()
  @Min(0)
  times = 2;

  @setting('Wait between two, in seconds.')
  @IsOptional()
  @IsInt()
  waitSeconds?: number;
}

class HeaderConfig {
  @setting('Name of the header.')
  @IsString()
  name!: string;
}

class SiteConfig {
  @setting('Address of the site.')
  @IsUrl({ require_tld: false })
  baseUrl!: string;

  @setting('Token.', { secret: true })
  @IsOptional()
  @IsInstance(Secret)
  token?: Secret;

  @setting('Trust any certificate.')
  @IsBoolean()
  insecure = false;

  @setting('Certificate authority.')
  @IsOptional()
  @IsString()
  ca?: string;

  @setting('What to do when it does not answer.')
  @nested(() => RetryConfig)
  retry: RetryConfig = { times: 5 };

  @setting('Headers to send.')
  @IsArray()
  @nested(() => HeaderConfig)
  headers: HeaderConfig[] = [];

  @setting('Names by code.')
  @IsOptional()
  @IsObject()
  table?: Record<string, unknown>;

  @setting('Any value at all.')
  @IsOptional()
  anything?: unknown;
}

const BASE = { baseUrl: 'http://localhost/x' };

function said(plain: unknown): readonly string[] {
  const result = tryParseConfig(SiteConfig, plain, ['connections', 'site']);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
}

describe('parseConfig', () => {
  it('gives an instance with the defaults of what is absent', () => {
    const config = parseConfig(SiteConfig, BASE);
    expect(config).to.be.instanceOf(SiteConfig);
    expect(config).to.include({ baseUrl: 'http://localhost/x', insecure: false });
    expect(config.headers).to.deep.equal([]);
  });

  it('makes instances of groups, also of a default that is a plain object', () => {
    expect(parseConfig(SiteConfig, BASE).retry).to.be.instanceOf(RetryConfig);
    expect(parseConfig(SiteConfig, BASE).retry.times).to.equal(5);
    expect(parseConfig(SiteConfig, { ...BASE, retry: { waitSeconds: 1 } }).retry).to.include({
      times: 2,
      waitSeconds: 1,
    });
    expect(parseConfig(SiteConfig, { ...BASE, headers: [{ name: 'a' }] }).headers[0]).to.be.instanceOf(HeaderConfig);
  });

  it('understands @Type of class-transformer in place of @nested', () => {
    class TypedConfig {
      @setting('What to do when it does not answer.')
      @ValidateNested()
      @Type(() => RetryConfig)
      retry = new RetryConfig();
    }
    expect(parseConfig(TypedConfig, { retry: { times: 4 } }).retry)
      .to.be.instanceOf(RetryConfig)
      .and.include({ times: 4 });
    expect(() => parseConfig(TypedConfig, { retry: { tims: 4 } })).to.throw(
      'retry.tims: there is no setting "tims". Did you mean "times"?',
    );
  });

  it('reports a typing error with what was probably meant', () => {
    const result = tryParseConfig(SiteConfig, { baseurl: 'http://localhost/x' }, ['connections', 'site']);
    const plain = result.ok ? [] : result.problems.map(({ said: _, ...problem }) => problem);
    expect(plain).to.deep.equal([
      {
        path: ['connections', 'site', 'baseurl'],
        code: 'unknown-setting',
        message: 'there is no setting "baseurl". Did you mean "baseUrl"?',
        suggestion: 'baseUrl',
      },
      { path: ['connections', 'site', 'baseUrl'], code: 'missing', message: 'is missing: Address of the site.' },
    ]);
  });

  it('lists what is known where nothing comes near', () => {
    expect(said({ ...BASE, retry: { colour: 1 } })).to.deep.equal([
      'retry.colour: there is no setting "colour". Known: times, waitSeconds.',
    ]);
  });

  it('collects all problems, in groups and lists as well, and throws them as one error', () => {
    const plain = { insecure: 'yes', retry: { times: -1 }, headers: [{ name: 'a' }, { name: 1, extra: 2 }] };
    try {
      parseConfig(SiteConfig, plain, ['connections', 'site']);
      expect.fail('it is accepted');
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      expect(error.message.split('\n')).to.have.members([
        'connections.site.headers[1].extra: there is no setting "extra". Known: name.',
        'connections.site.baseUrl: is missing: Address of the site.',
        'connections.site.insecure: must be a boolean value',
        'connections.site.retry.times: must not be less than 0',
        'connections.site.headers[1].name: must be a string',
      ]);
    }
  });

  it('says which kind of value it must be and leaves out what follows from that', () => {
    class NameConfig {
      @setting('Name.')
      @IsString()
      @MinLength(3)
      @Matches(/^a/)
      name!: string;
    }
    const problems = (plain: object): readonly unknown[] => {
      const result = tryParseConfig(NameConfig, plain);
      return result.ok ? [] : result.problems.map(({ code }) => code);
    };
    expect(problems({ name: 12 })).to.deep.equal(['is-string']);
    expect(problems({ name: 'b' })).to.have.members(['min-length', 'matches']);
    expect(problems({})).to.deep.equal(['missing']);
  });

  it('keeps the message that an author wrote, for a missing value too', () => {
    class OwnConfig {
      @setting('Name.')
      @IsDefined({ message: 'say who you are' })
      name!: unknown;
    }
    expect(() => parseConfig(OwnConfig, {})).to.throw(ConfigProblems, /^name: say who you are$/);
  });

  it('refuses a setting without a value, which no rule of an optional one would', () => {
    expect(said({ ...BASE, ca: null })).to.deep.equal(['ca: is empty; give it a value or leave the line out']);
    expect(said({ ...BASE, retry: null })).to.deep.equal(['retry: is empty; give it a value or leave the line out']);
    expect(said({ ...BASE, token: null })).to.deep.equal(['token: is empty; give it a value or leave the line out']);
    expect(parseConfig(SiteConfig, { ...BASE, anything: null }).anything).to.equal(null);
  });

  it('lets null be a value where the rules of an optional setting allow it', () => {
    class NullableConfig {
      @setting('Value for the others.')
      @IsOptional()
      @ValidateBy({
        name: 'isTextOrNull',
        validator: { validate: (value) => value === null || typeof value === 'string' },
      })
      otherwise?: string | null;
    }
    expect(parseConfig(NullableConfig, { otherwise: null }).otherwise).to.equal(null);
    expect(() => parseConfig(NullableConfig, { otherwise: 1 })).to.throw(ConfigProblems);
  });

  it('refuses a list in place of a group, a group in place of a list, and a text in place of either', () => {
    expect(said({ ...BASE, retry: [{ times: 1 }] })).to.deep.equal([
      'retry: must be settings ("name: value"), and is a list',
    ]);
    expect(said({ ...BASE, headers: { name: 'a' } })).to.deep.equal([
      'headers: must be a list, and is a group of settings',
    ]);
    expect(said({ ...BASE, headers: ['a'] })).to.deep.equal([
      'headers.0: must be settings ("name: value"), and is text',
    ]);
    expect(said('http://localhost/x')).to.deep.equal([': must be settings ("name: value"), and is text']);
    expect(said(undefined)).to.deep.equal([': must be settings ("name: value"), and is empty']);
  });

  describe('secrets', () => {
    it('are wrapped, and a host may give one that is wrapped already', () => {
      expect(parseConfig(SiteConfig, { ...BASE, token: 'open-sesame' }).token?.reveal()).to.equal('open-sesame');
      const token = new Secret('open-sesame');
      expect(parseConfig(SiteConfig, { ...BASE, token }).token?.reveal()).to.equal('open-sesame');
    });

    it('do not show in problems, wherever they stand', () => {
      for (const plain of ['open-sesame', { ...BASE, retry: 'open-sesame' }, { ...BASE, insecure: 'open-sesame' }]) {
        expect(said(plain).join()).to.match(/./).and.not.contain('sesame');
      }
    });

    it('must be text, with something in it', () => {
      expect(said({ ...BASE, token: 12345 })).to.deep.equal(['token: must be text, and is a number; put it in quotes']);
      expect(said({ ...BASE, token: '' })).to.deep.equal([
        'token: is empty; see whether the environment variable or file it comes from has a value',
      ]);
    });
  });

  it('shares nothing with what it was given, nor two results with each other', () => {
    const shared: string[] = [];
    class SharingConfig {
      @setting('List.')
      @IsArray()
      list: string[] = shared;
    }
    const [one, other] = [parseConfig(SharingConfig, {}), parseConfig(SharingConfig, {})];
    one.list.push('x');
    expect([other.list, shared]).to.deep.equal([[], []]);
    const plain = { ...BASE, table: { a: { b: 1 } } };
    const config = parseConfig(SiteConfig, plain);
    plain.table.a.b = 2;
    expect(config.table).to.deep.equal({ a: { b: 1 } });
  });

  describe('never loses a key silently', () => {
    const names = fc.oneof(
      fc.constantFrom('constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', 'baseurl', 'Retry'),
      fc.string({ minLength: 1 }),
    );
    const known = new Set(['baseUrl', 'token', 'insecure', 'ca', 'retry', 'headers', 'table', 'anything']);

    it('at the top, nor in a group', () => {
      fc.assert(
        fc.property(names, fc.jsonValue(), (name, value) => {
          fc.pre(!known.has(name) && name !== 'times' && name !== 'waitSeconds');
          const pair = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
          const extra = JSON.parse(`{${pair}}`) as object;
          const top = JSON.parse(`{"baseUrl":${JSON.stringify(BASE.baseUrl)},${pair}}`) as object;
          expect(said(top)).to.have.length(1);
          expect(said(top)[0]).to.contain(`there is no setting "${name}"`);
          expect(said({ ...BASE, retry: extra })[0]).to.contain(`there is no setting "${name}"`);
        }),
        { numRuns: 200 },
      );
    });

    it('in a table whose keys are free', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(names, fc.jsonValue()), { minLength: 1, maxLength: 6 }), (pairs) => {
          const json = `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
          const table = JSON.parse(json) as Record<string, unknown>;
          const config = parseConfig(SiteConfig, { ...BASE, table, anything: [table] });
          expect(JSON.stringify(config.table)).to.equal(JSON.stringify(table));
          expect(JSON.stringify(config.anything)).to.equal(JSON.stringify([table]));
        }),
        { numRuns: 200 },
      );
    });
  });
});
