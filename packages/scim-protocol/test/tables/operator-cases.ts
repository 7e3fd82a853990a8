/** The operators of table 3 of RFC 7644 §3.4.2.2, in the order of the letters below. */
export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;

/** [section, attribute, what the resource has, what is asked for, T or F for each operator] */
export const OPERATOR_CASES: readonly (readonly [string, string, unknown, string, string])[] = [
  ['7643 §4.1.1 without case', 'userName', 'Banana', 'banana', 'TFTTTFTFT'],
  ['7643 §4.1.1 without case', 'userName', 'Banana', 'BAN', 'FTTTFTTFF'],
  ['7643 §4.1.1 without case', 'userName', 'Banana', 'ana', 'FTTFTTTFF'],
  ['7643 §4.1.1 without case', 'userName', 'Banana', 'Cherry', 'FTFFFFFTT'],
  ['7643 §4.1.1 without case', 'userName', 'Banana', '', 'FTTTTTTFF'],
  ['7643 §4.1.1 without case, beyond ASCII', 'userName', 'ÉCLAIR', 'éclair', 'TFTTTFTFT'],
  ['7643 §3.1 with case', 'id', 'Banana', 'Banana', 'TFTTTFTFT'],
  ['7643 §3.1 with case', 'id', 'Banana', 'banana', 'FTFFFFFTT'],
  ['7643 §3.1 with case', 'id', 'Banana', 'ana', 'FTTFTFFTT'],
  ['7643 §3.1 with case', 'externalId', 'a', 'A', 'FTFFFTTFF'],
  ['7643 §2.5 absent', 'nickName', undefined, 'x', 'FTFFFFFFF'],
  ['7643 §2.5 null is absent', 'nickName', null, 'x', 'FTFFFFFFF'],
  ['7643 §2.5 an empty list is absent', 'emails.value', [], 'x', 'FTFFFFFFF'],
  ['7643 §2.5 an empty text is a value', 'title', '', '', 'TFTTTFTFT'],
  ['7643 §2.5 an empty text is a value', 'title', '', 'a', 'FTFFFFFTT'],
  ['§3.4.2.2 any of several', 'emails.value', ['a@x.test', 'b@y.test'], 'b@y.test', 'TTTTTFTTT'],
  ['§3.4.2.2 any of several', 'emails.value', ['a@x.test', 'b@y.test'], 'x.test', 'FTTFTFFTT'],
  ['§3.4.2.2 any of several', 'emails.value', ['a@x.test', 'b@y.test'], 'A@X.TEST', 'TTTTTTTFT'],
  ['§3.4.2.2 one of one', 'emails.value', ['a@x.test'], 'a@x.test', 'TFTTTFTFT'],
  [
    '7643 §2.3.5 another zone, the same time',
    'meta.created',
    '2020-01-01T00:00:00Z',
    '2020-01-01T01:00:00+01:00',
    'TFFFFFTFT',
  ],
  ['7643 §2.3.5 a later time', 'meta.created', '2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z', 'FTFFFFFTT'],
  ['7643 §2.3.5 an earlier time', 'meta.created', '2020-01-01T00:00:00Z', '2019-12-31T23:00:00-00:30', 'FTFFFTTFF'],
];
