import { readFileSync } from 'node:fs';
import type { PlanFile } from '@rollcall/engine';
import { expect } from 'chai';
import { openStage } from '../support/stage.js';
import { drupalPeople, joomlaPeople, twoSites, twoWayConfig } from '../support/two-way-stage.js';
import { disorder } from './join.js';

const PEOPLE = Number(process.env.ROLLCALL_JOIN_PEOPLE ?? 200);

describe(`joining two sites of ${PEOPLE} accounts each`, function () {
  this.timeout(600_000);

  it('yields a plan that a person can review; applying it loses nobody', async () => {
    const sites = twoSites();
    const { same, swapped, doubles, twins } = disorder(sites, PEOPLE, 3);
    const stage = await openStage({ drupal: sites.drupal, joomla: { site: sites.joomla } });
    try {
      stage.configure(twoWayConfig(stage, '    conflicts: intranet\n'));
      const before = { drupal: drupalPeople(sites.drupal), joomla: joomlaPeople(sites.joomla) };
      const refused = twins.filter((name) => before.joomla[name] !== before.drupal[name]);
      const file = `${stage.folder}/plan.json`;
      const planned = await stage.rollcall('plan', '--out', file);
      // Two people who have exchanged their addresses are an error that somebody has to put right.
      expect(planned.code, planned.out + planned.err).to.equal(1);
      const { people } = JSON.parse(readFileSync(file, 'utf8')) as PlanFile;
      const count = (kind: string): number =>
        (people ?? []).filter((group) => group.kind === kind).reduce((sum, group) => sum + group.people.length, 0);
      expect(planned.out).to.include(`${swapped} swapped: `).and.to.include(`${doubles} duplicate: `);
      expect([count('swapped'), count('duplicate')]).to.deep.equal([swapped, doubles]);
      expect(count('same') + count('adopt') + count('conflict'), 'on both sides').to.equal(same - swapped);
      expect(count('new'), 'made on either side').to.equal(2 * (PEOPLE - same) - doubles);
      const waits = await stage.rollcall('run', '--json');
      expect(waits.code).to.equal(3);
      expect(
        { drupal: drupalPeople(sites.drupal), joomla: joomlaPeople(sites.joomla) },
        'before it was approved',
      ).to.deep.equal(before);
      const { findings } = JSON.parse(waits.out) as {
        readonly findings: readonly { readonly code: string; readonly sourceId?: string }[];
      };
      const told = (code: string): number => findings.filter((finding) => finding.code === code).length;
      expect(told('swapped'), 'people whose addresses are swapped fit two accounts').to.equal(swapped);
      expect(told('twin'), 'doubles of people who have a partner by name').to.equal(doubles);
      const approved = await stage.rollcall('approve');
      expect(approved.code, approved.out + approved.err).to.equal(refused.length === 0 ? 0 : 1);
      await stage.rollcall('run');
      const after = { drupal: drupalPeople(sites.drupal), joomla: joomlaPeople(sites.joomla) };
      for (const at of ['drupal', 'joomla'] as const)
        for (const name of Object.keys(before[at])) {
          expect(after[at], `${name} at ${at}`).to.have.property(name);
          expect(after[at][name], `${name} at ${at} may sign in`).to.match(/active$/);
        }
      const left = new Set(findings.flatMap(({ sourceId }) => (sourceId === undefined ? [] : [sourceId])));
      expect(left.size).to.be.greaterThan(0);
      // Whoever is clear is the same on both sides from now on, and stands there once.
      const clear = Object.keys(after.drupal).filter(
        (name) => after.joomla[name] !== undefined && !isSwapped(name, swapped),
      );
      // What Joomla refuses, because somebody else there has the address, stays as it is until somebody changes it.
      for (const name of clear)
        expect(after.joomla[name], name).to.equal(refused.includes(name) ? before.joomla[name] : after.drupal[name]);
      expect(clear.length).to.equal(same - swapped + 2 * (PEOPLE - same) - doubles);
      const quiet = await stage.rollcall('run');
      expect(quiet.out, quiet.out).to.contain('Written: nothing');
    } finally {
      await stage.close();
    }
  });
});

function isSwapped(name: string, swapped: number): boolean {
  const number = /^same(\d+)$/.exec(name)?.[1];
  return number !== undefined && Number(number) < swapped;
}
