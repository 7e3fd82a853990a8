import type { CheckReport } from '@rollcall/contract';
import { checkSignIn, signInSettings } from '../api/sign-in.js';
import { SignInSettingsPage } from '../pages/sign-in-settings.js';
import { apiRoute } from './api-route.js';
import { type Answer, frameOf, originOf, pageRoute } from './page-route.js';
import type { Asked, Route } from './route.js';

/** How the sign-in by an identity provider is set up, and whether it works. */
export const SIGN_IN_SETTINGS_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/settings/sign-in',
    role: 'administrator',
    show: (asked) => settingsPage(asked, undefined),
  }),
  pageRoute({
    method: 'POST',
    path: '/settings/sign-in/check',
    role: 'administrator',
    show: async (asked) => settingsPage(asked, await checkSignIn(asked.services)),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/sign-in',
    role: 'administrator',
    summary: 'How the sign-in by an identity provider is set up.',
    answer: (asked) => signInSettings(asked.services, originOf(asked)),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/sign-in/check',
    role: 'administrator',
    summary: 'Look stage by stage whether people could sign in by the identity provider.',
    answer: ({ services }) => checkSignIn(services),
  }),
];

async function settingsPage(asked: Asked, report: CheckReport | undefined): Promise<Answer> {
  const settings = signInSettings(asked.services, originOf(asked));
  return { page: <SignInSettingsPage frame={await frameOf(asked)} settings={settings} report={report} /> };
}
