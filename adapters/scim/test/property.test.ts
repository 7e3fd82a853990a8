import type { Attributes, AttributeValue } from '@rollcall/contract';
import { ConflictError, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import { asking, context, KINDS, openScim, type ScimUnderTest } from './support/open-scim.js';

const MAIL = 'emails[type eq "work"].value';
const PHONE = 'phoneNumbers[type eq "mobile"].value';
const DEPARTMENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
const NAMES = ['title', 'nickName', 'name.givenName', 'name.familyName', MAIL, PHONE, DEPARTMENT] as const;

/** What a person should be, kept by the test alone. */
interface Person {
  readonly id: string;
  values: Record<string, AttributeValue>;
  active: boolean;
  readonly groups: Set<string>;
}

type Step =
  | { readonly kind: 'create'; readonly values: Attributes }
  | {
      readonly kind: 'update';
      readonly who: number;
      readonly values: Attributes;
      readonly knows: 'all' | 'nothing' | 'old';
    }
  | { readonly kind: 'switch'; readonly who: number; readonly active: boolean }
  | { readonly kind: 'join'; readonly who: readonly number[]; readonly group: number; readonly joins: boolean }
  | { readonly kind: 'delete'; readonly who: number };

const text = fc.oneof(
  fc.constantFrom('Ada', "O'Neil", 'Zoë "the" Ångström', '北京', 'a\\b', 'x] or [y', ' spaced '),
  fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }).filter((one) => one.trim() !== ''),
);
const values = fc.dictionary(fc.constantFrom(...NAMES), fc.option(text, { nil: null, freq: 4 }), { maxKeys: 5 });
const who = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), values }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      who,
      values,
      knows: fc.constantFrom('all', 'nothing', 'old'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('switch' as const), who, active: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      who: fc.array(who, { minLength: 1, maxLength: 5 }),
      group: fc.nat(1),
      joins: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), who }) },
);

describe('the SCIM adapter, whatever it is told to do', function () {
  this.timeout(60_000);

  for (const dialect of KINDS)
    it(`${dialect}: the service ends as a plain list of people says, over a wire that fails`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), fc.nat(), async (steps, seed) => {
          const open = await openScim({ dialect });
          try {
            await open.scim.writer.operations(AbortSignal.timeout(5_000));
            open.faults.random(seed, {
              rate: 0.15,
              kinds: ['drop-before', 'drop-after', 'error-after', 'too-many-requests', 'truncate', 'duplicate'],
              matcher: ({ method, body }) => method !== 'GET' && !body.includes('"add"') && !body.includes('"Add"'),
            });
            const history = new History(open, dialect !== 'okta');
            for (const one of steps) await history.play(one);
            expect(history.actual()).to.deep.equal(history.expected());
          } finally {
            await open.close();
          }
        }),
        { numRuns: 20, seed: Number(process.env.ROLLCALL_SEED ?? 20_260_105) },
      );
    });
});

class History {
  private readonly people: Person[] = [];
  private readonly groups: readonly string[];
  private made = 0;

  constructor(
    private readonly open: ScimUnderTest,
    private readonly deletes: boolean,
  ) {
    this.groups = ['Staff', 'Editors'].map((name) => open.service.addGroup(name).id);
  }

  async play(step: Step): Promise<void> {
    const { scim } = this.open;
    if (step.kind === 'create') return this.create(step.values);
    if (step.kind === 'join') return this.join(step.who, this.groups[step.group] ?? '', step.joins);
    const person = this.people[step.who % Math.max(1, this.people.length)];
    if (person === undefined) return;
    if (step.kind === 'switch') {
      await repeated(() => scim.writer[step.active ? 'reactivate' : 'deactivate'](person.id, context()));
      person.active = step.active;
    } else if (step.kind === 'delete') {
      if (!this.deletes) return;
      const { outcome } = await repeated(() => scim.writer.delete(person.id, context()));
      if (outcome === 'deactivated') person.active = false;
      else this.people.splice(this.people.indexOf(person), 1);
    } else await this.update(person, step.values, step.knows);
  }

