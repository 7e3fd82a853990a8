import type {
  Account,
  AccountChange,
  AccountCondition,
  AccountPage,
  AccountPrefilter,
  AccountReader,
  AccountWriter,
  CorrelationTerm,
  CreateRequest,
  NewCredential,
  Operation,
  OperationSupport,
  ReadRequest,
  Support,
  WriteContext,
  WriteResult,
} from '@rollcall/contract';
import { OPERATIONS, UnauthorizedError, UnsupportedError } from '@rollcall/contract';
import { afterWrite } from './after-write.js';
import { FORBIDDEN } from './core/core-errors.js';
import type { CoreRoute } from './core/core-route.js';
import { joomlaQuery } from './core/joomla-query.js';
import type { ScimUsers } from './scim/scim-users.js';

interface Ways {
  readonly core?: OperationSupport;
  readonly scim?: OperationSupport;
}

type Ability = keyof OperationSupport;

/**
 * Reads and writes accounts by two ways: the Web Services API where it is there, because it can do everything, else the
 * SCIM plugin, as far as its edition goes. Each operation takes the best way that works.
 */
export class JoomlaAccounts implements AccountReader, AccountWriter, AccountPrefilter {
  readonly credentials: readonly NewCredential['kind'][];
  #ways: Promise<Ways> | undefined;

  constructor(
    private readonly core: CoreRoute | undefined,
    private readonly scim: ScimUsers | undefined,
  ) {
    // The SCIM plugin writes what it is sent, passwords too, into a file that everybody can read.
    this.credentials = core === undefined ? [] : ['password'];
  }

  async operations(signal: AbortSignal): Promise<OperationSupport> {
    this.#ways = undefined;
    return joinedSupport(await this.#known(signal));
  }

  async *pages(request: ReadRequest): AsyncIterable<AccountPage> {
    yield* (await this.#way('list', request.signal, this.core?.reader, this.scim)).pages(request);
  }

  async get(id: string, request: ReadRequest): Promise<Account | undefined> {
    return (await this.#lookUp(request.signal)).get(id, request);
  }

  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const way = await this.#lookUp(request.signal);
    return way.search(text, request);
  }

  async find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    return (await this.#lookUp(request.signal)).find(terms, request);
  }

  /** Only the Web Services API has filters for lists. */
  narrows(condition: AccountCondition): boolean {
    return this.core !== undefined && joomlaQuery(condition) !== undefined;
  }

  async *candidates(condition: AccountCondition, request: ReadRequest): AsyncIterable<readonly Account[]> {
    const way = await this.#lookUp(request.signal);
    const query = joomlaQuery(condition);
    if (query === undefined || !('candidates' in way))
      throw new UnsupportedError({
        code: 'joomla-filter',
        doing: 'looking for users',
        happened: 'the site has no filter for this',
      });
    yield* way.candidates(query, request);
  }

  async create(request: CreateRequest, context: WriteContext): Promise<WriteResult> {
    const way = await this.#way('create', context.signal, this.core?.writer, this.scim);
    if (way === this.scim) return this.#createByScim(this.scim, request, context);
    try {
      return await way.create(request, context);
    } catch (error) {
      // A 403 comes before anything is made: the plugin, which does not ask for permissions, may still do it.
      if (this.scim === undefined || !isForbidden(error) || !(await this.#leaveCreatesTo(this.scim, context.signal)))
        throw error;
      return this.#createByScim(this.scim, request, context);
    }
  }

  async update(id: string, change: AccountChange, context: WriteContext): Promise<WriteResult> {
    return (await this.#way('update', context.signal, this.core?.writer, this.scim)).update(id, change, context);
  }

  async deactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive('deactivate', id, context);
  }

  async reactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive('reactivate', id, context);
  }

  async delete(id: string, context: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
    return (await this.#way('delete', context.signal, this.core?.writer, this.scim)).delete(id, context);
  }

  async #setActive(operation: 'deactivate' | 'reactivate', id: string, context: WriteContext): Promise<WriteResult> {
    const way = await this.#way(operation, context.signal, this.core?.writer, this.scim);
    return 'setActive' in way ? way.setActive(id, operation === 'reactivate', context) : way[operation](id, context);
  }

  /** From now on, until somebody asks for the operations anew, users are created by the plugin. False when it cannot. */
  async #leaveCreatesTo(scim: ScimUsers, signal: AbortSignal): Promise<boolean> {
    const [{ core }, byScim] = await Promise.all([this.#known(signal), scim.operations(signal)]);
    if (core === undefined || !byScim.create.supported) return false;
    this.#ways = Promise.resolve({
      core: { ...core, create: { supported: false, reason: 'the account of the API token may not create users' } },
      scim: byScim,
    });
    return true;
  }

  /** Creates by the SCIM plugin, and adds by the Web Services API, where that may be, what the plugin drops. */
  async #createByScim(scim: ScimUsers, request: CreateRequest, context: WriteContext): Promise<WriteResult> {
    const told = await scim.create(request, context);
    const kept =
      'the SCIM plugin makes a password of its own; none was sent to it, since it logs them for everybody to read';
    const made = request.credential === undefined ? told : { ...told, notes: [...(told.notes ?? []), kept] };
    const { username: _, email: __, ...rest } = request.attributes;
    const { core } = await this.#known(context.signal);
    if (
      this.core === undefined ||
      core?.update.supported !== true ||
      (Object.keys(rest).length === 0 && request.groups.length === 0)
    )
      return made;
    try {
      return await afterWrite(
        `completing user ${made.id}`,
        this.core.writer.update(
          made.id,
          { set: rest, before: {}, groups: { add: request.groups, remove: [] } },
          context,
        ),
      );
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return {
        ...made,
        notes: [
          ...(made.notes ?? []),
          'the account of the API token may not change users, so the user has no groups and attributes but those that the SCIM plugin gives',
        ],
      };
    }
  }

  /** Who answers questions about single accounts: the API where it works. */
  async #lookUp(signal: AbortSignal): Promise<CoreRoute['reader'] | ScimUsers> {
    const { core } = await this.#known(signal);
    if (this.core !== undefined && (core?.list.supported === true || this.scim === undefined)) return this.core.reader;
    if (this.scim !== undefined) return this.scim;
    throw new UnsupportedError({
      code: 'joomla-no-way',
      doing: 'looking up a user',
      happened: 'the connection has no token',
    });
  }

