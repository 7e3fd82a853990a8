import { join } from 'node:path';
import { createRollcall } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import { SqliteState } from '@rollcall/state-sql';
import type { DrupalUser } from '@rollcall/testing';
import { seededRandom } from '@rollcall/testing';
import triggers from '@rollcall/triggers';
import { expect } from 'chai';
import { openStage, type Stage } from '../support/stage.js';
import {
  addPerson,
  drupalPeople,
  GROUPS,
  groupId,
  joomlaPeople,
  type TwoSites,
  twoSites,
  twoWayConfig,
  writesOf,
} from '../support/two-way-stage.js';

export interface WeekReport {
  readonly people: number;
  readonly changes: number;
  readonly runs: number;
  readonly writes: number;
  readonly reads: number;
  /** Reads beyond those that as many runs of the same kinds take when nothing has changed. */
  readonly readsForChanges: number;
}

/** What is wanted of a person, by what people did on either side; where both did something else, the intranet has its way. */
interface Wanted {
  department: string;
  phone: string;
  groups: Set<keyof typeof GROUPS>;
  active: boolean;
  /** Deleted at this site: what is left on the other one may not sign in. */
  goneFrom?: 'drupal' | 'joomla';
}

const DAY_MS = 86_400_000;
type At = 'drupal' | 'joomla';
const DEPARTMENTS = ['Sales', 'Law', 'Press', 'Shop', 'Lab'];

/** A week on two sites: people join, move, are blocked, come back and leave on both, and Rollcall runs every few hours. Throws when it does not end right. */
export async function liveOneWeek({
  people,
  seed,
  runsADay,
  changes = false,
}: {
  readonly people: number;
  readonly seed: number;
  readonly runsADay: number;
  /** Runs are about who changed, as far as a site tells that; once a day about everybody. */
  readonly changes?: boolean;
}): Promise<WeekReport> {
  // The week that is just over: what a site tells by its clock is as far apart as in life, and none of it lies in the future.
  const time = { now: Date.now() - 8 * DAY_MS };
  // It goes on with every look at it: of thousands who were registered in one second Joomla could not give a proven list.
  const sites = twoSites({ now: () => (time.now += 1) });
  for (let number = 0; number < people; number += 1)
    addPerson(sites, number % 2 === 0 ? 'drupal' : 'joomla', `person${number}`, {
      department: DEPARTMENTS[number % 5] ?? '',
    });
  const stage = await openStage({ drupal: sites.drupal, joomla: { site: sites.joomla } });
  stage.configure(twoWayConfig(stage, '    conflicts: intranet\n'));
  try {
    return await new Week(stage, sites, { seed, time, onlyChanges: changes }).live(people, runsADay);
  } finally {
    await stage.close();
  }
}

class Week {
  private readonly random: () => number;
  private readonly wanted = new Map<string, Wanted>();
  private readonly time: { now: number };
  private readonly onlyChanges: boolean;
  private changes = 0;
  private serial = 0;

  constructor(
    private readonly stage: Stage,
    private readonly sites: TwoSites,
    {
      seed,
      time,
      onlyChanges,
    }: { readonly seed: number; readonly time: { now: number }; readonly onlyChanges: boolean },
  ) {
    this.random = seededRandom(seed);
    this.time = time;
    this.onlyChanges = onlyChanges;
  }

  async live(people: number, runsADay: number): Promise<WeekReport> {
    for (let number = 0; number < people; number += 1)
      this.wanted.set(`person${number}`, {
        department: DEPARTMENTS[number % 5] ?? '',
        phone: '',
        groups: new Set(),
        active: true,
      });
    await this.run(3);
    await this.command(0, 'approve');
    await this.run();
    this.check();
    const start = this.requests();
    let runs = 0;
    for (let day = 0; day < 7; day += 1)
      for (let hour = 0; hour < runsADay; hour += 1) {
        const isAboutChanges = this.onlyChanges && hour > 0;
        this.time.now += (0.4 * DAY_MS) / runsADay;
        this.edit(Math.max(3, Math.round(people / 100)), isAboutChanges);
        this.time.now += (0.6 * DAY_MS) / runsADay;
        if (isAboutChanges) await this.runChanges();
        else await this.run();
        runs += 1;
        this.check();
      }
    const end = this.requests();
    const before = writesOf(this.stage.drupal) + writesOf(this.stage.joomla);
    // What the last run wrote comes back as changed, once.
    await this.run();
    const reads = end.reads - start.reads;
    const forEverybody = await this.readsOf(() => this.run());
    const forChanges = this.onlyChanges ? await this.readsOf(() => this.runChanges()) : 0;
    const fullRuns = this.onlyChanges ? runs / runsADay : runs;
    const anyway = fullRuns * forEverybody + (runs - fullRuns) * forChanges;
    // Rollcall asks Drupal whether it may write by a POST that writes nothing, once a run.
    const quiet = this.onlyChanges ? 3 : 2;
    expect(writesOf(this.stage.drupal) + writesOf(this.stage.joomla), 'writes after a quiet week').to.equal(
      before + quiet,
    );
    return {
      people,
      changes: this.changes,
      runs,
      writes: end.writes - start.writes - runs,
      reads,
      readsForChanges: reads - anyway,
    };
  }

  private async readsOf(run: () => Promise<void>): Promise<number> {
    const before = this.requests().reads;
    await run();
    return this.requests().reads - before;
  }

  private requests(): { readonly writes: number; readonly reads: number } {
    const { drupal, joomla } = this.stage;
    return { writes: writesOf(drupal) + writesOf(joomla), reads: (drupal.counts.GET ?? 0) + (joomla.counts.GET ?? 0) };
  }

  private async run(code = 0): Promise<void> {
    await this.command(code, 'run');
  }

