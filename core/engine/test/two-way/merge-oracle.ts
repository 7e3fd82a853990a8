import { expect } from 'chai';
import type { DirectoryAccount } from '../../../../packages/testing/src/memory/memory-directory.js';
import type { TwoWayWorld } from '../support/two-way-world.js';

export type At = 'one' | 'two';
export const TEXTS = ['userName', 'mail', 'title'] as const;
export const TAGS = ['x', 'y', 'z'] as const;
export const GROUPS = { a: 'A', b: 'B' } as const;

/**
 * What must come of edits on two sides. It knows what people did and how runs ended, never what the engine remembers:
 * - whatever only one side changed since the sides last agreed, holds;
 * - of two texts, that of the preferred side holds; things that are or are not, such as a membership, cannot differ twice;
 * - after a run that was broken off, nobody can tell what the other side had seen: then either person's last word may hold.
 */
export class MergeOracle {
  private readonly people = new Map<number, Known>();

  constructor(
    private readonly world: TwoWayWorld,
    private readonly preferred: At,
  ) {}

  /** The account of a person at a side; names begin with the number of the person. */
  account(at: At, who: number): DirectoryAccount | undefined {
    return [...this.world[at].accounts.values()].find(({ attributes }) => isOf(attributes.userName, who));
  }

  known(who: number): Known {
    const known = this.people.get(who) ?? new Known();
    this.people.set(who, known);
    return known;
  }

  /** A run that did not look at everybody, or was broken off. */
  muddy(): void {
    for (const known of this.people.values()) known.isMuddy = true;
  }

  /** Somebody deleted a group at a side. */
  groupDeleted(at: At, group: string): void {
    for (const known of this.people.values()) known.deletions.set(`group ${group}`, at);
  }

  /** What must be, computed before a run in which nothing goes wrong. The result looks whether it is. */
  expectation(): () => void {
    const checks = [...this.people].map(([who, known]) => this.expectPerson(who, known));
    return () => {
      for (const check of checks) check();
    };
  }

  private expectPerson(who: number, known: Known): () => void {
    const before = { one: this.account('one', who), two: this.account('two', who) };
    const accounts = [before.one, before.two].filter((account) => account !== undefined);
    if (known.isUnclear) return () => {};
    if (known.isEnded) return () => this.checkEnded(who, known);
    if (accounts.length === 0) return () => {};
    if (accounts.length === 1 && accounts[0]?.active === false && !known.hasAgreed)
      return () => this.checkAlone(who, known);
    const texts = TEXTS.map((name) => [name, this.allowedTexts(known, before, name)] as const);
    const facts = FACTS.map((fact) => [fact.name, this.allowedFact(known, before, fact)] as const);
    return () => {
      const one = this.account('one', who);
      const two = this.account('two', who);
      if (one === undefined || two === undefined) throw new Error(`person ${who} is not on both sides`);
      for (const [name, allowed] of texts) {
        expectSame(textOf(one, name), textOf(two, name), () => `${name} of person ${who} on both sides`);
        expectAmong(textOf(one, name), allowed, () => `${name} of person ${who}`);
        known.base.set(name, textOf(one, name));
      }
      for (const fact of FACTS) {
        const value = fact.read(one, 'one', this.world);
        const allowed = facts.find(([name]) => name === fact.name)?.[1] ?? [];
        expectSame(value, fact.read(two, 'two', this.world), () => `${fact.name} of person ${who} on both sides`);
        expectAmong(value, allowed, () => `${fact.name} of person ${who}`);
        known.base.set(fact.name, fact.read(one, 'one', this.world));
      }
      known.agree();
    };
  }

  private allowedTexts(
    known: Known,
    before: Record<At, DirectoryAccount | undefined>,
    name: string,
  ): readonly unknown[] {
    const edits = known.edits.get(name) ?? {};
    const sides = (['one', 'two'] as const).filter(
      (at) => at in edits && (known.isMuddy || edits[at] !== known.base.get(name)),
    );
    if (!known.hasAgreed) {
      // They never agreed: one value, or the preferred one of two; empty is no value.
      const values = (['one', 'two'] as const).flatMap((at) =>
        before[at] === undefined ? [] : [textOf(before[at], name)],
      );
      if (known.isMuddy) return [...values, ...Object.values(edits)];
      const given = values.filter((value) => value !== null);
      if (given.length < 2) return [given[0] ?? null];
      return [textOf(before[this.preferred] as DirectoryAccount, name)];
    }
    const [one, other] = sides;
    if (one === undefined) return [known.base.get(name)];
    if (other === undefined) return [edits[one]];
    return known.isMuddy ? [edits.one, edits.two] : [edits[this.preferred]];
  }

