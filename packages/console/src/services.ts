import type { CheckReport } from '@rollcall/contract';
import type { Explanation, Rollcall, Setup } from '@rollcall/engine';
import type { Context } from 'hono';
import type { Remembered } from './api/remembered.js';
import type { Audit } from './audit.js';
import type { Attempts } from './auth/attempts.js';
import type { consoleTokens } from './auth/console-tokens.js';
import type { CheckOidcParts } from './auth/oidc/check-oidc.js';
import type { OidcSignIn } from './auth/oidc/oidc-sign-in.js';
import type { SpentStates } from './auth/oidc/spent-states.js';
import type { Sessions } from './auth/sessions.js';
import type { User, Users } from './auth/users.js';
import type { Jobs } from './jobs.js';
import type { Language } from './texts/language.js';

/** How a connection was when somebody last looked. Forgotten with the process. */
export interface LastCheck {
  readonly at: number;
  readonly report: CheckReport;
}

/** An identity provider, and where it sends people back to. */
export type OidcAtWork = Pick<CheckOidcParts, 'config' | 'publicUrl'>;

/** What every function of the API works with. */
export interface Services {
  /** The Rollcall at work; another one after the configuration was saved. */
  readonly rollcall: () => Rollcall;
  readonly setup: Setup;
  /** Puts the saved configuration to work. */
  readonly reload: () => Promise<void>;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  /** Of programs that use the API. */
  readonly tokens: ReturnType<typeof consoleTokens>;
  /** Sign-in by an identity provider, as configured now; `undefined`: there is none. */
  readonly oidc: () => OidcSignIn | undefined;
  /** Looks whether an identity provider works, the one at work or one that is not saved yet. */
  readonly checkOidc: (wanted: OidcAtWork) => Promise<CheckReport>;
  /** How the identity provider is configured now; `undefined`: there is none. */
  readonly oidcAtWork: () => OidcAtWork | undefined;
  /** What pages are written in, by what a browser accepts, or as the host sets it. */
  readonly languageFor: (accepted: string | undefined) => Language;
  readonly spentStates: SpentStates;
  /** Where a request comes from, for counting; `undefined` where the host does not say. */
  readonly addressOf: (context: Context) => string | undefined;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly remembered: Remembered;
  readonly checks: Map<string, LastCheck>;
  /** What was known of a person before a job began, by job: afterwards it is otherwise. */
  readonly explanations: Map<string, Explanation>;
  readonly now: () => number;
  /** Where people reach the console, for links; else that of the request. */
  readonly publicUrl: string | undefined;
  /** Told what an unexpected error was; pages do not say it. */
  readonly onError: (error: Error) => void;
  /** Aborts when the console closes. */
  readonly closed: AbortSignal;
}

/** Who asks. */
export type Caller = Pick<User, 'name' | 'role'>;
