import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERRATA_7643 } from './tables/errata/errata-7643.js';
import { ERRATA_7644 } from './tables/errata/errata-7644.js';
import type { Erratum } from './tables/errata/erratum.js';

const ERRATA: readonly Erratum[] = [...ERRATA_7643, ...ERRATA_7644];

const FILE = new URL('../ERRATA.md', import.meta.url);
const STATUS: Readonly<Record<Erratum['status'], string>> = {
  verified: 'verified',
  held: 'held for document update',
  open: 'not verified',
};

describe('The errata of RFC 7643 and RFC 7644', () => {
  for (const { rfc, section, number, says, check } of ERRATA)
    it(`RFC ${rfc} ${section}, ${number === undefined ? 'no number' : `erratum ${number}`}: ${says}`, check);

  it('are in ERRATA.md as they are tested (written with UPDATE_DOCS=1)', () => {
    const made = page();
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(FILE, made);
    expect(readFileSync(FILE, 'utf8')).to.equal(made);
  });

  it('come once each', () => {
    const numbers = ERRATA.flatMap(({ number }) => (number === undefined ? [] : [number]));
    expect(new Set(numbers).size).to.equal(numbers.length);
  });
});

function page(): string {
  return `# Errata

Made by \`test/errata.test.ts\` from \`test/tables/errata/\`, where each has its check. Numbers lead to the list of the RFC Editor; "not verified" are those that
were reported, or held for an update of the document, when we last looked. A row without a number is a contradiction in the text for which we know none. Left out are
errata that mend nothing but the JSON of an example and errata that we have not seen the text of.

${table(7643)}
${table(7644)}`;
}

function table(rfc: Erratum['rfc']): string {
  const rows = ERRATA.filter((erratum) => erratum.rfc === rfc).map(({ section, number, status, says, here }) => {
    const link = number === undefined ? '–' : `[${number}](https://www.rfc-editor.org/errata/eid${number})`;
    return `| ${link} | ${STATUS[status]} | ${section} | ${says} | ${here} |`;
  });
  return `## RFC ${rfc}

| Number | Status | Section | What is wrong | What Rollcall does |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
