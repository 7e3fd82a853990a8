import { seededRandom } from '../../../../packages/testing/src/simulator/seeded-random.js';
import type { TwoWayWorld } from '../support/two-way-world.js';

/** What somebody who knows the people says of a person. The engine never sees it. */
export type Kind =
  /** On both sides, alike but for the letters' case. */
  | 'same'
  /** On both sides; one side lacks a value, or one has lists and groups that the other lacks. */
  | 'adopt'
  /** On both sides, with two values of one attribute. */
  | 'conflict'
  /** On both sides under two user names, with one address. */
  | 'renamed'
  /** On both sides, and the addresses of two or three such people went round on the second side. */
  | 'swapped'
  /** Two accounts of the second side have the address of one of the first, and none has its name. */
  | 'duplicate'
  /** On both sides under one name; another account of the second side has the address as well. */
  | 'twin'
  | 'only-one'
  | 'only-two'
  /** Only on the one side, where it may not sign in: nobody is made of it. */
  | 'blocked';

export interface KnownPerson {
  readonly kind: Kind;
  /** Ids of the accounts at the first and the second side. */
  readonly one: readonly string[];
  readonly two: readonly string[];
}

/** So many of a hundred people of a side that are on both sides. */
const AMONG_BOTH = [
  ['swapped', 3],
  ['conflict', 4],
  ['renamed', 6],
  ['twin', 2],
  ['adopt', 25],
  ['same', 60],
] as const;

/** Fills two sides with so many accounts each, 60 per cent the same people; the result says who is who. */
export function fillTwoSides(world: TwoWayWorld, accounts: number, seed: number): readonly KnownPerson[] {
  return new Filler(world, seed).fill(accounts);
}

class Filler {
  private readonly people: KnownPerson[] = [];
  private readonly random: () => number;
  private serial = 0;

  constructor(
    private readonly world: TwoWayWorld,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  fill(accounts: number): readonly KnownPerson[] {
    const both = Math.round(accounts * 0.6);
    for (const [kind, percent] of AMONG_BOTH) {
      const until = Math.round((both * percent) / 100);
      if (kind === 'swapped') this.swap(until);
      else for (let number = 0; number < until; number += 1) this.both(kind);
    }
    for (let number = 0; number < accounts / 100; number += 1) this.duplicates();
    while (this.world.one.accounts.size < accounts) this.alone('one');
    while (this.world.two.accounts.size < accounts) this.alone('two');
    return this.people;
  }

  private name(): string {
    this.serial += 1;
    // Names in no order, so that pages of the two sides have nothing to do with each other.
    return `u${Math.floor(this.random() * 1e9).toString(36)}x${this.serial}`;
  }

  private both(kind: 'same' | 'adopt' | 'conflict' | 'renamed' | 'twin'): void {
    const name = this.name();
    const one = { title: 'clerk', tags: ['a'], groups: ['a'] };
    const two = { title: 'clerk', tags: ['a'], groups: ['A'] };
    const upper = this.random() < 0.3;
    const shown = upper ? name.toUpperCase() : name;
    const mail = upper ? `${shown}@Example.test` : `${name}@example.test`;
    const odd = Math.floor(this.random() * 4);
    const changed =
      kind === 'adopt'
        ? ([{ title: null }, { tags: ['b'] }, { groups: [] }, { title: null, groups: ['B'] }][odd] as object)
        : kind === 'conflict'
          ? { title: 'head' }
          : {};
    this.world.add('one', `1-${name}`, { userName: name, mail: `${name}@example.test`, ...one });
    this.world.add('two', `2-${name}`, {
      userName: kind === 'renamed' ? `${name}.old` : shown,
      mail,
      ...two,
      ...changed,
    });
    this.people.push({ kind, one: [`1-${name}`], two: [`2-${name}`] });
    if (kind !== 'twin') return;
    this.world.add('two', `3-${name}`, { userName: `${name}.2`, mail: `${name}@example.test` });
    this.people.push({ kind: 'duplicate', one: [], two: [`3-${name}`] });
  }

  /** Rings of two and three people whose addresses went round at the second side. */
  private swap(count: number): void {
    for (let left = count; left > 1; ) {
      const ring = Array.from({ length: left === 3 || (left > 4 && this.random() < 0.4) ? 3 : 2 }, () => this.name());
      left -= ring.length;
      for (const [index, name] of ring.entries()) {
        const next = ring[(index + 1) % ring.length];
        this.world.add('one', `1-${name}`, { userName: name, mail: `${name}@example.test` });
        this.world.add('two', `2-${name}`, { userName: name, mail: `${next}@example.test` });
        this.people.push({ kind: 'swapped', one: [`1-${name}`], two: [`2-${name}`] });
      }
    }
  }

  private duplicates(): void {
    const name = this.name();
    this.world.add('one', `1-${name}`, { userName: name, mail: `${name}@example.test` });
    for (const more of ['b', 'c'])
      this.world.add('two', `2-${name}${more}`, { userName: `${name}.${more}`, mail: `${name}@example.test` });
    this.people.push({ kind: 'duplicate', one: [`1-${name}`], two: [`2-${name}b`, `2-${name}c`] });
  }

  private alone(at: 'one' | 'two'): void {
    const name = this.name();
    const active = this.random() < 0.9;
    const id = `${at}-${name}`;
    this.world.add(at, id, { userName: name, title: 'guest', groups: [at === 'one' ? 'b' : 'B'], active });
    const kind: Kind = active ? `only-${at}` : 'blocked';
    this.people.push({ kind, one: at === 'one' ? [id] : [], two: at === 'two' ? [id] : [] });
  }
}