  /** The first way that can do it; an `UnsupportedError` that says why not where none can. */
  async #way<C extends object | undefined, S extends object | undefined>(
    ability: Ability,
    signal: AbortSignal,
    core: C | undefined,
    scim: S | undefined,
  ): Promise<NonNullable<C> | NonNullable<S>> {
    const ways = await this.#known(signal);
    if (core !== undefined && ways.core?.[ability].supported === true) return core;
    if (scim !== undefined && ways.scim?.[ability].supported === true) return scim;
    const support = joinedSupport(ways)[ability];
    throw new UnsupportedError({
      code: 'joomla-unsupported',
      doing: `${ability} of accounts`,
      happened: support.supported ? 'the way that can do it is not in use' : support.reason,
    });
  }

  #known(signal: AbortSignal): Promise<Ways> {
    if (this.#ways === undefined) {
      const asking = askedWays(this.core, this.scim, signal);
      this.#ways = asking;
      asking.catch(() => {
        if (this.#ways === asking) this.#ways = undefined;
      });
    }
    return this.#ways;
  }
}

/** The plugin is asked only where the API is not enough, because it tells its maker about questions it cannot answer. */
async function askedWays(core: CoreRoute | undefined, scim: ScimUsers | undefined, signal: AbortSignal): Promise<Ways> {
  const byCore = await core?.operations(signal);
  const enough = byCore !== undefined && Object.values(byCore).every(({ supported }) => supported);
  const byScim = enough ? undefined : await scim?.operations(signal);
  return { ...(byCore === undefined ? {} : { core: byCore }), ...(byScim === undefined ? {} : { scim: byScim }) };
}

/** Of two ways the first that works; where none does, the reasons of both, and that a token would help where there is none. */
export function joinedSupport({ core, scim }: Ways): OperationSupport {
  const untried: Support | undefined =
    core === undefined
      ? { supported: false, reason: 'a token of the Web Services API ("token") would do it' }
      : undefined;
  return Object.fromEntries(
    ABILITIES.map((ability) => [ability, joined(core?.[ability], scim?.[ability], untried)]),
  ) as unknown as OperationSupport;
}

function isForbidden(error: unknown): boolean {
  return UnauthorizedError.is(error) && error.code === FORBIDDEN;
}

export const ABILITIES: readonly Ability[] = [...OPERATIONS, 'memberships', 'list'] satisfies readonly (
  | Operation
  | Ability
)[];

function joined(...ways: readonly (Support | undefined)[]): Support {
  const told = ways.filter((way) => way !== undefined);
  const reasons = told.filter((way) => !way.supported).map(({ reason }) => reason);
  return told.find(({ supported }) => supported) ?? { supported: false, reason: [...new Set(reasons)].join('; ') };
}
