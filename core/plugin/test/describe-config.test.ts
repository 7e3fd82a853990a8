import { expect } from 'chai';
import {
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInstance,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  configJsonSchema,
  describeConfig,
  lintConfig,
  lintConfigClass,
  nested,
  Secret,
  setting,
} from '../src/index.js';

class StepConfig {
  @setting('Kind of step.')
  @IsIn(['wait', 'ask'])
  kind!: string;
}

class LimitConfig {
  @setting('Most of them.')
  @IsInt()
  @Min(0)
  count = 10;
}

class BaseConfig {
  @setting('Address of the site.', { label: 'Address', example: 'https://www.example', placeholder: 'https://' })
  @IsUrl()
  baseUrl!: string;
}

class SiteConfig extends BaseConfig {
  @setting('Token.', { secret: true })
  @IsInstance(Secret)
  token!: Secret;

  @setting('Users in one request.', { advanced: true, group: 'Speed' })
  @IsInt()
  @Min(1)
  @Max(50)
  pageSize = 50;

  @setting('Language.')
  @IsOptional()
  @Matches(/^[a-z]{2}$/)
  language?: string;

  @setting('Needed for some.')
  @ValidateIf(() => false)
  @IsString()
  conditional?: string;

  @setting('What it may do.')
  @IsArray()
  @ArrayMinSize(1)
  @IsIn(['create', 'update'], { each: true })
  operations: string[] = ['create'];

  @setting('Limits.')
  @nested(() => LimitConfig)
  limit = new LimitConfig();

  @setting('Steps.')
  @IsArray()
  @nested(() => StepConfig)
  steps: StepConfig[] = [];
}

describe('describeConfig', () => {
  const byName = new Map(describeConfig(SiteConfig).map((described) => [described.name, described]));

  it('gives the settings in the order they are written, inherited ones last', () => {
    expect([...byName.keys()]).to.deep.equal([
      'token',
      'pageSize',
      'language',
      'conditional',
      'operations',
      'limit',
      'steps',
      'baseUrl',
    ]);
  });

  it('says what the decorators say', () => {
    expect(byName.get('baseUrl')).to.deep.equal({
      name: 'baseUrl',
      description: 'Address of the site.',
      label: 'Address',
      example: 'https://www.example',
      placeholder: 'https://',
      secret: false,
      required: true,
      type: 'string',
      format: 'uri',
    });
    expect(byName.get('pageSize')).to.deep.equal({
      name: 'pageSize',
      description: 'Users in one request.',
      advanced: true,
      group: 'Speed',
      secret: false,
      required: false,
      type: 'integer',
      minimum: 1,
      maximum: 50,
      defaultValue: 50,
    });
    expect(byName.get('token')).to.include({ secret: true, required: true, type: 'string' });
    expect(byName.get('language')).to.include({ required: false, pattern: '^[a-z]{2}$' });
    expect(byName.get('conditional')).to.include({ required: false });
    expect(byName.get('operations')).to.deep.include({
      type: 'list',
      items: 'string',
      values: ['create', 'update'],
      minimumLength: 1,
      defaultValue: ['create'],
    });
  });

  it('describes groups, and lists of groups', () => {
    expect(byName.get('limit')).to.deep.include({ type: 'object', required: false });
    expect(byName.get('limit')?.settings).to.deep.equal([
      {
        name: 'count',
        description: 'Most of them.',
        secret: false,
        required: false,
        type: 'integer',
        minimum: 0,
        defaultValue: 10,
      },
    ]);
    expect(byName.get('steps')).to.deep.include({ type: 'list', items: 'object' });
    expect(byName.get('steps')?.settings?.[0]).to.deep.include({
      name: 'kind',
      required: true,
      values: ['wait', 'ask'],
    });
  });

  it('counts settings given in advance as defaults, and never shows a secret one', () => {
    const preset = { baseUrl: 'https://www.example', token: 'open-sesame', limit: { count: 3 } };
    const described = describeConfig(SiteConfig, preset);
    const named = (wanted: string): object | undefined => described.find(({ name }) => name === wanted);
    expect(named('baseUrl')).to.include({ required: false, defaultValue: 'https://www.example' });
    expect(named('token')).to.include({ required: false }).and.not.have.property('defaultValue');
    expect(described.find(({ name }) => name === 'limit')?.settings?.[0]).to.include({ defaultValue: 3 });
    expect(JSON.stringify(described)).not.to.contain('sesame');
  });
});

describe('configJsonSchema', () => {
  it('is a schema that refuses what the class refuses', () => {
    expect(configJsonSchema(SiteConfig)).to.deep.equal({
      type: 'object',
      additionalProperties: false,
      required: ['token', 'baseUrl'],
      properties: {
        baseUrl: {
          title: 'Address',
          description: 'Address of the site.',
          type: 'string',
          format: 'uri',
          examples: ['https://www.example'],
        },
        token: { description: 'Token.', type: 'string', writeOnly: true },
        pageSize: { description: 'Users in one request.', type: 'integer', minimum: 1, maximum: 50, default: 50 },
        language: { description: 'Language.', type: 'string', pattern: '^[a-z]{2}$' },
        conditional: { description: 'Needed for some.', type: 'string' },
        operations: {
          description: 'What it may do.',
          type: 'array',
          minItems: 1,
          default: ['create'],
          items: { type: 'string', enum: ['create', 'update'] },
        },
        limit: {
          description: 'Limits.',
          type: 'object',
          additionalProperties: false,
          properties: { count: { description: 'Most of them.', type: 'integer', minimum: 0, default: 10 } },
        },
        steps: {
          description: 'Steps.',
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['kind'],
            properties: { kind: { description: 'Kind of step.', type: 'string', enum: ['wait', 'ask'] } },
          },
        },
      },
    });
  });
});

describe('lintConfig', () => {
  it('finds nothing wrong with a good class', () => {
    expect(lintConfig(SiteConfig)).to.deep.equal([]);
  });

  it('finds what is not explained, not checked, not typed, and defaults that break their own rule', () => {
    class InnerConfig {
      @setting('Inner.')
      inner = 1;
    }
    class BadConfig {
      @setting('Explained only.')
      unchecked = 1;

      @IsString()
      unexplained = 'a';

      @setting(' ')
      @IsString()
      blank = 'a';

      @setting('Zero.')
      @IsInt()
      @Min(1)
      small = 0;

      @setting('Secret, but not one.', { secret: true })
      @IsString()
      password!: string;

      @setting('A group.')
      @nested(() => InnerConfig)
      group = new InnerConfig();

      @setting('A group without a class.')
      @ValidateNested()
      untyped: object = {};
    }
    expect(lintConfig(BadConfig)).to.deep.equal([
      'BadConfig.unchecked is explained, but nothing checks it',
      'BadConfig.blank has an empty explanation',
      'BadConfig.password is secret, but nothing checks that it is a Secret: add @IsInstance(Secret)',
      "BadConfig.unexplained is checked, but nobody explains it: add @setting('…')",
      'BadConfig.small has a default that breaks its own rule: must not be less than 1',
      'BadConfig.group.inner is explained, but nothing checks it',
      'BadConfig.untyped is a group of settings without a class: use @nested(() => GroupConfig)',
    ]);
    expect(lintConfigClass(BadConfig).map(({ code }) => code)).to.deep.equal([
      'unchecked',
      'unexplained',
      'unchecked',
      'unexplained',
      'bad-default',
      'unchecked',
      'untyped',
    ]);
  });
});
