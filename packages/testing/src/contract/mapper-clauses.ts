import {
  type Attributes,
  type AttributeValue,
  isCandidates,
  MAPPER,
  type Mapper,
  type MapperInput,
  type MapperResult,
  RejectedError,
  type Scalar,
} from '@rollcall/contract';
import { lintConfig, type PluginDefinition } from '@rollcall/plugin';
import { expect } from 'chai';
import type { Clause } from './clause.js';
import { watchOutside } from './watch-outside.js';

/** One use of a mapper and what comes of it: the rule `{ from, through: [{ <id>: config }] }` on an account. */
export interface MapperCase {
  /** Settings of the mapper, as a configuration writes them. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Source attribute, or several. Absent where the mapper needs none. */
  readonly from?: string | readonly string[];
  /** Attributes of the source account. */
  readonly input: Attributes;
  /** Names of its groups. */
  readonly groups?: readonly string[];
  /** What comes out. Absent together with the next two: nothing, the target attribute is left alone. */
  readonly output?: AttributeValue;
  /** The values to try, for mappers that give several. */
  readonly candidates?: readonly Scalar[];
  /** Code of the `RejectedError` that refuses the account. */
  readonly refused?: string;
}

export interface MapperSubject {
  readonly definition: PluginDefinition<Mapper>;
  readonly cases: readonly MapperCase[];
  /** A fresh instance, made as the engine makes it. */
  make(config?: Readonly<Record<string, unknown>>): Mapper;
}

/** Of the processor, so that a busy machine does not count. Generous: what is not bounded takes years. */
const MOST_CPU_MS = 1_000;

export const MAPPER_CLAUSES: readonly Clause<MapperSubject>[] = [
  {
    name: 'definition: it is a mapper',
    check: ({ definition }) => expect(definition.type.id).to.equal(MAPPER.id),
  },
  {
    name: 'settings: each is explained and checked, and its default is valid',
    check: ({ definition }) =>
      expect(definition.config === undefined ? [] : lintConfig(definition.config)).to.deep.equal([]),
  },
  {
    name: 'examples: there is one at least, and each gives what it says',
    check: (subject) => {
      expect(subject.cases, 'examples of the definition, or "cases"').to.not.be.empty;
      for (const [index, example] of subject.cases.entries())
        expect(outcome(subject.make(example.config), inputOf(example)), `example ${index + 1}`).to.deep.equal(
          wanted(example),
        );
    },
  },
  {
    name: 'purity: the same input gives the same result, from the same instance and from a new one',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        const mapper = subject.make(config);
        const first = outcome(mapper, input);
        expect(outcome(mapper, input)).to.deep.equal(first);
        expect(outcome(subject.make(config), input)).to.deep.equal(first);
      }),
  },
  {
    name: 'purity: it sees no clock, no random numbers, no network and no timers',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        const mapper = subject.make(config);
        expect(watchOutside(() => outcome(mapper, input)).used).to.deep.equal([]);
      }),
  },
  {
    name: 'purity: it leaves its input as it is',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        const before = structuredClone(input);
        try {
          subject.make(config).map(input);
        } catch {
          // Another clause is about errors.
        }
        expect(input).to.deep.equal(before);
      }),
  },
  {
    name: 'result: a value, absent, or candidates; at once, and plain data',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        const result = tryMap(subject.make(config), input);
        if (result === undefined) return;
        const values: readonly unknown[] = isCandidates(result) ? result.candidates : [result];
        for (const value of values) expect(strangeness(value), 'what it gives').to.equal(undefined);
      }),
  },
  {
    name: 'invert: where it has one, what it gives back is mapped to the same again',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        const mapper = subject.make(config);
        if (mapper.invert === undefined) return;
        const value = tryMap(mapper, input);
        if (value === undefined || value === null || isCandidates(value)) return;
        const parts = Math.max(1, input.values.length);
        const back = mapper.invert(value, parts);
        if (back === undefined) return;
        expect(parts === 1 || (Array.isArray(back) && back.length === parts), 'one entry for each part').to.equal(true);
        expect(tryMap(mapper, parts === 1 ? valueInput(back) : { ...input, value: back })).to.deep.equal(value);
      }),
  },
  {
    name: 'errors: what it cannot use refuses the account with a RejectedError, and nothing else is thrown',
    check: (subject) =>
      forEachInput(subject, (config, input) => {
        try {
          subject.make(config).map(deepFrozen(input));
        } catch (error) {
          if (!RejectedError.is(error))
            throw new Error(`on ${JSON.stringify(input.value)?.slice(0, 80)} it throws ${String(error)}`);
        }
      }),
  },
  {
    name: 'time: long texts and lists take less than a second of processor time',
    check: (subject) => {
      for (const config of configsOf(subject))
        for (const value of LONG) {
          const mapper = subject.make(config);
          const started = process.cpuUsage();
          tryMap(mapper, valueInput(value));
          const { user, system } = process.cpuUsage(started);
          expect((user + system) / 1000, 'milliseconds of processor time').to.be.lessThan(MOST_CPU_MS);
        }
    },
  },
];

