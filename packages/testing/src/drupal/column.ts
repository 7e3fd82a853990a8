import { DrupalProblem } from './problem.js';

/** A value as a table holds it. */
export type Cell = string | number | null;

/**
 * Something that filters and sorts can name. `integer` columns compare a text with any letter as greater than every
 * number, as SQLite does; `nocase` columns ignore case for equality, never for order.
 */
export interface Column<Row> {
  readonly path: string;
  readonly type: 'integer' | 'text' | 'nocase';
  /** The values of a row: none or several where the field has many values. */
  cells(row: Row): readonly Cell[];
}

/** Finds the column for a path of a request; throws 400 or 403 where there is none to use. */
export type ColumnResolver<Row> = (path: string) => Column<Row>;

/** A filter condition's test of a row. */
export type Test<Row> = (row: Row) => boolean;

export const OPERATORS: readonly string[] = [
  '=',
  '<>',
  '>',
  '>=',
  '<',
  '<=',
  'STARTS_WITH',
  'CONTAINS',
  'ENDS_WITH',
  'IN',
  'NOT IN',
  'BETWEEN',
  'NOT BETWEEN',
  'IS NULL',
  'IS NOT NULL',
];

/** Makes the test of one condition. A NULL passes only IS NULL, as in SQL. */
export function testOf<Row>(column: Column<Row>, operator: string, values: readonly string[]): Test<Row> {
  if (operator === 'IS NULL') return (row) => column.cells(row).every((cell) => cell === null);
  if (operator === 'IS NOT NULL') return (row) => column.cells(row).some((cell) => cell !== null);
  const passes = cellTest(column.type, operator, values);
  return (row) => column.cells(row).some((cell) => cell !== null && passes(cell));
}

/** Orders two cells as the database does: NULL first, numbers before texts, texts by code point. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}

type Comparison = (cell: string | number) => boolean;

function cellTest(type: Column<unknown>['type'], operator: string, values: readonly string[]): Comparison {
  const operand = (text: string): string | number => toOperand(type, text);
  const first = operand(values[0] ?? '');
  const second = operand(values[1] ?? '');
  const compare = (cell: string | number, value: string | number): number =>
    compareCells(type === 'nocase' ? String(cell).toLowerCase() : cell, value);
  switch (operator) {
    case '=':
      return (cell) => compare(cell, first) === 0;
    case '<>':
      return (cell) => compare(cell, first) !== 0;
    case '>':
      return (cell) => compare(cell, first) > 0;
    case '>=':
      return (cell) => compare(cell, first) >= 0;
    case '<':
      return (cell) => compare(cell, first) < 0;
    case '<=':
      return (cell) => compare(cell, first) <= 0;
    case 'IN':
    case 'NOT IN': {
      const wanted = new Set(values.map(operand));
      return (cell) => wanted.has(type === 'nocase' ? String(cell).toLowerCase() : cell) === (operator === 'IN');
    }
    case 'BETWEEN':
      return (cell) => compare(cell, first) >= 0 && compare(cell, second) <= 0;
    case 'NOT BETWEEN':
      return (cell) => compare(cell, first) < 0 || compare(cell, second) > 0;
    default:
      return likeTest(operator, values[0] ?? '');
  }
}

function toOperand(type: Column<unknown>['type'], text: string): string | number {
  if (type === 'integer') return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : text;
  return type === 'nocase' ? text.toLowerCase() : text;
}

/** LIKE ignores the case of ASCII letters on SQLite, whatever the column. */
function likeTest(operator: string, text: string): Comparison {
  const fold = (value: string): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const wanted = fold(text);
  switch (operator) {
    case 'STARTS_WITH':
      return (cell) => fold(String(cell)).startsWith(wanted);
    case 'ENDS_WITH':
      return (cell) => fold(String(cell)).endsWith(wanted);
    case 'CONTAINS':
      return (cell) => fold(String(cell)).includes(wanted);
    default:
      throw new DrupalProblem(400, `The '${operator}' operator is not allowed in a filter parameter.`);
  }
}
