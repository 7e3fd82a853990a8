import type { CheckReport } from '@rollcall/contract';
import type { HostedPath } from '@rollcall/engine';
import { ConfigProblems, type SettingDescription } from '@rollcall/plugin';
import { redirectUriOf } from '../auth/oidc/configured-oidc.js';
import type { OidcConfig } from '../auth/oidc/oidc-config.js';
import type { Caller, OidcAtWork, Services } from '../services.js';
import { TEXTS } from '../texts/texts.js';
import { ApiError } from './api-error.js';
import { withoutSecrets } from './connections.js';
import { spokenSettings } from './plugin-settings.js';

type Settings = Readonly<Record<string, unknown>>;

/** Where `rollcall serve` has the settings of the console, and which of them are about signing in. */
const PLACE: HostedPath = ['server', 'console'];
const NAMES: readonly string[] = ['publicUrl', 'oidc'];

/** How the sign-in by an identity provider is set up, as the draft has it. */
export interface SignInSettings {
  /** `undefined`: none is configured. */
  readonly issuer: string | undefined;
  /** To be registered at the provider, exactly like this. */
  readonly redirectUri: string;
  /** The configuration says where people reach the console; else `redirectUri` is a guess. */
  readonly isPublic: boolean;
  /** What can be set, for forms; empty where the host reads these settings from elsewhere. */
  readonly described: readonly SettingDescription[];
  /** Secrets left out. */
  readonly settings: Settings;
  /** Paths of the secrets that are set. */
  readonly secrets: readonly string[];
}

export async function signInSettings(services: Services, origin: string): Promise<SignInSettings> {
  const { setup, oidc, publicUrl } = services;
  // Both are asked for here, though neither is needed elsewhere.
  const own = setup.hosted
    .describe(PLACE)
    .flatMap((setting) => (NAMES.includes(setting.name) ? [{ ...setting, advanced: false }] : []));
  const described = spokenSettings(`config:${PLACE.join('.')}`, own);
  const stored = described.length === 0 ? {} : await setup.hosted.stored(PLACE);
  const about = Object.fromEntries(Object.entries(stored).filter(([name]) => NAMES.includes(name)));
  const { shown, secrets } = withoutSecrets(described, about);
  const address = typeof about.publicUrl === 'string' ? about.publicUrl : publicUrl;
  const issuer =
    described.length === 0 ? oidc()?.issuer : (about.oidc as { readonly issuer?: unknown } | undefined)?.issuer;
  return {
    issuer: typeof issuer === 'string' ? issuer : undefined,
    redirectUri: redirectUriOf(address ?? origin),
    isPublic: address !== undefined,
    described,
    settings: shown,
    secrets,
  };
}

/**
 * Puts the sign-in into the draft, and looks whether people could sign in by it. `at` is the origin of the page that asks, where it is known: who
 * wants another address comes by it, so that nobody is sent to where nothing is. Throws `ConfigProblems`, with paths from the settings.
 */
export async function saveSignIn(
  services: Services,
  caller: Caller,
  settings: Settings,
  at: string | undefined,
): Promise<CheckReport> {
  requireForm(services);
  const stored = await services.setup.hosted.stored(PLACE);
  const entered = Object.fromEntries(NAMES.map((name) => [name, settings[name]]));
  if (entered.oidc === undefined) throw new ConfigProblems([{ path: ['oidc'], message: TEXTS.oidc.settings.nothing }]);
  refuseOtherAddress(entered.publicUrl, stored.publicUrl, at);
  await services.audit.note(caller.name, 'save-sign-in', 'server.console.oidc');
  await save(services, entered);
  return checkSignIn(services);
}

/** Takes the identity provider out of the draft: people sign in with name and password alone. */
export async function removeSignIn(services: Services, caller: Caller): Promise<void> {
  requireForm(services);
  await services.audit.note(caller.name, 'remove-sign-in', 'server.console.oidc');
  await save(services, { oidc: undefined });
}

/** Looks stage by stage whether people could sign in by the identity provider of the draft. Changes nothing. */
export async function checkSignIn(services: Services): Promise<CheckReport> {
  const wanted = await wantedOf(services);
  if (wanted === undefined) throw new ApiError(409, 'no-sign-in', TEXTS.oidc.settings.absent);
  return services.checkOidc(wanted);
}

/** As the draft has it; where the host reads these settings from elsewhere, as it is at work. */
async function wantedOf({ setup, oidcAtWork }: Services): Promise<OidcAtWork | undefined> {
  if (setup.hosted.describe(PLACE).length === 0) return oidcAtWork();
  const server = (await setup.hosted.read('server')) as {
    readonly console?: { readonly oidc?: OidcConfig; readonly publicUrl?: string };
  };
  const { oidc, publicUrl } = server.console ?? {};
  return oidc === undefined || publicUrl === undefined ? undefined : { config: oidc, publicUrl };
}

async function save({ setup }: Services, entered: Settings): Promise<void> {
  try {
    await setup.hosted.save(PLACE, entered);
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    throw new ConfigProblems(
      error.problems.map((problem) => ({
        ...problem,
        path: PLACE.every((part, index) => problem.path[index] === part)
          ? problem.path.slice(PLACE.length)
          : problem.path,
      })),
    );
  }
}

function requireForm({ setup }: Services): void {
  if (setup.hosted.describe(PLACE).length === 0)
    throw new ApiError(409, 'no-such-settings', TEXTS.oidc.settings.elsewhere);
}

/** Cookies and links follow the address, so a wrong one would keep everybody out. */
function refuseOtherAddress(wanted: unknown, before: unknown, at: string | undefined): void {
  if (typeof wanted !== 'string' || wanted === before || at === undefined) return;
  if (!URL.canParse(wanted) || new URL(wanted).origin === at) return;
  throw new ConfigProblems([{ path: ['publicUrl'], message: TEXTS.oidc.settings.otherAddress(at) }]);
}
