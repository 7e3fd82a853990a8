import { mayFilterBy } from './access.js';
import type { Cell, Column, ColumnResolver } from './column.js';
import type { DrupalRole, DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import type { DrupalSite } from './site.js';

/** Finds the user column for a path: by the name answers use or by Drupal's internal name. */
export function userColumns(site: DrupalSite, viewer: DrupalUser | undefined): ColumnResolver<DrupalUser> {
  const fields = new Set(site.fields.map(({ name }) => name));
  return (path) => {
    const [field = '', ...rest] = path.split('.');
    const name = ALIASES[field] ?? field;
    if (!(name in COLUMNS) && !fields.has(name) && name !== 'roles' && name !== 'user_picture' && name !== 'pass') {
      throw new DrupalProblem(
        400,
        `Invalid nested filtering. The field \`${field}\`, given in the path \`${path}\`, does not exist.`,
      );
    }
    if (!mayFilterBy(site, viewer, name)) {
      throw new DrupalProblem(
        403,
        `The current user is not authorized to filter by the \`${field}\` field, given in the path \`${field}\`.`,
      );
    }
    if (name === 'roles') return roleColumn(path, rest);
    if (name === 'user_picture') return { path, type: 'integer', cells: () => NO_CELL };
    const column = COLUMNS[name];
    if (column !== undefined) return { path: name, type: column[0], cells: (row) => [column[1](row)] };
    return { path: name, type: 'nocase', cells: (row) => [row.fields[name] ?? null] };
  };
}

/** Finds a column of roles, which are config entities: every plain attribute can be filtered. */
export const roleColumns: ColumnResolver<DrupalRole> = (path) => {
  const values: Readonly<Record<string, (role: DrupalRole) => Cell>> = {
    id: (role) => role.uuid,
    drupal_internal__id: (role) => role.id,
    label: (role) => role.label,
    weight: (role) => role.weight,
    status: () => 1,
    langcode: () => 'en',
  };
  const cell = values[path];
  if (cell === undefined) {
    throw new DrupalProblem(
      400,
      `Invalid nested filtering. The field \`${path}\`, given in the path \`${path}\`, does not exist.`,
    );
  }
  return { path, type: path === 'weight' || path === 'status' ? 'integer' : 'text', cells: (role) => [cell(role)] };
};

const NO_CELL: readonly Cell[] = [null];

const ALIASES: Readonly<Record<string, string>> = { drupal_internal__uid: 'uid', id: 'uuid' };

const COLUMNS: Readonly<Record<string, readonly [Column<DrupalUser>['type'], (row: DrupalUser) => Cell]>> = {
  uid: ['integer', (row) => row.uid],
  uuid: ['text', (row) => row.uuid],
  langcode: ['text', (row) => row.langcode],
  preferred_langcode: ['text', (row) => row.preferredLangcode],
  preferred_admin_langcode: ['text', (row) => row.preferredAdminLangcode],
  name: ['nocase', (row) => row.name],
  mail: ['text', (row) => row.mail],
  timezone: ['text', (row) => row.timezone],
  status: ['integer', (row) => (row.status ? 1 : 0)],
  created: ['integer', (row) => row.created],
  changed: ['integer', (row) => row.changed],
  access: ['integer', (row) => row.access],
  login: ['integer', (row) => row.login],
  init: ['text', (row) => row.init],
  default_langcode: ['integer', () => 1],
};

function roleColumn(path: string, rest: readonly string[]): Column<DrupalUser> {
  const inner = rest.join('.');
  if (inner === 'meta.drupal_internal__target_id' || inner === 'target_id') {
    return { path, type: 'text', cells: (row) => (row.roles.length === 0 ? NO_CELL : row.roles) };
  }
  if (inner === '') {
    throw new DrupalProblem(
      400,
      'Invalid nested filtering. The field `roles`, given in the path `roles` is incomplete, it must end with one of the following specifiers: `id`, `meta.drupal_internal__target_id`.',
    );
  }
  throw new DrupalProblem(
    400,
    "Filtering on config entities is not supported by Drupal's entity API. You tried to filter on a Role config entity.",
  );
}
