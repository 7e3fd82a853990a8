import type { Route } from './scim-service.js';

export interface FoundRoute {
  readonly route: Route['methods'] | undefined;
  /** As it stands in the address, decoded; not yet known to be an id. */
  readonly id?: string;
}

/** Looks addresses of one tenant up: `/Users`, `/Users/.search`, `/Users/ID`. */
export class RouteTable {
  readonly #exact = new Map<string, Route['methods']>();
  readonly #withId = new Map<string, Route['methods']>();

  constructor(routes: readonly Route[]) {
    for (const { path, methods } of routes) {
      if (path.endsWith('/:id')) this.#withId.set(path.slice(0, -4), methods);
      else this.#exact.set(path, methods);
    }
  }

  /** An address of a client's base with a slash too much, `…//Users` or `…/Users/`, is meant as it is without. */
  find(path: string): FoundRoute {
    const found = this.#find(path);
    if (found.route !== undefined) return found;
    const plain = path.replace(/^\/+(?=\/)/, '').replace(/(?<=[^/])\/$/, '');
    return plain === path ? found : this.#find(plain);
  }

  #find(path: string): FoundRoute {
    const exact = this.#exact.get(path === '' ? '/' : path);
    if (exact !== undefined) return { route: exact };
    const slash = path.indexOf('/', 1);
    const last = slash < 0 ? '' : path.slice(slash + 1);
    if (last === '' || last.includes('/')) return { route: undefined };
    return { route: this.#withId.get(path.slice(0, slash)), id: decoded(last) };
  }
}

/** What is not well written stays as it is, and is nobody's id. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
