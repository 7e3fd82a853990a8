import { message } from './message.js';

/** Why something was not done, or is not there. */
export const REFUSALS = {
  missing: {
    connection: 'There is no such connection.',
    extension: 'There is no such extension.',
    job: 'There is no such work. The console was started anew, or it is long ago; look at the list of runs.',
    page: 'There is no such page.',
    person: 'There is no such person.',
    run: 'There is no such run.',
    sync: 'There is no such sync.',
    token: 'There is no such token.',
    user: 'There is no such user.',
  },
  operation: message('There is no operation “{name}”.', 'name'),
  name: 'A name may have letters, digits, “-” and “_” only, 40 at most, and begins with a letter or digit.',
  sameEnds: 'Source and target must be two different connections.',
  inUse: message('It is needed by {users}. Delete or change that first.', 'users'),
  notStartedHere: 'It was not started in this console, or has ended. “Stop everything” stops any run.',
  notWaiting: 'Nothing of this run waits for approval any more.',
  lastAdministrator: 'This is the only administrator. Let another one in first.',
  noPassword: 'This person signs in at the identity provider, and has no password here.',
  signIn: 'Sign in first.',
  role: message('This needs the role {needed}, and yours is {own}.', 'needed', 'own'),
  peopleOnly: 'No token may do this: what is made here would outlast it. Sign in.',
  token: 'The token is wrong, has expired or was revoked, or this is no part of the API.',
  oldPage: 'The page was open too long. Load it again, and send the form once more.',
  otherSite: 'That was sent by another site, and nothing was done.',
  tooLarge: 'That is more than a form can hold.',
  notJson: 'The body is not JSON.',
  sendJson: 'Send JSON, with content-type: application/json.',
  unexpected: 'Something went wrong here. The log says what.',
} as const;
