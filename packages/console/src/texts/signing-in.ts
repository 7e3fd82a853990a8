import { message } from '@rollcall/plugin';
import type { SignInFailureKind } from '../auth/oidc/sign-in-failure.js';

/** Texts about coming in by an identity provider and by tokens. */
export const SIGNING_IN = {
  with: message('Sign in with {label}', 'label'),
  organisation: 'your organisation',
  or: 'Or with name and password',
  failed: 'You are not signed in',
  reasons: {
    unreachable: 'The sign-in service of your organisation cannot be reached now. Try again in a minute.',
    refused: 'The sign-in service did not let you through.',
    stale: 'This sign-in was begun in another browser, too long ago, or was used already. Begin once more.',
    'not-trusted': 'What the sign-in service sent back could not be trusted, and was not used. Begin once more.',
    'set-up': 'The sign-in service and Rollcall do not fit together yet. An administrator has to look at it.',
  } satisfies Record<SignInFailureKind, string>,
  code: 'The service said',
  administrator:
    'Administrators: the log of Rollcall says why, and “rollcall check” looks at each part. A link from “rollcall invite” lets you in meanwhile.',
  again: 'Begin once more',
  noRole: message('You are known as {name}, but may not use this console.', 'name'),
  noRoleHints: {
    values: message(
      'None of what the sign-in service says of you in “{claim}” is let in here. Ask an administrator to add you to a group that is.',
      'claim',
    ),
    absent: message(
      'The sign-in service does not say “{claim}” of you. An administrator has to make it send that, or to choose another claim.',
      'claim',
    ),
    elsewhere: message(
      'You are in so many groups that the sign-in service left “{claim}” out. An administrator can use app roles instead of groups.',
      'claim',
    ),
  },
  other: 'Sign in as somebody else',
  out: 'You are signed out',
  outText: message('You are signed out of Rollcall. At {host} you may still be signed in.', 'host'),
  outThere: message('Sign out of {host} as well', 'host'),
  back: 'Sign in again',
  settings: {
    title: 'Sign-in',
    none: 'People sign in with name and password. They can also sign in by an identity provider, such as Entra ID, Okta or Keycloak.',
    by: message('People sign in by {issuer}, or with name and password.', 'issuer'),
    test: 'Test',
    there: 'At the identity provider',
    redirect: 'Redirect URI',
    redirectHint:
      'Register Rollcall there as a web application with this redirect URI, letter by letter. You get a client id and a secret.',
    publicUrl:
      'The configuration does not say at which address people reach this console; the address below is a guess. The form sets it.',
    here: 'Here',
    inFile: 'In rollcall.yaml',
    rolesHint:
      'The values of the roles are groups or roles of the identity provider. Nobody without one of them gets in by it.',
    lockedOut:
      'A mistake here locks nobody out: name and password go on working, and “rollcall invite”, where Rollcall runs, prints a link that lets an administrator in once. Nothing counts before you review and save it.',
    otherAddress: message(
      'You are here by {at}. Open the console by the other address first, and set it there, so that it is sure to lead here.',
      'at',
    ),
    nothing: 'Fill in the identity provider',
    absent: 'No identity provider is configured.',
    elsewhere: 'This console does not read its settings from rollcall.yaml.',
    remove: 'Only name and password',
    look: 'Sign-in by an identity provider',
  },
} as const;
