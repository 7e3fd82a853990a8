import type { IncomingMessage } from 'node:http';
import type { HttpClients } from '@rollcall/contract';
import { createHttpClients, type Rollcall, type Setup, systemClock } from '@rollcall/engine';
import type { Translation } from '@rollcall/plugin';
import type { Hono } from 'hono';
import { Remembered } from './api/remembered.js';
import { ASSETS } from './assets.js';
import { AUDIT_ENTRIES, Audit } from './audit.js';
import { Attempts } from './auth/attempts.js';
import { clientAddress } from './auth/client-address.js';
import { consoleTokens } from './auth/console-tokens.js';
import { checkOidc } from './auth/oidc/check-oidc.js';
import { configuredOidc } from './auth/oidc/configured-oidc.js';
import type { OidcConfig } from './auth/oidc/oidc-config.js';
import { SpentStates } from './auth/oidc/spent-states.js';
import type { Role } from './auth/roles.js';
import { Sessions } from './auth/sessions.js';
import { Users } from './auth/users.js';
import { Jobs } from './jobs.js';
import { ErrorPage } from './pages/sign.js';
import { API_ROUTES } from './routes/api-routes.js';
import { BOTH_WAYS_ROUTES } from './routes/both-ways-routes.js';
import { EVERYDAY_ROUTES } from './routes/everyday-routes.js';
import { mount } from './routes/mount.js';
import { OIDC_ROUTES } from './routes/oidc-routes.js';
import { openApi } from './routes/open-api.js';
import { frameOf, html } from './routes/page-route.js';
import { REMOVAL_ROUTES } from './routes/removal-routes.js';
import type { Route } from './routes/route.js';
import { SIGN_IN_SETTINGS_ROUTES } from './routes/sign-in-settings-routes.js';
import { SIGN_ROUTES } from './routes/sign-routes.js';
import { SYSTEM_ROUTES } from './routes/system-routes.js';
import { TOKEN_ROUTES } from './routes/token-routes.js';
import { WIZARD_ROUTES } from './routes/wizard/wizard-routes.js';
import type { Services } from './services.js';
import { byTag, languagesOf, preferred } from './texts/languages.js';
import { shippedTranslations } from './texts/shipped-translations.js';

/**
 * What the console works on, and what it reads anew at each request because a saved configuration may have changed
 * it.
 */
export interface ConsoleParts {
  /** The Rollcall at work; another one after the configuration was saved. */
  readonly rollcall: () => Rollcall;
  /** Reads and changes the configuration, for the pages with which a sync is set up. */
  readonly setup: Setup;
  /** Puts the saved configuration to work. */
  readonly reload: () => Promise<void>;
  /** Where people reach it, now. With https the cookie never goes over http. */
  readonly publicUrl?: string | (() => string | undefined);
  /** Sign-in by an identity provider, as it is configured now. It needs `publicUrl`: the provider sends people back there. */
  readonly oidc?: () => OidcConfig | undefined;
  /** How the identity provider is asked. Default: the engine's client. */
  readonly http?: HttpClients;
  /** Proxies of ours before this server, whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: number;
  /** The other end of a request's connection, from what the host gives `fetch` besides the request. Default: that of Node's server. */
  readonly peerOf?: (environment: unknown) => string | undefined;
  /** Languages besides English, besides those that extensions bring; those go behind. */
  readonly translations?: () => readonly Translation[];
  /** Tag of the language for everybody. Default: the one that the browser wants. */
  readonly language?: () => string | undefined;
  /** How many of the newest entries of the audit are kept; of what strangers try, a tenth. Default: 10,000. */
  readonly auditEntries?: () => number;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** Told what an unexpected error was; pages do not say it. */
  readonly onError?: (error: Error) => void;
}

/** The console at work. A host mounts `app`; `@rollcall/server` does so at `/`. */
export interface Console {
  /** For the root of an origin. */
  readonly app: Hono;
  /** Path of a link with which one person chooses name and password, once, within an hour. */
  invite(role: Role): Promise<string>;
  /** Nobody can sign in yet. */
  isNew(): Promise<boolean>;
  /** Ends what streams to browsers. */
  close(): void;
}

const NO_TRANSLATIONS: readonly Translation[] = [];

