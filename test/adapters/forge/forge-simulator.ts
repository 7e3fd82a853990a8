import type { Simulator } from '@rollcall/testing';

export interface ForgeUser {
  readonly id: number;
  readonly login: string;
}

interface Seat {
  role: 'member' | 'admin';
  state: 'pending' | 'active';
}

/** A hosting service with organisations: who has an account there can be invited, and decides when to accept. */
export class ForgeService implements Simulator {
  readonly users = new Map<number, ForgeUser>();
  /** Members and invited people of the organisation, by user id. */
  readonly seats = new Map<number, Seat>();
  readonly teams = new Map<string, Set<number>>();
  /** Requests that are left in this window; the next ones are refused until somebody starts another window. */
  left = Number.POSITIVE_INFINITY;
  refused = 0;
  /** Seconds since 1970 by the clock of the service. */
  now = 1_800_000_000;

  constructor(readonly windowSeconds = 60) {}

  addUser(login: string, seat?: Seat): number {
    const id = 1000 + this.users.size;
    this.users.set(id, { id, login });
    if (seat !== undefined) this.seats.set(id, seat);
    return id;
  }

  /** The invited person says yes. */
  accept(id: number): void {
    const seat = this.seats.get(id);
    if (seat !== undefined) seat.state = 'active';
  }

  async fetch(request: Request): Promise<Response> {
    if (request.headers.get('authorization') !== 'Bearer forge-token')
      return this.answer(401, { message: 'Bad credentials' });
    if (this.left <= 0) {
      this.refused += 1;
      return this.answer(
        403,
        { message: 'API rate limit exceeded' },
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(this.now + this.windowSeconds) },
      );
    }
    this.left -= 1;
    const url = new URL(request.url);
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const text = await request.text();
    const body = (text === '' ? {} : JSON.parse(text)) as { readonly role?: Seat['role'] };
    if (parts[0] === 'users') return this.user(parts[1] ?? '');
    if (parts[0] === 'user-ids') return this.userById(Number(parts[1]));
    if (parts[2] === 'seats' && parts[3] === undefined) return this.list(url, [...this.seats.keys()]);
    if (parts[2] === 'seats') return this.seat(request.method, parts[3] ?? '', body);
    if (parts[2] === 'teams' && parts[3] === undefined)
      return this.answer(
        200,
        [...this.teams.keys()].map((slug) => ({ slug })),
      );
    if (parts[2] === 'teams' && parts[4] === 'members') return this.team(request.method, parts[3] ?? '', parts[5], url);
    return this.answer(404, { message: 'Not Found' });
  }

  private user(login: string): Response {
    const user = [...this.users.values()].find((one) => one.login.toLowerCase() === login.toLowerCase());
    return user === undefined ? this.answer(404, {}) : this.answer(200, user);
  }

  private userById(id: number): Response {
    const user = this.users.get(id);
    return user === undefined ? this.answer(404, {}) : this.answer(200, user);
  }

  private seat(method: string, login: string, { role = 'member' }: { readonly role?: Seat['role'] }): Response {
    const user = [...this.users.values()].find((one) => one.login.toLowerCase() === login.toLowerCase());
    if (user === undefined) return this.answer(404, {});
    const seat = this.seats.get(user.id);
    if (method === 'GET') return seat === undefined ? this.answer(404, {}) : this.answer(200, this.shown(user.id));
    if (method === 'DELETE') {
      this.seats.delete(user.id);
      for (const members of this.teams.values()) members.delete(user.id);
      return this.answer(204);
    }
    // Whoever is there keeps their state; somebody new is asked first.
    this.seats.set(user.id, { state: seat?.state ?? 'pending', role });
    return this.answer(200, this.shown(user.id));
  }

  private team(method: string, slug: string, login: string | undefined, url: URL): Response {
    const members = this.teams.get(slug);
    if (members === undefined) return this.answer(404, {});
    if (login === undefined) return this.list(url, [...members]);
    const user = [...this.users.values()].find((one) => one.login === login);
    if (user === undefined || !this.seats.has(user.id)) return this.answer(422, { message: 'not in the organisation' });
    if (method === 'PUT') members.add(user.id);
    else members.delete(user.id);
    return this.answer(204);
  }

  private list(url: URL, ids: readonly number[]): Response {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const shown = ids.slice((page - 1) * size, page * size).map((id) => this.shown(id));
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return this.answer(200, shown, page * size < ids.length ? { link: `<${next.href}>; rel="next"` } : {});
  }

  private shown(id: number): object {
    return { ...this.users.get(id), ...this.seats.get(id) };
  }

  private answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): Response {
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', date: new Date(this.now * 1000).toUTCString(), ...headers },
    });
  }
}
