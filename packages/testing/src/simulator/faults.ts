import { seededRandom } from './seeded-random.js';

/** What goes wrong with one exchange. "Handled" says whether the simulator sees the request, so whether a write happens. */
export type Fault =
  /** The answer starts `ms` late. Handled. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection is closed without an answer. Not handled. */
  | { readonly kind: 'drop-before' }
  /** The connection is closed without an answer. Handled: the change happened, the answer is lost. */
  | { readonly kind: 'drop-after' }
  /** 429; `retryAfter` in seconds, or a date, is sent as `Retry-After` (RFC 9110, section 10.2.3). Not handled. */
  | { readonly kind: 'too-many-requests'; readonly retryAfter?: number | Date }
  /** A server error in HTML, as a proxy sends it. Not handled. */
  | { readonly kind: 'error-before'; readonly status?: 500 | 502 | 503 | 504; readonly retryAfter?: number | Date }
  /** A server error in HTML. Handled: the change happened. */
  | { readonly kind: 'error-after'; readonly status?: 500 | 502 | 503 | 504 }
  /** `Content-Length` promises the whole body, the share `keep` (0 to 1, 0.5 unless told) of it comes. Handled. */
  | { readonly kind: 'truncate'; readonly keep?: number }
  /** 200 with an HTML page. Not handled unless `handled` is set. */
  | { readonly kind: 'html'; readonly handled?: boolean }
  /** 200 with the usual content type and no byte of content. Handled unless `handled` is false. */
  | { readonly kind: 'empty'; readonly handled?: boolean }
  /** The request reaches the server twice; the client gets the second answer, or the first with `answer: 'first'`. */
  | { readonly kind: 'duplicate'; readonly answer?: 'first' | 'second' }
  /** The body comes in pieces of `bytes` (a twentieth of it), one every `everyMs` (10). Handled. */
  | { readonly kind: 'slow-drip'; readonly bytes?: number; readonly everyMs?: number }
  /** A GET gets the answer that the same GET got the last time; waits for a GET that was answered before. */
  | { readonly kind: 'stale' }
  /** 302 (unless told) to the same path at another origin. Not handled. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** The right answer under another media type. Handled. */
  | { readonly kind: 'content-type'; readonly value?: string };

/** What can go wrong, without its values. */
export type FaultKind = Fault['kind'];

/** A request as a matcher sees it; `path` holds the query, `headers` have lower-case names. */
export interface MatchableRequest {
  /** In capitals. */
  readonly method: string;
  /** With the query, as sent. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text; empty where there is none. */
  readonly body: string;
}

/** Which requests: all given parts must agree; a `path` string is compared with the beginning of the request's path. */
export type RequestMatcher =
  | { readonly method?: string | readonly string[]; readonly path?: string | RegExp }
  | ((request: MatchableRequest) => boolean);

/** One injected fault, in order of injection. */
export interface InjectedFault {
  /** What went wrong. */
  readonly kind: FaultKind;
  /** Of the request that it happened to. */
  readonly method: string;
  /** Of that request, with its query. */
  readonly path: string;
  /** Whether it was told to, or came by chance. */
  readonly from: 'script' | 'random';
}

/** When a scripted fault happens, and how often. */
export interface ScriptOptions {
  /** How many matching requests go wrong; 1 unless told, Infinity for all. */
  readonly times?: number;
  /** How many matching requests go well before the first one goes wrong; 0 unless told. */
  readonly after?: number;
}

/** How often things go wrong by chance, and which. */
export interface RandomFaultOptions {
  /** Share of the matching requests that go wrong, 0 to 1. */
  readonly rate: number;
  /** Faults to choose from with equal chance: a kind takes its usual values. */
  readonly kinds: readonly (FaultKind | Fault)[];
  /** Only these requests. Default: all. */
  readonly matcher?: RequestMatcher;
}

