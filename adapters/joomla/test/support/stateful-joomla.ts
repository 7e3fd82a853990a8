import { FIELD_LIST, GROUP_LIST, listOfUsers, NOT_FOUND, oneUser, SERVER_ERROR } from './joomla-answers.js';
import { API, type Reply, type Route, type Seen } from './scripted-site.js';

export interface StoredUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly block: 0 | 1;
  readonly groups: readonly number[];
}

/** What goes wrong with one exchange: the answer is replaced, after the request was handled or without. */
export interface Fault {
  readonly at: number;
  readonly handled: boolean;
  readonly reply: Reply;
}

/** Users in memory behind Joomla's answers, with at most one fault. */
export class StatefulJoomla {
  readonly users = new Map<number, StoredUser>();
  fault: Fault | undefined;
  exchanges = 0;

  constructor(...users: readonly StoredUser[]) {
    for (const user of users) this.users.set(user.id, user);
  }

  routes(): Readonly<Record<string, Route>> {
    const answer = (seen: Seen): Reply => this.#exchange(seen);
    const paths = [
      `${API}/users`,
      `${API}/users/groups`,
      `${API}/fields/users`,
      ...Array.from({ length: 20 }, (_, index) => `${API}/users/${700 + index}`),
    ];
    return Object.fromEntries(
      paths.flatMap((path) => ['GET', 'POST', 'PATCH', 'DELETE'].map((method) => [`${method} ${path}`, answer])),
    );
  }

  #exchange(seen: Seen): Reply {
    const fault = this.exchanges++ === this.fault?.at ? this.fault : undefined;
    if (fault !== undefined && !fault.handled) return fault.reply;
    const reply = this.#handle(seen);
    return fault?.reply ?? reply;
  }

  #handle({ method, path, query, json }: Seen): Reply {
    if (path.endsWith('/groups')) return GROUP_LIST;
    if (path.includes('/fields/')) return FIELD_LIST;
    const body = json as Partial<StoredUser>;
    if (path === `${API}/users`) {
      if (method === 'GET') return this.#list(query['filter[search]']);
      const id = 710 + this.users.size;
      return this.#store({ id, username: '', name: '', email: '', block: 0, groups: [], ...body });
    }
    const user = this.users.get(Number(path.split('/').at(-1)));
    if (user === undefined) return method === 'DELETE' ? SERVER_ERROR : NOT_FOUND;
    if (method === 'PATCH') return this.#store({ ...user, ...body });
    if (method === 'GET') return oneUser(user.id, { ...user });
    this.users.delete(user.id);
    return { status: 204, text: '', type: 'application/vnd.api+json' };
  }

  #store(user: StoredUser): Reply {
    this.users.set(user.id, user);
    return oneUser(user.id, { ...user });
  }

  #list(search = ''): Reply {
    const text = search.replace('username:', '');
    const found = [...this.users.values()].filter(({ username, email, name }) =>
      [username, email, name].some((value) => value.includes(text)),
    );
    return listOfUsers(
      found.map(({ groups: _, ...user }) => user),
      { totalPages: found.length === 0 ? 0 : 1 },
    );
  }
}