  /** As a trigger does it that asks for changes. */
  private async runChanges(): Promise<void> {
    const rollcall = await createRollcall({
      config: join(this.stage.folder, 'rollcall.yaml'),
      env: this.stage.env,
      extensions: [mappers, triggers],
      state: ({ state }, folder) => new SqliteState(join(folder, state.path)),
    });
    try {
      const { status, error } = await rollcall.sync('people').run({ changes: true });
      expect([status, error]).to.deep.equal(['done', undefined]);
    } finally {
      await rollcall.state.close();
      await rollcall.close();
    }
  }

  private async command(code: number, ...args: readonly string[]): Promise<void> {
    const result = await this.stage.rollcall(...args);
    expect(result.code, result.out + result.err).to.equal(code);
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }

  /** So many things that people do between two runs, each of another person, or of one person on both sides. */
  private edit(count: number, isAboutChanges: boolean): void {
    const names = [...this.wanted].filter(([, { goneFrom }]) => goneFrom === undefined).map(([name]) => name);
    const chosen = new Set(Array.from({ length: count }, () => this.pick(names)));
    for (const name of chosen) {
      const at = this.pick<At>(['drupal', 'joomla']);
      const what = this.random();
      if (what < 0.1) this.join(at);
      // Drupal does not list who is gone: a run about changes cannot know it, and an event or the next run about everybody tells.
      else if (what < 0.17) this.leave(name, isAboutChanges ? 'joomla' : at);
      else if (what < 0.3) this.block(name, at);
      else if (what < 0.5) this.regroup(name, at);
      else if (what < 0.6) this.quarrel(name);
      else this.move(name, at);
      this.changes += 1;
    }
  }

  private join(at: At): void {
    const name = `new${(this.serial += 1)}`;
    addPerson(this.sites, at, name, { department: 'Shop', groups: ['manager'] });
    this.wanted.set(name, { department: 'Shop', phone: '', groups: new Set(['manager']), active: true });
  }

  private leave(name: string, at: At): void {
    const { drupal, joomla } = this.people(name);
    if (at === 'drupal') this.sites.drupal.deleteUser(drupal.uid);
    else this.sites.joomla.deleteUser(joomla.id);
    this.want(name).goneFrom = at;
  }

  private block(name: string, at: At): void {
    const { drupal, joomla } = this.people(name);
    const wanted = this.want(name);
    wanted.active = !wanted.active;
    if (at === 'drupal') this.sites.drupal.updateUser(drupal.uid, { status: wanted.active });
    else joomla.block = wanted.active ? 0 : 1;
  }

  private regroup(name: string, at: At): void {
    const { drupal, joomla } = this.people(name);
    const role = this.pick(Object.keys(GROUPS) as (keyof typeof GROUPS)[]);
    const { groups } = this.want(name);
    const has = groups.has(role);
    if (has) groups.delete(role);
    else groups.add(role);
    const id = groupId(this.sites.joomla, GROUPS[role]);
    if (at === 'joomla') joomla.groups[has ? 'delete' : 'add'](id);
    else
      this.sites.drupal.updateUser(drupal.uid, {
        roles: has ? drupal.roles.filter((one) => one !== role) : [...drupal.roles, role],
      });
  }

  private move(name: string, at: At): void {
    const phone = `+49 30 ${(this.serial += 1)}`;
    this.write(name, at, 'phone', phone);
    this.want(name).phone = phone;
  }

  /** Both sides change one value, each to another one; and each changes another value, which nobody quarrels about. */
  private quarrel(name: string): void {
    const wanted = this.want(name);
    const department = `D${(this.serial += 1)}`;
    this.write(name, 'drupal', 'department', department);
    this.write(name, 'joomla', 'department', `J${this.serial}`);
    this.write(name, 'joomla', 'phone', `${this.serial}`);
    Object.assign(wanted, { department, phone: `${this.serial}` });
  }

  private write(name: string, at: At, field: 'department' | 'phone', value: string): void {
    const { drupal, joomla } = this.people(name);
    if (at === 'joomla') joomla.fields.set(field, value);
    else this.sites.drupal.updateUser(drupal.uid, { fields: { ...drupal.fields, [`field_${field}`]: value } });
  }

  private want(name: string): Wanted {
    return this.wanted.get(name) as Wanted;
  }

  private people(name: string): {
    readonly drupal: DrupalUser;
    readonly joomla: NonNullable<ReturnType<TwoSites['joomla']['userByUsername']>>;
  } {
    const drupal = this.sites.drupal.users.findByName(name);
    const joomla = this.sites.joomla.userByUsername(name);
    if (drupal === undefined || joomla === undefined) throw new Error(`${name} is not on both sites`);
    return { drupal, joomla };
  }

  /** Both sites hold exactly what people wanted. */
  private check(): void {
    const shown = { drupal: drupalPeople(this.sites.drupal), joomla: joomlaPeople(this.sites.joomla) };
    for (const at of ['drupal', 'joomla'] as const) {
      const expected: Record<string, string> = {};
      for (const [name, { department, phone, groups, active, goneFrom }] of [...this.wanted].sort(([a], [b]) =>
        a < b ? -1 : 1,
      )) {
        if (goneFrom === at) continue;
        const titles = Object.entries(GROUPS)
          .filter(([role]) => groups.has(role as keyof typeof GROUPS))
          .map(([, title]) => title);
        const face = [
          `${name}@example.test`,
          department,
          phone,
          titles.join('+'),
          active && goneFrom === undefined ? 'active' : 'blocked',
        ];
        expected[name] = face.join(' | ');
      }
      expect(shown[at], `people at ${at}`).to.deep.equal(expected);
    }
  }
}
