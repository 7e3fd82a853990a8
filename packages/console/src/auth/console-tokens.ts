import { AccessTokens, type FreshToken, type KeptToken, type Marks } from '@rollcall/engine';
import type { Role } from './roles.js';

/** What a token of the API opens. */
export interface ApiRights {
  /** What its bearer may do, as a person of that role could in the browser. */
  readonly role: Role;
  /** Who made it. */
  readonly by: string;
}

/** A token of the API without anything that opens it. */
export type ApiToken = Omit<KeptToken, 'hash'> & ApiRights;

/** A token as it was just made: the only moment at which its text is known. */
export type IssuedApiToken = FreshToken<ApiRights>;

/** The tokens with which programs use the console's API: the gateway's way of keeping them, with roles as rights. */
export function consoleTokens(marks: Marks, now: () => number): AccessTokens<ApiRights> {
  return new AccessTokens({ marks, now, marksBegin: 'console-token/', tokensBegin: 'rcc' });
}

/** How the audit names a token. People cannot choose such a name: theirs have no brackets. */
export function tokenName({ name, id }: Pick<KeptToken, 'name' | 'id'>): string {
  return `token ${name} (${id})`;
}
