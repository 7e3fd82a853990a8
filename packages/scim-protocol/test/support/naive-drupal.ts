import type { Person } from './query-people.js';

export type Database = 'sqlite' | 'mysql' | 'postgresql';

/** How a database compares two texts with `=` and with LIKE, as far as it is known; the folding of LIKE. */
const FOLDS: Readonly<
  Record<Database, { readonly equal: (text: string) => string; readonly like: (text: string) => string }>
> = {
  sqlite: { equal: (text) => text, like: asciiFolded },
  // Without case, accents and blanks at the end.
  mysql: { equal: (text) => overlooking(text).trimEnd(), like: overlooking },
  postgresql: { equal: (text) => text, like: (text) => text.toLowerCase() },
};

/**
 * Who comes when Drupal's JSON:API is asked with these parameters. Written from what was observed of Drupal and what its databases
 * document, knowing nothing of what makes the parameters. Throws for what Drupal refuses.
 */
export function naiveDrupal(address: string, people: readonly Person[], database: Database): readonly Person[] {
  const nodes = new Map<string, { kind: string; readonly keys: Map<string, string[]> }>();
  for (const [key, value] of new URLSearchParams(address)) {
    const [, name = '', kind = '', inner = ''] =
      /^filter\[(\w+)\]\[(condition|group)\]\[(\w+)\](?:\[\])?$/.exec(key) ?? [];
    if (name === '') throw new Error(`400: ${key}`);
    const node = nodes.get(name) ?? { kind, keys: new Map<string, string[]>() };
    nodes.set(name, node);
    node.keys.set(inner, [...(node.keys.get(inner) ?? []), value]);
  }
  const test = (name: string, person: Person): boolean => {
    const node = nodes.get(name);
    const text = (key: string): string => node?.keys.get(key)?.[0] ?? '';
    if (node?.kind === 'condition')
      return condition(text('path'), text('operator'), node.keys.get('value') ?? [], person, database);
    const members = [...nodes].filter(([, { keys }]) => keys.get('memberOf')?.[0] === name).map(([member]) => member);
    if (members.length === 0) throw new Error(`empty group ${name}`);
    return text('conjunction') === 'OR'
      ? members.some((one) => test(one, person))
      : members.every((one) => test(one, person));
  };
  const roots = [...nodes].filter(([, { keys }]) => !keys.has('memberOf')).map(([name]) => name);
  return people.filter((person) => roots.every((name) => test(name, person)));
}

function condition(
  path: string,
  operator: string,
  operands: readonly string[],
  person: Person,
  database: Database,
): boolean {
  const cells = cellsOf(path, person);
  if (operator === 'IS NULL') return cells.length === 0;
  if (operator === 'IS NOT NULL') return cells.length > 0;
  const [operand] = operands;
  if (operand === undefined) throw new Error('400: no value');
  return cells.some((cell) => {
    if (typeof cell === 'number') return numbers(cell, operator, operand);
    const { equal, like } = FOLDS[database];
    // A text field of Drupal asks by LIKE for "=", unless it is an address.
    const same = (one: string): boolean => (path === 'name' ? like(cell) === like(one) : equal(cell) === equal(one));
    if (operator === '=') return same(operand);
    if (operator === '<>') return !same(operand);
    if (operator === 'IN') return operands.some(same);
    if (operator === 'CONTAINS') return like(cell).includes(like(operand));
    if (operator === 'STARTS_WITH') return like(cell).startsWith(like(operand));
    if (operator === 'ENDS_WITH') return like(cell).endsWith(like(operand));
    throw new Error(`400: ${operator} with a text`);
  });
}

function cellsOf(path: string, person: Person): readonly (string | number)[] {
  const cells: Readonly<Record<string, unknown>> = {
    id: person.id,
    drupal_internal__uid: person.uid,
    name: person.name,
    mail: person.mail,
    status: person.status ? 1 : 0,
    'roles.meta.drupal_internal__target_id': person.roles,
    field_text: person.field_text,
    field_several: person.field_several,
    field_number: person.field_number,
    field_flag: person.field_flag === null ? null : person.field_flag ? 1 : 0,
    created: person.created,
  };
  if (!(path in cells)) throw new Error(`400: no field ${path}`);
  const own = cells[path];
  return (Array.isArray(own) ? own : [own]).filter((cell) => cell !== null) as readonly (string | number)[];
}

function numbers(cell: number, operator: string, operand: string): boolean {
  if (!/^-?\d{1,10}$/.test(operand)) throw new Error(`500: ${operand} is no integer to PostgreSQL`);
  const value = Number(operand);
  if (operator === '=') return cell === value;
  if (operator === '<>') return cell !== value;
  if (operator === '>') return cell > value;
  if (operator === '>=') return cell >= value;
  if (operator === '<') return cell < value;
  if (operator === '<=') return cell <= value;
  throw new Error(`400: ${operator} with a number`);
}

function asciiFolded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** As `utf8mb4_general_ci` does, more or less: no case, no accents, and ß is s. */
function overlooking(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 's').replaceAll('ς', 'σ');
}