  expected(): readonly unknown[] {
    return this.people.map(({ values, active, groups }) => ({
      values: sorted(values),
      active,
      groups: [...groups].sort(),
    }));
  }

  /** What the service holds, read from it by plain hand. */
  actual(): readonly unknown[] {
    return this.people.map(({ id }) => {
      const user = this.open.service.users.get(id) as unknown as RawUser | undefined;
      const raw: Record<string, string | undefined> = {
        userName: user?.userName,
        title: user?.title,
        nickName: user?.nickName,
        'name.givenName': user?.name?.givenName,
        'name.familyName': user?.name?.familyName,
        [MAIL]: user?.emails?.find(({ type }) => type === 'work')?.value,
        [PHONE]: user?.phoneNumbers?.find(({ type }) => type === 'mobile')?.value,
        [DEPARTMENT]: user?.['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']?.department,
      };
      return {
        values: sorted(
          Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined)) as Attributes,
        ),
        active: user?.active,
        groups: this.open.service.groupIdsOf(id).toSorted(),
      };
    });
  }

  /** An unknown outcome is looked up before anything is sent again, as the engine does. */
  private async create(values: Attributes): Promise<void> {
    this.made += 1;
    const userName = `person ${this.made} "x"`;
    const attributes = { ...values, userName };
    const id = await repeated(async () => {
      const terms = [{ attribute: 'userName', value: userName }];
      const [found] = await this.open.scim.writer.find(terms, asking('userName'));
      if (found !== undefined) return found.id;
      return (await this.open.scim.writer.create({ attributes, active: true, groups: [] }, context())).id;
    });
    this.people.push({ id, values: known(attributes), active: true, groups: new Set() });
  }

  private async update(person: Person, set: Attributes, knows: 'all' | 'nothing' | 'old'): Promise<void> {
    const before = Object.fromEntries(
      Object.keys(set).flatMap((name): [string, AttributeValue][] => {
        if (knows === 'nothing') return [];
        return [[name, person.values[name] ?? null]];
      }),
    );
    // What another hand did meanwhile: what is known is old then.
    if (knows === 'old') {
      const {
        emails: _,
        phoneNumbers: __,
        ...rest
      } = (this.open.service.users.get(person.id) as unknown as RawUser | undefined) ?? {};
      this.open.service.put('User', person.id, { ...rest });
      for (const name of [MAIL, PHONE]) delete person.values[name];
      for (const name of [MAIL, PHONE])
        if (before[name] !== undefined && before[name] === set[name]) delete before[name];
    }
    await repeated(() => this.open.scim.writer.update(person.id, { set, before }, context()));
    person.values = known({ ...person.values, ...set });
  }

  private async join(who: readonly number[], groupId: string, joins: boolean): Promise<void> {
    const chosen = [...new Set(who.flatMap((n) => this.people[n % Math.max(1, this.people.length)] ?? []))];
    if (chosen.length === 0) return;
    const ids = chosen.map(({ id }) => id);
    const change = { groupId, add: joins ? ids : [], remove: joins ? [] : ids };
    await repeated(async () => this.open.scim.groupWriter?.change(change, context()));
    for (const { groups } of chosen)
      if (joins) groups.add(groupId);
      else groups.delete(groupId);
  }
}

interface RawUser {
  readonly userName?: string;
  readonly title?: string;
  readonly nickName?: string;
  readonly name?: { readonly givenName?: string; readonly familyName?: string };
  readonly emails?: readonly { readonly type?: string; readonly value?: string }[];
  readonly phoneNumbers?: readonly { readonly type?: string; readonly value?: string }[];
  readonly active?: boolean;
  readonly 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: { readonly department?: string };
}

/** Tries again while the outcome is unknown, the service was away, or somebody is in the way: as the engine's next look does. */
async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if ((!UnavailableError.is(error) && !ConflictError.is(error)) || tries === 20) throw error;
    }
  }
}

function known(attributes: Attributes): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

function sorted(record: Attributes): Attributes {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