/** Every route of the console: the one table of paths and roles. */
export const ROUTES: readonly Route[] = [
  ...SIGN_ROUTES,
  ...OIDC_ROUTES,
  ...BOTH_WAYS_ROUTES,
  ...EVERYDAY_ROUTES,
  ...WIZARD_ROUTES,
  ...SYSTEM_ROUTES,
  ...REMOVAL_ROUTES,
  ...API_ROUTES,
  ...TOKEN_ROUTES,
  ...SIGN_IN_SETTINGS_ROUTES,
  {
    method: 'GET',
    path: '/api/openapi.json',
    role: 'viewer',
    kind: 'page',
    summary: 'This description.',
    handle: ({ context }) => context.json(openApi(ROUTES)),
  },
  {
    method: 'GET',
    path: '/assets/:mark/:name',
    role: 'public',
    kind: 'page',
    summary: 'Style and scripts.',
    handle: ({ context }) => {
      const asset = Object.values(ASSETS).find(({ path }) => path === context.req.path);
      if (asset === undefined) return context.text('there is nothing here\n', 404);
      return context.body(asset.body, 200, {
        'content-type': asset.type,
        'cache-control': 'public, max-age=31536000, immutable',
      });
    },
  },
];

/** The console as an application with a `fetch`. Throws nothing; errors become pages, or JSON under `/api`. */
export function createConsole({
  rollcall,
  setup,
  reload,
  publicUrl,
  oidc = () => undefined,
  http = createHttpClients({ clock: systemClock }),
  trustedProxies = 0,
  peerOf = nodePeer,
  translations = () => NO_TRANSLATIONS,
  language = () => undefined,
  auditEntries = () => AUDIT_ENTRIES,
  now = () => systemClock.now(),
  onError = () => {},
}: ConsoleParts): Console {
  const { marks } = rollcall().state;
  const closing = new AbortController();
  const users = new Users(marks, now);
  const address = typeof publicUrl === 'function' ? publicUrl : () => publicUrl;
  const provider = configuredOidc({ config: oidc, publicUrl: address, http, now });
  const services: Services = {
    rollcall,
    setup,
    reload,
    users,
    sessions: new Sessions({ marks, users, now, issuer: () => oidc()?.issuer }),
    attempts: new Attempts(marks, now),
    oidc: provider.current,
    checkOidc: (wanted) => checkOidc({ ...wanted, http, now }),
    oidcAtWork: () => {
      const [config, reached] = [oidc(), address()];
      return config === undefined || reached === undefined ? undefined : { config, publicUrl: reached };
    },
    tokens: consoleTokens(marks, now),
    languageFor: languageChooser({ rollcall, translations, language }),
    spentStates: new SpentStates(now),
    addressOf: (context) =>
      clientAddress({
        peer: peerOf(context.env),
        forwardedFor: context.req.header('x-forwarded-for'),
        trustedProxies,
      }),
    audit: new Audit(marks, now, auditEntries),
    jobs: new Jobs(now),
    remembered: new Remembered(now),
    checks: new Map(),
    explanations: new Map(),
    now,
    get publicUrl() {
      return address();
    },
    onError,
    closed: closing.signal,
  };
  const app = mount({
    services,
    routes: ROUTES,
    errorPage: async (asked, error) =>
      html(asked, <ErrorPage frame={await frameOf(asked)} error={error} />, error.status === 401 ? 403 : error.status),
  });
  return {
    app,
    invite: async (role) => `/welcome?token=${await users.invite(role)}`,
    isNew: async () => (await users.list()).length === 0,
    close: () => {
      closing.abort(new Error('the console closes'));
      provider.close();
    },
  };
}

/** Chooses for each request, and reads translations anew when others are at work. */
function languageChooser({
  rollcall,
  translations,
  language,
}: Required<Pick<ConsoleParts, 'rollcall' | 'translations' | 'language'>>): Services['languageFor'] {
  let known: { readonly of: readonly unknown[]; readonly languages: ReturnType<typeof languagesOf> } | undefined;
  return (accepted) => {
    const of = [rollcall(), translations()] as const;
    if (known === undefined || known.of[0] !== of[0] || known.of[1] !== of[1]) {
      const brought = of[0].extensions().flatMap((entry) => entry.translations);
      known = { of, languages: languagesOf([...shippedTranslations(), ...brought, ...of[1]]) };
    }
    const set = language();
    return (set === undefined ? undefined : byTag(set, known.languages)) ?? preferred(accepted, known.languages);
  };
}

/** As `@hono/node-server` gives it. */
function nodePeer(environment: unknown): string | undefined {
  const { incoming } = (environment ?? {}) as { readonly incoming?: IncomingMessage };
  return incoming?.socket?.remoteAddress;
}
