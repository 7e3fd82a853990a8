import type { ClauseResult } from '@rollcall/testing';
import { expect } from 'chai';

/**
 * Registers two tests a clause list: each clause has a planted fault, and each fault breaks its clause. `check` runs the
 * contract on a sound plugin, or on one with the fault of a clause.
 */
export function describePlantedFaults<Fault>(
  faults: Readonly<Record<string, Fault>>,
  check: (fault: Fault | undefined) => Promise<readonly ClauseResult[]>,
): void {
  it('are kept by a sound plugin, and each has a planted fault', async () => {
    const results = await check(undefined);
    expect(results.filter(({ status }) => status !== 'kept')).to.deep.equal([]);
    expect(Object.keys(faults)).to.have.members(results.map(({ clause }) => clause));
  });

  for (const [clause, fault] of Object.entries(faults))
    it(`sees a fault: ${clause}`, async () => {
      const broken = (await check(fault)).filter(({ status }) => status === 'broken').map((result) => result.clause);
      expect(broken).to.include(clause);
    });
}
