import type { Attributes, CorrelationTerm, Scalar } from '@rollcall/contract';
import type { CorrelationRule } from './compiled-sync.js';

/** What a rule looks for, for one account; `undefined` when a value is missing, so that the rule says nothing. */
export function correlationTerms(
  rule: CorrelationRule,
  attributes: Attributes,
): readonly CorrelationTerm[] | undefined {
  const terms: CorrelationTerm[] = [];
  for (const attribute of rule.attributes) {
    const value = firstScalar(attributes[attribute]);
    if (value === undefined || value === '') return undefined;
    terms.push({ attribute, value });
  }
  return terms;
}

/** One text for the same account found by the same rule, as the target compares: without case unless it is exact. */
export function correlationKey(rule: CorrelationRule, attributes: Attributes): string | undefined {
  const terms = correlationTerms(rule, attributes);
  if (terms === undefined) return undefined;
  const values = terms.map(({ value }, index) => {
    const text = String(value).normalize('NFC');
    return rule.caseExact[index] === true ? text : text.toLowerCase();
  });
  return JSON.stringify([...rule.attributes, ...values]);
}

function firstScalar(value: Attributes[string] | undefined): Scalar | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'object' || first === undefined ? undefined : (first as Scalar);
}
