import {
  type Account,
  type AccountPage,
  type AccountReader,
  type AccountWriter,
  type CheckReport,
  ConflictError,
  type CreateRequest,
  defineProvider,
  type ErrorParts,
  type Group,
  type GroupReader,
  type GroupWriter,
  HTTP,
  type Http,
  type HttpAnswer,
  type HttpClients,
  NotFoundError,
  type OperationSupport,
  type Provider,
  RejectedError,
  type ResourceSchema,
  RollcallError,
  Secret,
  setting,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
  type WriteResult,
} from '@rollcall/contract';
import { IsInstance, IsInt, IsString, IsUrl, Max, Min } from 'class-validator';

export class ForgeConfig {
  @setting('Address of the service.')
  @IsUrl({ require_protocol: true, require_tld: false })
  baseUrl!: string;

  @setting('Token of an owner of the organisation.', { secret: true })
  @IsInstance(Secret)
  token!: Secret;

  @setting('Name of the organisation.')
  @IsString()
  organisation!: string;

  @setting('Seats in one page.')
  @IsInt()
  @Min(1)
  @Max(100)
  pageSize = 100;
}

interface Seat {
  readonly id: number;
  readonly login: string;
  readonly role: 'member' | 'admin';
  readonly state: 'pending' | 'active';
}

/**
 * Seats in an organisation. A seat's id is that of the person's account at the service, which there is before the invitation, so it
 * lasts from the invitation on. An invitation is a seat already: whoever is invited is not invited again.
 */
class Forge implements Provider {
  readonly accounts: AccountReader;
  readonly writer: AccountWriter;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly limits = { concurrency: 4 };
  private readonly http: Http;
  private readonly path: string;

  constructor(
    private readonly config: ForgeConfig,
    clients: HttpClients,
  ) {
    const token = config.token.reveal();
    this.path = `orgs/${encodeURIComponent(config.organisation)}`;
    this.http = clients.open({
      baseUrl: config.baseUrl,
      headers: { authorization: `Bearer ${token}` },
      secrets: [token],
      throttled,
    });
    this.accounts = {
      pages: ({ signal }) => this.pages(signal),
      get: (id, { signal }) => this.get(id, signal),
      search: (text, { limit, signal }) => this.search(text, limit, signal),
    };
    this.writer = {
      operations: async () => SUPPORT,
      find: async (terms, { signal }) => {
        const [first] = terms;
        const seat = first === undefined ? undefined : await this.seat(String(first.value), signal);
        const fits = terms.every(({ attribute, value }) => attribute === 'login' && same(value, seat?.login));
        return seat !== undefined && fits ? [accountOf(seat)] : [];
      },
      create: (request, { signal }) => this.invite(request, signal),
      update: async (id, { set }, { signal }) => {
        const seat = await this.seatOf(id, 'changing a role', signal);
        return resultOf(await this.put(seat.login, set.role ?? 'member', signal));
      },
      deactivate: unsupported,
      reactivate: unsupported,
      delete: async (id, { signal }) => {
        const user = await this.userOf(id, signal);
        if (user === undefined) return { outcome: 'deleted' };
        await this.seatIsOrdinary(user.login, 'taking a seat away', signal);
        await this.call('DELETE', `${this.path}/seats/${encodeURIComponent(user.login)}`, 'taking a seat away', signal);
        return { outcome: 'deleted' };
      },
    };
    this.groups = { list: (signal) => this.listTeams(signal) };
    this.groupWriter = {
      membership: 'group',
      create: async () => unsupported(),
      change: async ({ groupId, add, remove }, { signal }) => {
        for (const [method, ids] of [['PUT', add] as const, ['DELETE', remove] as const])
          for (const id of ids) {
            const { login } = await this.seatOf(id, 'changing a team', signal);
            const path = `${this.path}/teams/${encodeURIComponent(groupId)}/members/${encodeURIComponent(login)}`;
            await this.call(method, path, 'changing a team', signal);
          }
      },
    };
  }

  async check(signal: AbortSignal): Promise<CheckReport> {
    const stage = { stage: 'read', label: 'List seats' } as const;
    try {
      const answer = await this.call('GET', `${this.path}/seats`, 'listing seats', signal);
      return {
        stages: [
          {
            ...stage,
            status: 'passed',
            detail: `${((answer?.json() ?? []) as readonly Seat[]).length} on the first page`,
          },
        ],
        operations: SUPPORT,
      };
    } catch (error) {
      if (!RollcallError.is(error)) throw error;
      return { stages: [{ ...stage, status: 'failed', detail: error.happened, remedy: error.hint ?? '' }] };
    }
  }

