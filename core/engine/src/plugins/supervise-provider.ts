import { BugError, type Provider, RollcallError, UnavailableError } from '@rollcall/contract';
import { misshapenAnswer } from './misshapen-answer.js';

/** Whose mistakes are watched, for messages. */
export interface Supervision {
  /** Id of the plugin: `drupal`. */
  readonly plugin: string;
  /** The connection that it serves. */
  readonly connection: string;
  /** A call that has not answered by then is given up. Milliseconds. */
  readonly answerWithinMs: number;
}

/** What gives one thing after another. */
const PAGED: ReadonlySet<string> = new Set([
  'accounts.pages',
  'changes.since',
  'groups.list',
  'groups.members',
  'prefilter.candidates',
]);
const FACETS: ReadonlySet<PropertyKey> = new Set(['accounts', 'changes', 'writer', 'groups', 'groupWriter']);

/**
 * The provider as the engine uses it: what it throws that is no error of the contract, an answer of the wrong shape, and a call
 * that never answers become errors that name the plugin and the connection. Everything else goes through as it is.
 */
export function superviseProvider(provider: Provider, supervision: Supervision): Provider {
  return supervised(provider, '', supervision);
}

function supervised<T extends object>(subject: T, prefix: string, supervision: Supervision): T {
  const known = new Map<PropertyKey, { readonly value: unknown; readonly wrapped: unknown }>();
  return new Proxy(subject, {
    get(target, name) {
      // Asked of the plugin itself, whose private fields a proxy does not have.
      const value = Reflect.get(target, name, target) as unknown;
      const before = known.get(name);
      if (before !== undefined && before.value === value) return before.wrapped;
      const wrapped = wrap(target, name, value, prefix, supervision);
      known.set(name, { value, wrapped });
      return wrapped;
    },
  });
}

function wrap(owner: object, name: PropertyKey, value: unknown, prefix: string, supervision: Supervision): unknown {
  if (typeof value === 'function') {
    const call = `${prefix}${String(name)}`;
    return (...values: unknown[]): unknown => new Call(call, values, supervision).make(value as Method, owner);
  }
  const isFacet = prefix === '' && FACETS.has(name) && typeof value === 'object' && value !== null;
  return isFacet ? supervised(value, `${String(name)}.`, supervision) : value;
}

type Method = (...values: unknown[]) => unknown;

/** One call of one method. */
class Call {
  constructor(
    private readonly name: string,
    private readonly values: readonly unknown[],
    private readonly supervision: Supervision,
  ) {}

  make(method: Method, owner: object): unknown {
    let answer: unknown;
    try {
      answer = Reflect.apply(method, owner, this.values);
    } catch (error) {
      throw this.blame(error);
    }
    if (isIterable(answer)) return this.iterate(answer);
    // Nobody waits for a promise where pages are wanted: its rejection would end the process.
    if (PAGED.has(this.name))
      throw this.wrong('it gave no async iterable; make it an async generator: async *pages() {…}');
    return this.answerOf(answer);
  }

  private async answerOf(answer: unknown): Promise<unknown> {
    return this.looked(await this.inTime(Promise.resolve(answer)), this.values);
  }

  private async *iterate(pages: AsyncIterable<unknown>): AsyncIterable<unknown> {
    const iterator = pages[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.inTime(Promise.resolve(iterator.next()));
        if (next.done === true) return;
        yield this.looked(next.value, this.values);
      }
    } finally {
      // Not waited for: a plugin that hangs would hang here again.
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.late()), this.supervision.answerWithinMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      throw this.blame(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private looked(answer: unknown, values: readonly unknown[]): unknown {
    const problem = misshapenAnswer(this.name, answer, values);
    if (problem === undefined) return answer;
    throw this.wrong(problem);
  }

  private wrong(happened: string): BugError {
    return new BugError({ code: 'plugin-wrong-answer', doing: this.doing(), happened, hint: FAULT });
  }

  /** A plugin may reject with the classes of the contract, and with the reason of the signal that stopped it. */
  private blame(error: unknown): unknown {
    if (RollcallError.is(error) || this.values.some((value) => signalOf(value)?.aborted === true)) return error;
    const what = error instanceof Error ? error.name : typeof error;
    return new BugError({
      code: 'plugin-threw',
      doing: this.doing(),
      happened: `it threw ${what}, which is no error of the contract`,
      hint: FAULT,
      cause: error,
    });
  }

  private late(): UnavailableError {
    return new UnavailableError({
      code: 'plugin-hangs',
      doing: this.doing(),
      happened: `it has not answered for ${Math.round(this.supervision.answerWithinMs / 1000)} seconds`,
      hint: FAULT,
      outcome: 'unknown',
    });
  }

  private doing(): string {
    const { plugin, connection } = this.supervision;
    return `asking the provider "${plugin}" of the connection "${connection}" for ${this.name}()`;
  }
}

const FAULT = 'this is a fault of the plugin; its author can tell';

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function signalOf(value: unknown): AbortSignal | undefined {
  if (value instanceof AbortSignal) return value;
  if (typeof value !== 'object' || value === null || !('signal' in value)) return undefined;
  return value.signal instanceof AbortSignal ? value.signal : undefined;
}