  private allowedFact(
    known: Known,
    before: Record<At, DirectoryAccount | undefined>,
    { name, read }: FactAt,
  ): readonly boolean[] {
    const edits = known.edits.get(name) ?? {};
    const base = known.base.get(name) as boolean | undefined;
    const now = (['one', 'two'] as const).flatMap((at) =>
      before[at] === undefined ? [] : [read(before[at], at, this.world)],
    );
    if (!known.hasAgreed) {
      if (known.isMuddy) return [true, false];
      if (name !== 'active') return [now.some((value) => value)];
      return [
        before[this.preferred] === undefined
          ? (now[0] ?? true)
          : read(before[this.preferred] as DirectoryAccount, this.preferred, this.world),
      ];
    }
    const deletedAt = known.deletions.get(name);
    if (deletedAt !== undefined) {
      // Nobody took anybody out of a group by deleting it: what the other side has, holds.
      if (Object.keys(edits).length === 0) return [base === true];
      const other = before[deletedAt === 'one' ? 'two' : 'one'];
      if (known.isMuddy || other === undefined) return [true, false];
      return [read(other, deletedAt === 'one' ? 'two' : 'one', this.world)];
    }
    if (!known.isMuddy) return [now.some((value) => value !== base) ? base !== true : base === true];
    const sides = Object.keys(edits) as At[];
    if (sides.length === 0) return [base === true];
    return sides.length === 1 ? [edits[sides[0] as At] === true] : [true, false];
  }

  /** Whose account was deleted on one side: the other one may not sign in because of it, and nobody is made anew. */
  private checkEnded(who: number, known: Known): void {
    for (const at of known.gone) expect(this.account(at, who), `person ${who}, deleted at ${at}`).to.equal(undefined);
    const left = this.account('one', who) ?? this.account('two', who);
    if (left !== undefined && !known.isRevived) expect(left.active, `what is left of person ${who}`).to.equal(false);
  }

  private checkAlone(who: number, known: Known): void {
    if (known.isMuddy) return;
    expect(
      [this.account('one', who), this.account('two', who)].filter(Boolean).length,
      `accounts of person ${who}`,
    ).to.equal(1);
  }
}

/** Millions of these hold: words are made only for the one that does not. */
function expectSame(actual: unknown, expected: unknown, what: () => string): void {
  if (actual !== expected) expect(actual, what()).to.equal(expected);
}

function expectAmong(actual: unknown, allowed: readonly unknown[], what: () => string): void {
  if (!allowed.includes(actual)) expect(allowed, what()).to.include(actual);
}

/** What people did to one person since both sides last agreed. */
class Known {
  readonly edits = new Map<string, Partial<Record<At, unknown>>>();
  readonly base = new Map<string, unknown>();
  readonly gone = new Set<At>();
  /** Where a group was deleted since both sides last agreed, by membership. */
  readonly deletions = new Map<string, At>();
  hasAgreed = false;
  isMuddy = false;
  /** Somebody let the one that was left sign in again. */
  isRevived = false;

  /** Deleted before anybody could know whether the other side had been told of it. */
  isUnclear = false;

  /** Somebody deleted the account at a side. Before the sides knew of each other, it is as if it had never been there. */
  deleted(at: At): void {
    if (this.hasAgreed) this.gone.add(at);
    else if (this.isMuddy) this.isUnclear = true;
    else for (const edits of this.edits.values()) delete edits[at];
  }

  get isEnded(): boolean {
    return this.gone.size > 0;
  }

  edited(at: At, name: string, value: unknown): void {
    this.edits.set(name, { ...this.edits.get(name), [at]: value });
  }

  agree(): void {
    this.edits.clear();
    this.deletions.clear();
    this.hasAgreed = true;
    this.isMuddy = false;
  }
}

interface FactAt {
  readonly name: string;
  readonly read: (account: DirectoryAccount, at: At, world: TwoWayWorld) => boolean;
}

export function tagsOf({ attributes }: DirectoryAccount): readonly string[] {
  return (attributes.tags ?? []) as readonly string[];
}

const FACTS: readonly FactAt[] = [
  { name: 'active', read: ({ active }) => active },
  ...TAGS.map((tag) => ({ name: `tag ${tag}`, read: (account: DirectoryAccount) => tagsOf(account).includes(tag) })),
  ...(Object.entries(GROUPS) as [keyof typeof GROUPS, string][]).map(([one, two]) => ({
    name: `group ${one}`,
    read: ({ groups }: DirectoryAccount, at: At, world: TwoWayWorld) =>
      groups.has(world.groupNamed(at, at === 'one' ? one : two) ?? ''),
  })),
];

function textOf({ attributes }: DirectoryAccount, name: string): unknown {
  return attributes[name] ?? null;
}

function isOf(userName: unknown, who: number): boolean {
  return userName === `p${who}` || String(userName).startsWith(`p${who}.`);
}
