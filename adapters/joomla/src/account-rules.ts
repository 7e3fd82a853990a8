import { RejectedError } from '@rollcall/contract';

/** Refuses, before anything is sent, a username that Joomla refuses or stores otherwise (`a<b>c` becomes `ac`). */
export function checkUsername(username: string, doing: string): void {
  if (username.length < 2) throw badUsername(doing, 'the username is shorter than two characters');
  if (username.length > 150) throw badUsername(doing, 'the username is longer than 150 characters');
  if (username !== username.trim()) throw badUsername(doing, 'the username begins or ends with a blank');
  const bad = [...username].find((character) => FORBIDDEN.includes(character) || character < ' ');
  if (bad !== undefined) throw badUsername(doing, `the username has the character ${JSON.stringify(bad)}`);
  if (username.includes('../')) throw badUsername(doing, 'the username has "../" in it');
}

/** Refuses an account without something that looks like an e-mail address: Joomla has none without. */
export function checkEmail(email: string, doing: string): void {
  if (/^\S+@\S+$/.test(email)) return;
  throw new RejectedError({
    code: 'joomla-email',
    doing,
    happened: email === '' ? 'the account has no e-mail address' : 'the e-mail address is not one',
    hint: 'Joomla needs an e-mail address for each user: map "email"',
  });
}

const FORBIDDEN = '<>"\'%;()&\\';

function badUsername(doing: string, happened: string): RejectedError {
  return new RejectedError({
    code: 'joomla-username',
    doing,
    happened,
    hint: `Joomla allows 2 to 150 characters without ${FORBIDDEN}: map another value to "username", or change it with a mapper`,
  });
}
