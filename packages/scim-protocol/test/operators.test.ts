import { evaluateFilter, parseFilter, printValue, USER_INDEX } from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { rfc } from './support/section.js';
import { OPERATOR_CASES, OPERATORS } from './tables/operator-cases.js';

describe('The operators of a SCIM filter', () => {
  for (const [section, attribute, value, wanted, letters] of OPERATOR_CASES) {
    for (const [at, operator] of OPERATORS.entries()) {
      const filter = `${attribute} ${operator} ${printValue(wanted)}`;
      it(`${rfc(section)}: of ${JSON.stringify(value) ?? 'nothing'}, ${filter} is ${letters[at] === 'T'}`, () => {
        expect(letters).to.match(/^[TF]{9}$/);
        expect(
          evaluateFilter(parseFilter(filter, { index: USER_INDEX }), resourceWith(attribute, value), USER_INDEX),
        ).to.equal(letters[at] === 'T');
      });
    }
  }
});

function resourceWith(attribute: string, value: unknown): Readonly<Record<string, unknown>> {
  const [name = '', part] = attribute.split('.');
  if (part === undefined) return { [name]: value };
  return { [name]: Array.isArray(value) ? value.map((own) => ({ [part]: own })) : { [part]: value } };
}
