import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { OidcConfig } from '../../src/index.js';
import { CLIENT, goThrough, type IdentityProvider, openIdentityProvider } from './identity-provider.js';
import { type OpenConsole, ORIGIN, openConsole } from './open-console.js';

export const ROLES = { claim: 'groups', administrator: ['root'], operator: ['staff'], viewer: ['everybody'] };

/** Somebody who came back from the provider. */
export interface Visit {
  readonly answer: Response;
  /** `name=value` of the session's cookie; empty: there is none. */
  readonly session: string;
  /** The address that the provider sent them to. */
  readonly back: URL;
  /** `name=value` of the cookie that the sign-in began with. */
  readonly pending: string;
}

/** A console and the identity provider that it is configured with; both begin anew for each test. */
export class OidcStage {
  provider!: IdentityProvider;
  open!: OpenConsole;
  config: OidcConfig | undefined;
  errors: string[] = [];

  /** Hooks for the suite around it. */
  use(): void {
    before(async () => {
      this.provider = await openIdentityProvider();
    });
    after(() => this.provider.close());
    beforeEach(async () => {
      const { provider } = this;
      provider.people.clear();
      provider.people.set('a1', { preferred_username: 'ada', groups: ['staff', 'choir'] });
      Object.assign(provider, { person: 'a1', token: undefined, discovery: {} });
      provider.asked.length = 0;
      this.errors = [];
      this.config = this.settings();
      this.open = await this.another();
    });
    afterEach(() => this.open.close());
  }

  settings(more: Readonly<Record<string, unknown>> = {}): OidcConfig {
    const { issuer } = this.provider;
    const given = { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, roles: ROLES, ...more };
    return parseConfig(OidcConfig, given, []);
  }

  /** A console with this configuration. */
  another(parts: Parameters<typeof openConsole>[0] = {}): Promise<OpenConsole> {
    return openConsole({
      publicUrl: ORIGIN,
      oidc: () => this.config,
      now: () => Date.now(),
      onError: ({ message }) => this.errors.push(message),
      ...parts,
    });
  }

  /** Begins here, goes through the provider, and brings back what it says. `change` is what an attacker does on the way. */
  async comeBack(
    begin = '/sign-in/oidc',
    change: (back: URL) => void = () => {},
    jar?: Map<string, string>,
  ): Promise<Visit> {
    const begun = await this.open.request(begin);
    expect(begun.status, await begun.clone().text()).to.equal(303);
    const pending = cookieNamed(begun, 'rollcall_signing_in');
    const back = new URL(await goThrough(begun.headers.get('location') ?? '', jar));
    change(back);
    const answer = await this.open.request(back.pathname + back.search, { headers: { cookie: pending } });
    return { answer, session: cookieNamed(answer, 'rollcall_session'), back, pending };
  }
}

/** `name=value` of a cookie that an answer sets; empty where it sets none. */
export function cookieNamed(answer: Response, name: string): string {
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return cookies.find((cookie) => cookie.startsWith(`${name}=`) && cookie !== `${name}=`) ?? '';
}
