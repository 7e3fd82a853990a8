import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERRATA_7643 } from './tables/errata/errata-7643.js';
import { ERRATA_7644 } from './tables/errata/errata-7644.js';
import type { Erratum } from './tables/errata/erratum.js';
import { COUNTED, UNSEEN } from './tables/errata/unseen.js';

const ERRATA: readonly Erratum[] = [...ERRATA_7643, ...ERRATA_7644];

const FILE = new URL('../ERRATA.md', import.meta.url);
const STATUS: Readonly<Record<Erratum['status'], string>> = {
  verified: 'verified',
  held: 'held for document update',
  open: 'not verified',
};

describe('The errata of RFC 7643 and RFC 7644', () => {
  for (const { rfc, section, number, says, check } of ERRATA)
    it(`RFC ${rfc} ${section}, erratum ${number}: ${says}`, check);

  it('are in ERRATA.md as they are tested (written with UPDATE_DOCS=1)', () => {
    const made = page();
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(FILE, made);
    expect(readFileSync(FILE, 'utf8')).to.equal(made);
  });

  it('come once each, and are as many as there are', () => {
    const all = [...ERRATA, ...UNSEEN];
    expect(new Set(all.map(({ number }) => number)).size).to.equal(all.length);
    for (const rfc of [7643, 7644] as const)
      for (const status of ['verified', 'held', 'open'] as const)
        expect(all.filter((one) => one.rfc === rfc && one.status === status).length, `RFC ${rfc}, ${status}`).to.equal(
          COUNTED[rfc][status],
        );
  });
});

function page(): string {
  return `# Errata

Made by \`test/errata.test.ts\` from \`test/tables/errata/\`, where each has its check. Numbers lead to the list of the RFC Editor, as it was on ${COUNTED.day}; "not verified" are
those that were reported and not yet looked at. Rejected errata are left out.

${table(7643)}
${unseen(7643)}
${table(7644)}
${unseen(7644)}`;
}

function unseen(rfc: Erratum['rfc']): string {
  const lines = (['verified', 'held', 'open'] as const).flatMap((status) => {
    const own = UNSEEN.filter((one) => one.rfc === rfc && one.status === status);
    return own.length === 0 ? [] : [`${STATUS[status]}: ${own.map(({ number }) => linkTo(number)).join(', ')}`];
  });
  return `Known by their numbers only and not checked, because their texts were not to be had; some mend nothing but an example: ${lines.join('; ')}.
`;
}

function linkTo(number: number): string {
  return `[${number}](https://www.rfc-editor.org/errata/eid${number})`;
}

function table(rfc: Erratum['rfc']): string {
  const rows = ERRATA.filter((erratum) => erratum.rfc === rfc).map(({ section, number, status, says, here }) => {
    return `| ${linkTo(number)} | ${STATUS[status]} | ${section} | ${says} | ${here} |`;
  });
  return `## RFC ${rfc}

| Number | Status | Section | What is wrong | What Rollcall does |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
