import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { bundleTests, type TestOutcome } from './mutated-engine.js';
import { PLANTS, type Plant } from './plants.js';

const HISTORIES = 60;
const AT_ONCE = 2;

describe('bugs planted into the engine', function () {
  this.timeout(120_000);
  const outcomes = new Map<string, TestOutcome | Error>();
  before(async () => {
    const queue: (Plant | undefined)[] = [undefined, ...PLANTS];
    const worker = async (): Promise<void> => {
      while (queue.length > 0) {
        const plant = queue.shift();
        outcomes.set(plant?.id ?? 'none', await outcomeOf(plant).catch((error: unknown) => error as Error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });

  it('are not in the engine as it is: the same tests pass without a bug', () => {
    expect(outcome('none').code, outcome('none').output).to.equal(0);
    expect(outcome('none').output).to.match(/\d\d+ passing/);
  });

  for (const { id, bug } of PLANTS)
    it(`${id}: caught`, () => {
      const { code, output } = outcome(id);
      expect(code, `"${bug}" is not noticed: ${output}`).to.be.greaterThan(0);
      expect(output, 'a test fails, rather than the tests not starting').to.match(/\d+ failing/);
    });

  it('are listed in the README, each with what it does and what catches it', () => {
    const readme = readFileSync(join(root, 'test', 'planted', 'README.md'), 'utf8');
    const rows = PLANTS.map(({ id, bug, file, caughtBy }) => `| ${id} | ${bug} | ${file} | ${caughtBy} |`);
    for (const row of rows) expect(readme).to.contain(row);
    expect(readme.match(/^\| [a-z]/gm)).to.have.length(rows.length);
  });

  function outcome(id: string): TestOutcome {
    const found = outcomes.get(id) ?? new Error('it was not run');
    if (found instanceof Error) throw found;
    return found;
  }
});

async function outcomeOf(plant: Plant | undefined): Promise<TestOutcome> {
  const specs = plant === undefined ? [...new Set(PLANTS.map(({ caughtBy }) => caughtBy))] : [plant.caughtBy];
  const tests = await bundleTests(specs, plant);
  try {
    return await tests.run(HISTORIES);
  } finally {
    tests.remove();
  }
}
