import {
  ConfigError,
  type HttpAnswer,
  type RollcallError,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';

/** Of a token endpoint that gave none. Its text is not shown: it may repeat what was sent. */
export function noToken({ status, retryAfterMs }: HttpAnswer, doing: string): RollcallError {
  if (status >= 500 || status === 429)
    return new UnavailableError({
      code: 'scim-token-unavailable',
      doing,
      happened: String(status),
      outcome: 'not-sent',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  if (status === 404)
    return new ConfigError({
      code: 'scim-token-url',
      doing,
      happened: 'there is no such page (404)',
      hint: 'mend "auth.tokenUrl"',
    });
  return new UnauthorizedError({
    code: 'scim-no-token',
    doing,
    happened: `${status} and no token`,
    hint: 'see whether "auth.clientId", "auth.clientSecret" and "auth.scope" are right, and whether the client may use client credentials',
  });
}
