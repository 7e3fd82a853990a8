import type { CheckReport } from '@rollcall/contract';
import { setting } from '@rollcall/contract';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import { IsObject } from 'class-validator';
import { checkSignIn, removeSignIn, saveSignIn, signInSettings } from '../api/sign-in.js';
import { branch, settingsOf } from '../forms/read-form.js';
import { SignInSettingsPage } from '../pages/sign-in-settings.js';
import { apiRoute } from './api-route.js';
import { type Answer, frameOf, originOf, pageRoute } from './page-route.js';
import type { Asked, Route } from './route.js';

class SignInBody {
  @setting(
    'As under server.console of rollcall.yaml: publicUrl and oidc. Secrets as texts, which are sealed, or as references.',
  )
  @IsObject()
  settings!: Readonly<Record<string, unknown>>;
}

/** How the sign-in by an identity provider is set up, and whether it works. */
export const SIGN_IN_SETTINGS_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/settings/sign-in',
    role: 'administrator',
    show: (asked) => settingsPage(asked, {}),
  }),
  pageRoute({
    method: 'POST',
    path: '/settings/sign-in',
    role: 'administrator',
    edits: true,
    show: async (asked, form) => {
      const { described } = await signInSettings(asked.services, originOf(asked));
      const values = settingsOf(described, branch(form.settings));
      try {
        const report = await saveSignIn(asked.services, asked.caller, values, asked.context.req.header('origin'));
        return await settingsPage(asked, { report });
      } catch (error) {
        if (!ConfigProblems.is(error)) throw error;
        return settingsPage(asked, { values, problems: error.problems });
      }
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/settings/sign-in/remove',
    role: 'administrator',
    edits: true,
    show: async (asked) => {
      await removeSignIn(asked.services, asked.caller);
      return { to: '/settings/sign-in' };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/settings/sign-in/check',
    role: 'administrator',
    show: async (asked) => settingsPage(asked, { report: await checkSignIn(asked.services) }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/sign-in',
    role: 'administrator',
    summary: 'How the sign-in by an identity provider is set up in the draft; never a secret.',
    answer: (asked) => signInSettings(asked.services, originOf(asked)),
  }),
  apiRoute({
    method: 'PUT',
    path: '/api/sign-in',
    role: 'administrator',
    edits: true,
    // Whoever it names as administrators are let in for good.
    peopleOnly: true,
    summary: 'Put the sign-in by an identity provider into the draft, and look whether it works.',
    body: SignInBody,
    answer: (asked, { settings }) =>
      saveSignIn(asked.services, asked.caller, settings, asked.context.req.header('origin')),
  }),
  apiRoute({
    method: 'DELETE',
    path: '/api/sign-in',
    role: 'administrator',
    edits: true,
    peopleOnly: true,
    summary: 'Take the identity provider out of the draft: people sign in with name and password alone.',
    answer: (asked) => removeSignIn(asked.services, asked.caller),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/sign-in/check',
    role: 'administrator',
    summary: 'Look stage by stage whether people could sign in by the identity provider of the draft.',
    answer: ({ services }) => checkSignIn(services),
  }),
];

interface Shown {
  readonly report?: CheckReport;
  /** What somebody entered, and what is wrong with it. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly Problem[];
}

async function settingsPage(asked: Asked, { report, values, problems = [] }: Shown): Promise<Answer> {
  const { settings, ...about } = await signInSettings(asked.services, originOf(asked));
  // Where none is set, this is most likely where people come.
  const entered = values ?? { publicUrl: originOf(asked), ...settings };
  const page = (
    <SignInSettingsPage
      frame={await frameOf(asked)}
      settings={{ ...about, settings: entered }}
      report={report}
      problems={problems}
    />
  );
  return { page, status: problems.length === 0 ? 200 : 422, focus: report === undefined ? undefined : 'report' };
}
