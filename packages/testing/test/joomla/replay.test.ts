import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { coverageTable } from '../../src/drupal/coverage.js';
import { JOOMLA_COVERAGE } from '../../src/joomla/coverage.js';
import { Player } from './player.js';
import { hasRecordings, recordedExchanges, recordingNames } from './recordings.js';

const TABLE = fileURLToPath(new URL('../../docs/joomla-coverage.md', import.meta.url));

describe('replay of the recorded Joomla site', () => {
  const found = new Map<string, readonly string[]>();

  before('plays all recordings, which stand beside the repository', async function () {
    if (!hasRecordings) this.skip();
    const recordings = recordedExchanges();
    const player = new Player(recordings);
    for (const recording of recordings) found.set(recording.name, await player.play(recording));
  });

  it('knows every recording, each in one list', () => {
    const { same, differs, notApplicable } = JOOMLA_COVERAGE;
    const listed = [...same, ...Object.keys(differs), ...Object.keys(notApplicable)];
    expect(listed.toSorted()).to.deep.equal(recordingNames().toSorted());
    expect([...found.keys()].toSorted()).to.deep.equal([...same, ...Object.keys(differs)].toSorted());
  });

  for (const name of JOOMLA_COVERAGE.same) {
    it(`answers ${name} as recorded, byte by byte`, () => {
      expect(found.get(name)).to.deep.equal([]);
    });
  }

  for (const [name, reason] of Object.entries(JOOMLA_COVERAGE.differs)) {
    it(`answers ${name} otherwise: ${reason}`, () => {
      expect(found.get(name), 'it matches now: move it to the list of those that do').to.not.deep.equal([]);
    });
  }

  it('has a table in the documentation that says the same', () => {
    const table = coverageTable('Joomla 5.2 with the miniOrange SCIM plugin 4.0.4 (free)', JOOMLA_COVERAGE);
    if (process.env.UPDATE_DOCS !== undefined) {
      mkdirSync(dirname(TABLE), { recursive: true });
      writeFileSync(TABLE, table);
    }
    expect(readFileSync(TABLE, 'utf8')).to.equal(table);
  });
});
