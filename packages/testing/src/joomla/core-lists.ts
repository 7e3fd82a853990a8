import { apiError, html, jsonApi } from './answers.js';
import type { CoreUsers } from './core-users.js';
import type { JoomlaSite, JoomlaUser } from './joomla-site.js';

const DEFAULT_LIMIT = 20;
const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** Lists of the core Web Services API, with Joomla's own idea of paging. */
export class CoreLists {
  private sorted: { readonly size: number; readonly users: readonly JoomlaUser[] } | undefined;

  constructor(
    private readonly site: JoomlaSite,
    private readonly users: CoreUsers,
    private readonly origin: string,
  ) {}

  listUsers(query: URLSearchParams): Response {
    for (const name of ['registrationDateStart', 'registrationDateEnd', 'lastVisitDateStart', 'lastVisitDateEnd']) {
      const date = query.get(`filter[${name}]`);
      if (date !== null && !ISO_SECONDS.test(date)) return apiError(400, `Invalid date: ${name}`, false);
    }
    const rows = this.matching(query);
    return this.page('users', rows, query, (user) => ({
      type: 'users',
      id: String(user.id),
      attributes: {
        ...this.users.attributes(user),
        group_count: user.groups.size,
        group_names: [...user.groups].map((id) => this.site.groups.get(id)?.title ?? '').join('\n'),
      },
    }));
  }

  listGroups(query: URLSearchParams): Response {
    return this.page('users/groups', [...this.site.groups.values()], query, (group) => ({
      type: 'groups',
      id: String(group.id),
      attributes: {
        id: group.id,
        parent_id: group.parentId,
        lft: group.id * 2,
        rgt: group.id * 2 + 1,
        title: group.title,
      },
    }));
  }

  listFields(query: URLSearchParams): Response {
    return this.page('fields/users', this.site.fields, query, ({ id, name, label, type, options }) => ({
      type: 'fields',
      id: String(id),
      attributes: {
        id,
        title: label,
        name,
        label,
        type,
        state: 1,
        context: 'com_users.user',
        fieldparams:
          type === 'list'
            ? {
                options: Object.fromEntries(options.map((value, index) => [`options${index}`, { name: value, value }])),
              }
            : {},
        required: 0,
      },
    }));
  }

  private matching(query: URLSearchParams): readonly JoomlaUser[] {
    const group = query.get('filter[groupid]');
    const state = query.get('filter[state]');
    const search = query.get('filter[search]');
    return this.byName().filter(
      (user) =>
        (group === null || group === '' || user.groups.has(Number(group))) &&
        (state === null || state === '' || user.block === Number(state)) &&
        (search === null || fits(user, search)),
    );
  }

  /** Always in order of name. */
  private byName(): readonly JoomlaUser[] {
    if (this.sorted?.size !== this.site.users.size)
      this.sorted = { size: this.site.users.size, users: [...this.site.users.values()] };
    return [...this.sorted.users].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  }

  private page<T>(path: string, rows: readonly T[], query: URLSearchParams, show: (row: T) => unknown): Response {
    const asked = Number(query.get('page[limit]') ?? DEFAULT_LIMIT);
    const limit = asked === 0 || Number.isNaN(asked) ? DEFAULT_LIMIT : asked < 0 ? Math.max(rows.length, 1) : asked;
    const offset = Number(query.get('page[offset]') ?? 0);
    if (offset > rows.length) return apiError(404, 'Resource not found');
    const start = startOf(offset, limit, rows.length);
    const next =
      start + limit < rows.length
        ? { next: `${this.origin}/api/index.php/v1/${path}?${nextQuery(query, start + limit, limit)}` }
        : {};
    return jsonApi(200, {
      links: { self: `${this.origin}/api/index.php/v1/${path}`, ...next },
      data: rows.slice(start, start + limit).map(show),
      meta: { 'total-pages': Math.ceil(rows.length / limit) },
    });
  }
}

/** An offset at the end, or unaligned within the last page's length, is moved to the last page's beginning: rows repeat or are skipped. */
function startOf(offset: number, limit: number, total: number): number {
  if (total === 0) return 0;
  return offset > total - limit ? Math.max(0, Math.floor((total - 1) / limit) * limit) : offset;
}

/** Joomla does not encode again what it read. */
function nextQuery(query: URLSearchParams, offset: number, limit: number): string {
  const kept = [...query].filter(([name]) => !name.startsWith('page['));
  return [...kept, ['page[offset]', String(offset)], ['page[limit]', String(limit)]]
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** `id:` is exact; `username:` and plain text are LIKE, whose wildcards nobody escapes. */
function fits(user: JoomlaUser, search: string): boolean {
  if (search.startsWith('id:')) return user.id === Number(search.slice(3));
  const named = /^(username|name|email):/.exec(search)?.[1];
  const pattern = (named === undefined ? search : search.slice(named.length + 1)).toLowerCase();
  const like = new RegExp(
    `^.*${[...pattern].map((char) => (char === '%' ? '.*' : char === '_' ? '.' : char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('')}.*$`,
    's',
  );
  const texts =
    named === 'username'
      ? [user.username]
      : named === 'name'
        ? [user.name]
        : named === 'email'
          ? [user.email]
          : [user.name, user.username, user.email];
  return texts.some((text) => like.test(text.toLowerCase()));
}

export const NOT_ACCEPTABLE = (): Response => html(406, 'Could not match accept header');