interface Script {
  readonly matcher: RequestMatcher;
  readonly fault: Fault;
  skip: number;
  left: number;
}

interface Dice {
  readonly roll: () => number;
  readonly options: RandomFaultOptions;
}

/**
 * What goes wrong on the wire, and when: scripted faults first (in the order they were given), then random ones.
 * At most one fault meets a request. The same seed and the same order of requests give the same faults.
 */
export class FaultPlan {
  private scripts: Script[] = [];
  private dice: Dice[] = [];
  private readonly injected: InjectedFault[] = [];

  /** What was injected so far; `clear` keeps it. */
  get log(): readonly InjectedFault[] {
    return this.injected;
  }

  /** Lets the next matching request go wrong; see {@link ScriptOptions} for more than one or a later one. */
  when(matcher: RequestMatcher, fault: Fault, options: ScriptOptions = {}): this {
    this.scripts.push({ matcher, fault, skip: options.after ?? 0, left: options.times ?? 1 });
    return this;
  }

  /** Lets a share of all matching requests go wrong from now on. */
  random(seed: number, options: RandomFaultOptions): this {
    if (!(options.rate >= 0 && options.rate <= 1)) {
      throw new RangeError(`planning random faults: the rate is ${options.rate}; give a number from 0 to 1`);
    }
    if (options.kinds.length === 0) throw new RangeError('planning random faults: no kinds given; name at least one');
    this.dice.push({ roll: seededRandom(seed), options });
    return this;
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.scripts = [];
    this.dice = [];
  }

  /**
   * Called once for each request by the server; counts the request and says what goes wrong with it. A fault that
   * `canApply` denies is left for a later request.
   */
  take(request: MatchableRequest, canApply: (fault: Fault) => boolean = () => true): Fault | undefined {
    const scripted = this.takeScripted(request, canApply);
    if (scripted !== undefined) return this.record(scripted, request, 'script');
    for (const { roll, options } of this.dice) {
      if (options.matcher !== undefined && !matches(options.matcher, request)) continue;
      if (roll() >= options.rate) continue;
      const chosen = options.kinds[Math.floor(roll() * options.kinds.length)] as FaultKind | Fault;
      const fault = typeof chosen === 'string' ? usualFault(chosen, roll) : chosen;
      if (canApply(fault)) return this.record(fault, request, 'random');
    }
    return undefined;
  }

  private takeScripted(request: MatchableRequest, canApply: (fault: Fault) => boolean): Fault | undefined {
    let taken: Fault | undefined;
    for (const script of this.scripts) {
      if (script.left <= 0 || !matches(script.matcher, request)) continue;
      if (script.skip > 0) {
        script.skip -= 1;
      } else if (taken === undefined && canApply(script.fault)) {
        script.left -= 1;
        taken = script.fault;
      }
    }
    return taken;
  }

  private record(fault: Fault, request: MatchableRequest, from: InjectedFault['from']): Fault {
    this.injected.push({ kind: fault.kind, method: request.method, path: request.path, from });
    return fault;
  }
}

function matches(matcher: RequestMatcher, request: MatchableRequest): boolean {
  if (typeof matcher === 'function') return matcher(request);
  const { method, path } = matcher;
  if (method !== undefined && !(typeof method === 'string' ? [method] : method).includes(request.method)) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? request.path.startsWith(path) : path.test(request.path);
}

function usualFault(kind: FaultKind, roll: () => number): Fault {
  switch (kind) {
    case 'delay':
      return { kind, ms: Math.floor(roll() * 50) };
    case 'too-many-requests':
      return { kind, retryAfter: 1 };
    case 'error-before':
      return { kind, status: ([500, 502, 503] as const)[Math.floor(roll() * 3)] ?? 500 };
    case 'truncate':
      return { kind, keep: roll() };
    case 'redirect':
      return { kind, to: 'http://elsewhere.invalid' };
    default:
      return { kind };
  }
}
