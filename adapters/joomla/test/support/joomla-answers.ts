import type { Reply, Route, Seen } from './scripted-site.js';
import { API, SCIM } from './scripted-site.js';

export interface UserParts {
  readonly username?: string;
  readonly name?: string;
  readonly email?: string;
  readonly block?: 0 | 1;
  readonly groups?: readonly number[];
  readonly [field: string]: unknown;
}

/** One user as Joomla 5 tells it after GET, POST and PATCH. */
export function oneUser(id: number, parts: UserParts = {}): Reply {
  const { groups = [2], ...rest } = parts;
  return {
    json: {
      links: {},
      data: {
        type: 'users',
        id: String(id),
        attributes: { groups: Object.fromEntries(groups.map((group) => [group, group])), ...basics(id), ...rest },
      },
    },
  };
}

/** A list of users as Joomla 5 tells it: titles of groups, no ids. */
export function listOfUsers(
  users: readonly (UserParts & { readonly id: number; readonly group_names?: string })[],
  paging: { readonly next?: boolean; readonly totalPages?: number } = {},
): Reply {
  const data = users.map(({ id, groups: _, group_names = 'Registered', ...rest }) => ({
    type: 'users',
    id: String(id),
    attributes: {
      ...basics(id),
      group_count: group_names === '' ? 0 : group_names.split('\n').length,
      group_names,
      ...rest,
    },
  }));
  return {
    json: {
      links: paging.next === true ? { next: 'https://elsewhere.example.test/' } : {},
      data,
      meta: { 'total-pages': paging.totalPages ?? 1 },
    },
  };
}

export function refusal(title: string, status = 400): Reply {
  return { status, json: { errors: [{ title, code: status }] } };
}

export const NOT_FOUND: Reply = { status: 404, json: { errors: [{ title: 'Resource not found', code: 404 }] } };
export const SERVER_ERROR: Reply = { status: 500, json: { errors: [{ code: 500, title: 'Internal server error' }] } };

const GROUPS = [
  [1, 0, 'Public'],
  [9, 1, 'Guest'],
  [6, 1, 'Manager'],
  [7, 6, 'Administrator'],
  [2, 1, 'Registered'],
  [3, 2, 'Author'],
  [10, 2, 'Staff'],
  [11, 2, 'Crew'],
  [12, 3, 'Crew'],
  [8, 1, 'Super Users'],
  [13, 8, 'Root Helpers'],
] as const;

export const GROUP_LIST: Reply = {
  json: {
    links: {},
    data: GROUPS.map(([id, parent_id, title]) => ({
      type: 'groups',
      id: String(id),
      attributes: { id, parent_id, lft: 1, rgt: 2, title },
    })),
    meta: { 'total-pages': 1 },
  },
};

const FIELDS = [
  {
    id: 1,
    name: 'employee-number',
    label: 'Employee number',
    title: 'Employee number',
    type: 'text',
    required: 0,
    state: 1,
    description: '',
    fieldparams: { filter: '' },
  },
  {
    id: 2,
    name: 'department',
    label: 'Department',
    title: 'Department',
    type: 'list',
    required: 0,
    state: 1,
    description: '',
    fieldparams: {
      multiple: 0,
      options: { options0: { name: 'Sales', value: 'sales' }, options1: { name: 'IT', value: 'it' } },
    },
  },
  {
    id: 3,
    name: 'skills',
    label: 'Skills',
    title: 'Skills',
    type: 'checkboxes',
    required: 0,
    state: 1,
    description: '',
    fieldparams: { options: { options0: { name: 'PHP', value: 'php' } } },
  },
  {
    id: 4,
    name: 'old',
    label: 'Old',
    title: 'Old',
    type: 'text',
    required: 0,
    state: 0,
    description: '',
    fieldparams: {},
  },
  {
    id: 5,
    name: 'email',
    label: 'Second e-mail',
    title: 'Second e-mail',
    type: 'text',
    required: 0,
    state: 1,
    description: '',
    fieldparams: {},
  },
] as const;

export const FIELD_LIST: Reply = {
  json: {
    links: {},
    data: FIELDS.map((attributes) => ({ type: 'fields', id: String(attributes.id), attributes })),
    meta: { 'total-pages': 1 },
  },
};

/** Groups, fields and an empty list of users: what each use of the API reads first. */
export const READY: Readonly<Record<string, Route>> = {
  [`GET ${API}/users`]: listOfUsers([]),
  [`GET ${API}/users/groups`]: GROUP_LIST,
  [`GET ${API}/fields/users`]: FIELD_LIST,
};

export function scimList(...resources: readonly object[]): Reply {
  return {
    type: 'application/json',
    json: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: resources.length,
      startIndex: 1,
      itemsPerPage: 10,
      Resources: resources,
    },
  };
}

export function scimFault(status: number, detail: string): Reply {
  return {
    status,
    type: 'application/json',
    json: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail, status },
  };
}

/** A SCIM look-up in these users; the answer is the free edition's. */
export function lookUp(
  users: readonly { readonly id: number; readonly username: string; readonly email: string }[],
): (seen: Seen) => Reply {
  return ({ query }) => {
    const [, attribute, value] = /^(\S+) eq "(.*)"$/.exec(query.filter ?? '') ?? [];
    // The plugin splits the filter at blanks.
    if (value === undefined || value.includes(' ')) return scimList();
    const key = attribute === 'userName' ? 'username' : attribute === 'emails.value' ? 'email' : undefined;
    return scimList(
      ...users
        .filter((user) => key !== undefined && user[key].toLowerCase() === value.toLowerCase())
        .map(({ id, username }) => ({ id, username })),
    );
  };
}

export const PHONE_HOME: Reply = {
  status: 200,
  text: 'Request Error:Failed to connect to login.example.test port 443',
  type: 'text/html',
};
export const EMPTY_OK: Reply = { status: 200, text: '', type: 'text/html' };

/** The free edition: look-ups and creates, a fault of PHP for users by id. */
export const FREE: Readonly<Record<string, Route>> = {
  [`GET ${SCIM}/Users`]: lookUp([]),
  [`GET ${SCIM}/Users/999999999`]: {
    status: 500,
    text: 'Call to undefined method MoScimUtilitiesServer::moScimUsersById()',
    type: 'text/html',
  },
};

function basics(id: number) {
  return {
    id,
    name: `user${id}`,
    username: `user${id}`,
    email: `user${id}@example.test`,
    block: 0,
    sendEmail: 0,
    registerDate: '2026-11-24 08:49:44',
    lastvisitDate: null,
    lastResetTime: null,
    resetCount: 0,
  };
}
