import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { coverageTable, DRUPAL_COVERAGE } from '../../src/drupal/coverage.js';
import { Player } from './player.js';
import { hasRecordings, recordedExchanges, recordingNames } from './recordings.js';

const TABLE = fileURLToPath(new URL('../../docs/drupal-coverage.md', import.meta.url));

describe('replay of the recorded Drupal site', () => {
  const found = new Map<string, readonly string[]>();

  before('plays all recordings, which stand beside the repository', async function () {
    if (!hasRecordings) this.skip();
    const player = new Player();
    for (const recording of recordedExchanges()) found.set(recording.name, await player.play(recording));
  });

  it('knows every recording, each in one list', () => {
    const { same, differs, notApplicable } = DRUPAL_COVERAGE;
    const listed = [...same, ...Object.keys(differs), ...Object.keys(notApplicable)];
    expect(listed.toSorted()).to.deep.equal(recordingNames());
  });

  for (const name of DRUPAL_COVERAGE.same) {
    it(`answers ${name} as recorded`, () => {
      expect(found.get(name)).to.deep.equal([]);
    });
  }

  for (const [name, reason] of Object.entries(DRUPAL_COVERAGE.differs)) {
    it(`answers ${name} otherwise: ${reason}`, () => {
      expect(found.get(name), 'it matches now: move it to the list of those that do').to.not.deep.equal([]);
    });
  }

  it('has a table in the documentation that says the same', () => {
    const table = coverageTable('Drupal 10.6', DRUPAL_COVERAGE);
    if (process.env.UPDATE_DOCS !== undefined) {
      mkdirSync(dirname(TABLE), { recursive: true });
      writeFileSync(TABLE, table);
    }
    expect(readFileSync(TABLE, 'utf8')).to.equal(table);
  });
});
