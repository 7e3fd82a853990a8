import { createHash, randomBytes } from 'node:crypto';

/** What is stored of a secret text, so that whoever reads the state can use none. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** 256 random bits, fit for links and cookies. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}