/** Values that a source may send, whatever the mapper was made for. */
const STRANGE: readonly (AttributeValue | undefined)[] = [
  undefined,
  null,
  '',
  ' ',
  'Zoë Ångström-O’Neill 🙂',
  'constructor',
  '2026-02-30',
  0,
  -1.5,
  1e21,
  true,
  false,
  [],
  [''],
  ['a', null, 1, ['b']],
  {},
  { value: 'a', parts: [1, null] },
];

const LONG: readonly AttributeValue[] = [
  'a'.repeat(100_000),
  `${'a '.repeat(50_000)}!`,
  `${'é'.repeat(50_000)}`,
  Array.from({ length: 10_000 }, (_, index) => `tag-${index}`),
];

function forEachInput(
  subject: MapperSubject,
  check: (config: Readonly<Record<string, unknown>> | undefined, input: MapperInput) => void,
): void {
  for (const example of subject.cases) check(example.config, inputOf(example));
  for (const config of configsOf(subject)) for (const value of STRANGE) check(config, valueInput(value));
}

/** Each different configuration of the cases; the empty one where there are none. */
function configsOf({ cases }: MapperSubject): readonly (Readonly<Record<string, unknown>> | undefined)[] {
  const byText = new Map(cases.map(({ config }) => [JSON.stringify(config), config]));
  return byText.size === 0 ? [undefined] : [...byText.values()];
}

/** The input that the engine makes for the first mapper of a rule. */
function inputOf({ from, input, groups = [] }: MapperCase): MapperInput {
  const values = (from === undefined ? [] : [from].flat()).map((name) => input[name]);
  const value = values.length > 1 ? values.filter((item) => item !== undefined) : values[0];
  return { value, values, target: 'target', source: { id: 'id-1', attributes: input, active: true, groups } };
}

function valueInput(value: AttributeValue | undefined): MapperInput {
  return inputOf({ from: 'value', input: value === undefined ? {} : { value } });
}

function tryMap(mapper: Mapper, input: MapperInput): MapperResult {
  try {
    return mapper.map(input);
  } catch {
    return undefined;
  }
}

function outcome(mapper: Mapper, input: MapperInput): object {
  try {
    const result = mapper.map(input);
    return isCandidates(result) ? { candidates: [...result.candidates] } : { output: result };
  } catch (error) {
    return RejectedError.is(error) ? { refused: error.code } : { threw: String(error) };
  }
}

function wanted({ output, candidates, refused }: MapperCase): object {
  if (refused !== undefined) return { refused };
  return candidates === undefined ? { output } : { candidates: [...candidates] };
}

/** What makes a value no attribute value; undefined for a good one. */
function strangeness(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `the number ${value}`;
  if (typeof value !== 'object') return `something of type ${typeof value}`;
  if (Array.isArray(value)) return value.map(strangeness).find((found) => found !== undefined);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `an object of class ${(value.constructor as { readonly name?: string } | undefined)?.name}`;
  return Object.values(value)
    .map(strangeness)
    .find((found) => found !== undefined);
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFrozen(inner);
  }
  return value;
}
