import type { Attributes, HttpAnswer, WriteResult } from '@rollcall/contract';
import { NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { isSameValue, parseError } from '@rollcall/scim-protocol';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import { activeIn, renamed, valuesReader } from '../read/account-of.js';
import { idOf, type Row, resourceIn, type ScimApi, versionOfResource } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { bodyOf, isScimNotFound, scimError, unreadable } from '../scim-errors.js';

/** How a request is named and stopped. */
export interface Asking {
  readonly doing: string;
  readonly signal: AbortSignal;
}

/** What was written, so that the answer can be held against it. */
export interface Written {
  /** Absent for a new user. */
  readonly id?: string;
  readonly set: Attributes;
  readonly active?: boolean;
}

/** Requests about users, and what their answers mean. */
export class UserRequests {
  constructor(
    readonly api: ScimApi,
    readonly config: ScimConfig,
    readonly facts: ServiceFacts,
  ) {}

  async current(id: string, { service }: Facts, { doing, signal }: Asking): Promise<Row> {
    const user = await this.api.get(service.usersPath, id, { doing, signal });
    if (user === undefined) throw gone(doing);
    return renamed(user, this.config.readAs);
  }

  /** What a write answered; read again where the answer does not tell, or is not to be believed. */
  async settled(answer: HttpAnswer, written: Written, facts: Facts, asking: Asking): Promise<WriteResult> {
    const { doing } = asking;
    if (isScimNotFound(answer)) throw gone(doing);
    if (answer.status < 200 || answer.status > 299) throw scimError(answer, doing, true);
    const told = resourceIn(answer);
    if (told === undefined && !isQuiet(answer)) throw unreadable(answer, doing, true);
    const own = told === undefined ? undefined : idOf(told);
    if (written.id !== undefined && own !== undefined && own !== written.id) throw unreadable(answer, doing, true);
    const id = own ?? written.id ?? idFromLocation(answer.headers.get('location'));
    if (id === undefined) throw unreadable(answer, doing, true);
    const says = told !== undefined || answer.status === 204 || answer.status === 201;
    if (says && !this.config.verifyWrites)
      return told === undefined ? { id } : this.result(id, told, Object.keys(written.set), facts);
    const after = await this.#after(id, facts, asking);
    const result = this.result(id, after, Object.keys(written.set), facts, true);
    if (!says && !hasTaken(written, result))
      throw unclear(doing, 'it was answered without content, and the user is as before');
    return result;
  }

  /** The result by what the service says that the user is now. `whole`: what was written and is not there was dropped. */
  result(id: string, told: Row, names: readonly string[], { service }: Facts, whole = false): WriteResult {
    const user = renamed(told, this.config.readAs);
    const [active, version] = [activeIn(user), versionOfResource(user)];
    const dropped = whole ? Object.fromEntries(names.map((name) => [name, null])) : {};
    return {
      id,
      attributes: { ...dropped, ...valuesReader(names, service.users)(user) },
      ...(active === undefined ? {} : { active }),
      ...(version === undefined ? {} : { version }),
    };
  }

  /** The user after a write. When it cannot be read, what became of the write is not known. */
  async #after(id: string, facts: Facts, asking: Asking): Promise<Row> {
    try {
      return await this.current(id, facts, asking);
    } catch (error) {
      if (!UnavailableError.is(error)) throw error;
      throw unclear(
        asking.doing,
        `it was sent, and then we could not see what became of it (${error.happened})`,
        error,
      );
    }
  }
}

/** Nothing, or an object that says nothing: some services answer a change with `{}`. */
function isQuiet(answer: HttpAnswer): boolean {
  if (answer.text.trim() === '') return true;
  const body = bodyOf(answer);
  return body !== undefined && parseError(body, answer.status) === undefined;
}

/** Is anything of what was written there? */
function hasTaken({ set, active }: Written, result: WriteResult): boolean {
  const names = Object.keys(set);
  if (active !== undefined && result.active === active) return true;
  if (names.length === 0) return active === undefined;
  return names.some((name) => isSameValue(set[name] ?? null, result.attributes?.[name] ?? null));
}

/** The last part of an address such as `https://app.example/scim/v2/Users/2819c223`. */
export function idFromLocation(location: string | null | undefined): string | undefined {
  const last = location
    ?.replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .split('/')
    .at(-1);
  if (last === undefined || last === '') return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return undefined;
  }
}

export function gone(doing: string): NotFoundError {
  return new NotFoundError({ code: 'scim-not-found', doing, happened: 'the service has no user with this id' });
}

/** The service says that all went well, and the account is as before. */
export function unheeded(doing: string, what: string): UnsupportedError {
  return new UnsupportedError({
    code: 'scim-unheeded',
    doing,
    happened: `the service says that all went well, and the user is still ${what}`,
    hint: 'set "deactivateBy" to what this service understands',
  });
}

export function unclear(doing: string, happened: string, cause?: unknown): UnavailableError {
  return new UnavailableError({
    code: 'scim-unclear',
    doing,
    happened,
    outcome: 'unknown',
    ...(cause === undefined ? {} : { cause }),
  });
}
