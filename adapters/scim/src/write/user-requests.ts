import type { HttpAnswer, WriteResult } from '@rollcall/contract';
import { NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import { activeIn, renamed, valuesReader } from '../read/account-of.js';
import { idOf, type Row, resourceIn, type ScimApi, versionOfResource } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { isScimNotFound, scimError, unreadable } from '../scim-errors.js';

/** Requests about users, and what their answers mean. */
export class UserRequests {
  constructor(
    readonly api: ScimApi,
    readonly config: ScimConfig,
    readonly facts: ServiceFacts,
  ) {}

  async current(id: string, { service }: Facts, doing: string, signal: AbortSignal): Promise<Row> {
    const user = await this.api.get(service.usersPath, id, { doing, signal });
    if (user === undefined) throw gone(doing);
    return renamed(user, this.config.readAs);
  }

  /** What a write answered; read again where the answer does not tell, or is not to be believed. */
  async settled(
    answer: HttpAnswer,
    id: string | undefined,
    names: readonly string[],
    facts: Facts,
    { doing, signal }: { readonly doing: string; readonly signal: AbortSignal },
  ): Promise<WriteResult> {
    if (answer.status === 404 && isScimNotFound(answer)) throw gone(doing);
    if (answer.status < 200 || answer.status > 299) throw scimError(answer, doing, true);
    const told = resourceIn(answer);
    if (told === undefined && answer.text.trim() !== '' && id === undefined && answer.headers.get('location') === null)
      throw unreadable(answer, doing, true);
    const known = (told === undefined ? undefined : idOf(told)) ?? id ?? idFromLocation(answer.headers.get('location'));
    if (known === undefined) throw unreadable(answer, doing, true);
    const user = this.config.verifyWrites ? await this.#after(known, facts, doing, signal) : told;
    return this.result(known, user, names, facts);
  }

  /** The result by what the service says that the user is now. */
  result(id: string, told: Row | undefined, names: readonly string[], { service }: Facts): WriteResult {
    if (told === undefined) return { id };
    const user = renamed(told, this.config.readAs);
    const [active, version] = [activeIn(user), versionOfResource(user)];
    const read = valuesReader(names, service.users)(user);
    // What was read on purpose and is not there was dropped: the engine tells people so.
    const dropped = this.config.verifyWrites ? Object.fromEntries(names.map((name) => [name, null])) : {};
    return {
      id,
      attributes: { ...dropped, ...read },
      ...(active === undefined ? {} : { active }),
      ...(version === undefined ? {} : { version }),
    };
  }

  /** The user after a write. When it cannot be read, what became of the write is not known. */
  async #after(id: string, facts: Facts, doing: string, signal: AbortSignal): Promise<Row> {
    try {
      return await this.current(id, facts, doing, signal);
    } catch (error) {
      if (!UnavailableError.is(error)) throw error;
      throw new UnavailableError({
        code: 'scim-unclear',
        doing,
        happened: `it was sent, and then we could not see what became of it (${error.happened})`,
        outcome: 'unknown',
        cause: error,
      });
    }
  }
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
