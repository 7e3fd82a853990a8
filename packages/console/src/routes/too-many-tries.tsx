import { SignInPage } from '../pages/sign.js';
import { TEXTS } from '../texts/texts.js';
import { type Answer, frameOf } from './page-route.js';
import type { Asked } from './route.js';

/** For whoever guesses links, or sends what no identity provider sent. */
export async function tooManyTries(asked: Asked, waitMs: number): Promise<Answer> {
  const frame = { ...(await frameOf(asked)), session: undefined };
  asked.context.header('retry-after', String(Math.ceil(waitMs / 1_000)));
  const problem = TEXTS.sign.wait(Math.ceil(waitMs / 1_000));
  return { page: <SignInPage frame={frame} name="" next="/" problem={problem} oidc={undefined} />, status: 429 };
}