  async schema(): Promise<ResourceSchema> {
    return {
      attributes: [
        {
          name: 'login',
          type: 'string',
          required: true,
          unique: true,
          findable: true,
          writeOnce: true,
          scim: 'userName',
        },
        { name: 'role', type: 'string', values: ['member', 'admin'] },
      ],
    };
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async *pages(signal: AbortSignal): AsyncIterable<AccountPage> {
    const seen = new Set<string>();
    let twice = 0;
    for await (const seats of this.following<Seat>(`${this.path}/seats?per_page=${this.config.pageSize}`, signal)) {
      const fresh = seats.map(accountOf).filter(({ id }) => !seen.has(id));
      twice += seats.length - fresh.length;
      for (const { id } of fresh) seen.add(id);
      yield { accounts: await this.withTeams(fresh, signal) };
    }
    // Pages are by number: somebody who leaves meanwhile moves others to a page that was read.
    const again = twice === 0 && (await this.count(signal)) === seen.size;
    yield {
      accounts: [],
      proof: again
        ? { complete: true, how: 'every page, and as many seats when counted again' }
        : { complete: false, reason: 'seats came or went while they were read' },
    };
  }

  private async count(signal: AbortSignal): Promise<number> {
    let count = 0;
    for await (const seats of this.following<Seat>(`${this.path}/seats?per_page=100`, signal)) count += seats.length;
    return count;
  }

  private async withTeams(accounts: readonly Account[], signal: AbortSignal): Promise<readonly Account[]> {
    const teams: [string, ReadonlySet<string>][] = [];
    for await (const { id } of this.listTeams(signal)) {
      const members = new Set<string>();
      for await (const seats of this.following<Seat>(
        `${this.path}/teams/${encodeURIComponent(id)}/members?per_page=100`,
        signal,
      ))
        for (const seat of seats) members.add(String(seat.id));
      teams.push([id, members]);
    }
    return accounts.map((account) => ({
      ...account,
      groups: teams.filter(([, members]) => members.has(account.id)).map(([team]) => team),
    }));
  }

  private async *listTeams(signal: AbortSignal): AsyncIterable<Group> {
    const answer = await this.call('GET', `${this.path}/teams`, 'listing teams', signal);
    const teams = (answer?.json() ?? []) as readonly { readonly slug: string }[];
    for (const { slug } of teams) yield { id: slug, name: slug };
  }

  private async get(id: string, signal: AbortSignal): Promise<Account | undefined> {
    const user = await this.userOf(id, signal);
    const seat = user === undefined ? undefined : await this.seat(user.login, signal);
    return seat === undefined ? undefined : (await this.withTeams([accountOf(seat)], signal))[0];
  }

  private async search(text: string, limit: number, signal: AbortSignal): Promise<readonly Account[]> {
    const found: Account[] = [];
    for await (const seats of this.following<Seat>(`${this.path}/seats?per_page=100`, signal))
      for (const seat of seats)
        if (found.length < limit && (String(seat.id) === text || seat.login.toLowerCase().includes(text.toLowerCase())))
          found.push(accountOf(seat));
    return found;
  }

  private async invite({ attributes }: CreateRequest, signal: AbortSignal): Promise<WriteResult> {
    const doing = 'inviting a person';
    const login = String(attributes.login ?? '');
    if (await this.seat(login, signal))
      throw new ConflictError({ code: 'has-a-seat', doing, happened: 'the person has a seat, or is invited' });
    if ((await this.call('GET', `users/${encodeURIComponent(login)}`, doing, signal)) === undefined)
      throw new RejectedError({ code: 'no-such-user', doing, happened: 'the service has no account of this name' });
    return resultOf(await this.put(login, attributes.role ?? 'member', signal));
  }

  private async put(login: string, role: unknown, signal: AbortSignal): Promise<Seat> {
    await this.seatIsOrdinary(login, 'writing a seat', signal);
    const path = `${this.path}/seats/${encodeURIComponent(login)}`;
    const answer = await this.call('PUT', path, 'writing a seat', signal, { role: role ?? 'member' });
    if (answer === undefined) throw gone('writing a seat');
    return answer.json() as Seat;
  }

  private async seatIsOrdinary(login: string, doing: string, signal: AbortSignal): Promise<void> {
    const seat = await this.seat(login, signal);
    if (seat !== undefined && seat.role === 'admin') throw new RejectedError({ code: 'owner', doing, happened: OWNER });
  }

  private async seat(login: string, signal: AbortSignal): Promise<Seat | undefined> {
    const answer = await this.call(
      'GET',
      `${this.path}/seats/${encodeURIComponent(login)}`,
      'looking for a seat',
      signal,
    );
    return answer?.json() as Seat | undefined;
  }

  private async seatOf(id: string, doing: string, signal: AbortSignal): Promise<Seat> {
    const user = await this.userOf(id, signal);
    const seat = user === undefined ? undefined : await this.seat(user.login, signal);
    if (seat === undefined) throw gone(doing);
    return seat;
  }

  private async userOf(id: string, signal: AbortSignal): Promise<{ readonly login: string } | undefined> {
    const answer = await this.call('GET', `user-ids/${encodeURIComponent(id)}`, 'looking for an account', signal);
    return answer?.json() as { readonly login: string } | undefined;
  }

  private async *following<T>(path: string, signal: AbortSignal): AsyncIterable<readonly T[]> {
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: HttpAnswer | undefined = await this.call('GET', next, 'reading seats', signal);
      if (answer === undefined) throw gone('reading seats');
      yield answer.json() as readonly T[];
      // An address elsewhere would be refused by the client.
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
  }

  /** The answer, or `undefined` for 404. The one place where a status becomes an error of the contract. */
  private async call(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    doing: string,
    signal: AbortSignal,
    json?: unknown,
  ): Promise<HttpAnswer | undefined> {
    // Writing the same seat twice is writing it once.
    const answer = await this.http.request({
      method,
      path,
      doing,
      signal,
      repeatable: true,
      ...(json === undefined ? {} : { json }),
    });
    const { status } = answer;
    if (status === 404) return undefined;
    if (status < 300) return answer;
    const parts: ErrorParts = { code: `forge-${status}`, doing, happened: `the service answered ${status}` };
    const waitMs = throttled(answer) ?? answer.retryAfterMs;
    if (waitMs !== undefined || status === 429 || status >= 500)
      throw new UnavailableError({
        ...parts,
        outcome: status >= 500 ? 'unknown' : 'not-sent',
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      });
    if (status === 401 || status === 403) throw new UnauthorizedError({ ...parts, hint: 'make a token of an owner' });
    throw new RejectedError(parts);
  }
}

/** Its way to say "not now" is 403 and the second at which it takes requests again, by its own clock. */
function throttled({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): number | undefined {
  if (status !== 403 || headers.get('x-ratelimit-remaining') !== '0') return undefined;
  const resetMs = Number(headers.get('x-ratelimit-reset')) * 1000;
  return Math.max(0, resetMs - Date.parse(headers.get('date') ?? ''));
}

const OWNER = 'owners are appointed by people';
const YES = { supported: true } as const;
const NO_SUSPENSION = { supported: false, reason: 'the service cannot suspend a seat; it can take it away' } as const;
const SUPPORT: OperationSupport = {
  create: { supported: true, via: 'an invitation, which the person must accept' },
  update: YES,
  deactivate: NO_SUSPENSION,
  reactivate: NO_SUSPENSION,
  delete: YES,
  memberships: YES,
  list: YES,
};

function accountOf({ id, login, role }: Seat): Account {
  return {
    id: String(id),
    attributes: { login, role },
    active: true,
    ...(role === 'admin' ? { protection: OWNER } : {}),
  };
}

function resultOf({ id, login, role, state }: Seat): WriteResult {
  const notes = state === 'pending' ? ['invited; the person must accept'] : [];
  return { id: String(id), attributes: { login, role }, active: true, notes };
}

function same(value: unknown, login: string | undefined): boolean {
  return String(value).toLowerCase() === login?.toLowerCase();
}

function gone(doing: string): NotFoundError {
  return new NotFoundError({ code: 'no-seat', doing, happened: 'there is no such seat any more' });
}

async function unsupported(): Promise<never> {
  throw new UnsupportedError({ code: 'forge-cannot', doing: 'writing a seat', happened: NO_SUSPENSION.reason });
}

export default defineProvider({
  id: 'forge',
  label: 'Seats in an organisation',
  description: 'Invites people into an organisation at a hosting service, and takes their seats away.',
  config: ForgeConfig,
  create: ({ config, get }) => new Forge(config, get(HTTP)),
});
