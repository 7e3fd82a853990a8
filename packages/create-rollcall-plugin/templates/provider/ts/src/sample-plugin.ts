import {
  type Account,
  type AccountPage,
  type AccountReader,
  type CheckReport,
  HTTP,
  type Http,
  type HttpAnswer,
  type HttpClients,
  NotFoundError,
  PLUGIN_CONFIG,
  type Provider,
  provider,
  RejectedError,
  type ResourceSchema,
  RollcallError,
  Secret,
  setting,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import { IsInstance, IsUrl } from 'class-validator';
import { inject } from 'inversify';

export class SamplePluginConfig {
  @setting('Address of the system.')
  @IsUrl({ require_protocol: true, require_tld: false })
  baseUrl!: string;

  @setting('Token that reads people.', { secret: true })
  @IsInstance(Secret)
  token!: Secret;
}

/** What the system says of a person. */
interface Person {
  readonly id: string;
  readonly login: string;
  readonly mail: string | null;
  readonly enabled: boolean;
}

/** Reads people from `GET /people` (pages by `?after=ID`) and `GET /people/ID`. */
@provider({
  id: 'sample-plugin',
  label: 'Sample plugin',
  description: 'Reads people from a JSON address.',
  config: SamplePluginConfig,
})
export class SamplePluginProvider implements Provider {
  readonly accounts: AccountReader = {
    pages: ({ signal }) => this.pages(signal),
    get: (id, { signal }) => this.get(id, signal),
    search: (text, { signal, limit }) => this.search(text, limit, signal),
  };
  private readonly http: Http;

  constructor(@inject(PLUGIN_CONFIG) { baseUrl, token }: SamplePluginConfig, @inject(HTTP) clients: HttpClients) {
    const headers = { authorization: `Bearer ${token.reveal()}` };
    this.http = clients.open({ baseUrl, headers, secrets: [token.reveal()] });
  }

  async check(signal: AbortSignal): Promise<CheckReport> {
    const stage = { stage: 'read', label: 'Read people' } as const;
    try {
      const people = await this.page('', signal);
      return { stages: [{ ...stage, status: 'passed', detail: `${people.length} people on the first page` }] };
    } catch (error) {
      if (!RollcallError.is(error)) throw error;
      const remedy = error.hint ?? 'look at the address and the token';
      return { stages: [{ ...stage, status: 'failed', detail: error.happened, remedy }] };
    }
  }

  async schema(): Promise<ResourceSchema> {
    return {
      attributes: [
        { name: 'login', type: 'string', unique: true, scim: 'userName' },
        { name: 'mail', type: 'string', scim: 'emails.value' },
      ],
    };
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async *pages(signal: AbortSignal): AsyncIterable<AccountPage> {
    let after = '';
    for (;;) {
      const people = await this.page(after, signal);
      const last = people.at(-1);
      // Only an empty page proves that there is nobody behind it.
      if (last === undefined) {
        yield { accounts: [], proof: { complete: true, how: 'read page by page up to an empty one' } };
        return;
      }
      yield { accounts: people.map(accountOf) };
      after = last.id;
    }
  }

  private async get(id: string, signal: AbortSignal): Promise<Account | undefined> {
    const doing = `reading person ${id}`;
    const answer = await this.http.request({ method: 'GET', path: `/people/${encodeURIComponent(id)}`, signal, doing });
    return answer.status === 404 ? undefined : accountOf(read(answer, doing) as Person);
  }

  private async search(text: string, limit: number, signal: AbortSignal): Promise<readonly Account[]> {
    const found: Account[] = [];
    for await (const { accounts } of this.pages(signal))
      for (const account of accounts) {
        if (found.length === limit) return found;
        if ([account.id, ...Object.values(account.attributes)].some((value) => String(value).includes(text)))
          found.push(account);
      }
    return found;
  }

  private async page(after: string, signal: AbortSignal): Promise<readonly Person[]> {
    const doing = 'reading people';
    const answer = await this.http.request({ method: 'GET', path: '/people', query: { after }, signal, doing });
    return read(answer, doing) as readonly Person[];
  }
}

function accountOf({ id, login, mail, enabled }: Person): Account {
  return { id, attributes: { login, mail }, active: enabled };
}

/** The one place where what the system answers becomes an error of the contract. */
function read(answer: HttpAnswer, doing: string): unknown {
  const { status } = answer;
  if (status < 300) return answer.json();
  const happened = `the system answered ${status}`;
  if (status === 401 || status === 403)
    throw new UnauthorizedError({ code: 'people-refused', doing, happened, hint: 'make a token that may read people' });
  if (status === 404) throw new NotFoundError({ code: 'people-missing', doing, happened, hint: 'look at the address' });
  if (status >= 500 || status === 429)
    throw new UnavailableError({ code: 'people-unavailable', doing, happened, outcome: 'not-sent' });
  throw new RejectedError({ code: 'people-rejected', doing, happened });
}
