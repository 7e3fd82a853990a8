import { setting } from '@rollcall/plugin';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { createToken, listTokens, revokeToken, rotateToken } from '../api/tokens.js';
import { ROLES, type Role } from '../auth/roles.js';
import { text } from '../forms/read-form.js';
import { TokensPage } from '../pages/tokens.js';
import { apiRoute } from './api-route.js';
import { type Answer, frameOf, pageRoute, parameter } from './page-route.js';
import type { Asked, Route } from './route.js';

const LONGEST_DAYS = 3_650;

class TokenBody {
  @setting('Which program it is for.')
  @IsString()
  @IsNotEmpty()
  @MaxLength(80)
  name!: string;

  @setting('What it may do.')
  @IsIn(ROLES)
  role: Role = 'viewer';

  @setting('Days that it is good for. Default: a year.')
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  days = 365;
}

class RotateBody {
  @setting('Hours that the old token works on.')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(720)
  overlapHours = 24;
}

/** Tokens of the API, as pages and as part of that API. No token makes another one: it would outlast its own end. */
export const TOKEN_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/tokens',
    role: 'administrator',
    show: (asked) => tokensPage(asked, undefined),
  }),
  pageRoute({
    method: 'POST',
    path: '/tokens',
    role: 'administrator',
    show: async (asked, form) => {
      const name = text(form.name).slice(0, 80);
      const role = ROLES.find((one) => one === text(form.role)) ?? 'viewer';
      const days = Math.min(LONGEST_DAYS, Math.max(1, Math.trunc(Number(text(form.days))) || 365));
      if (name === '') return { to: '/tokens' };
      const { token } = await createToken(asked.services, asked.caller, { name, role, days });
      return tokensPage(asked, token);
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/tokens/rotate',
    role: 'administrator',
    show: async (asked, form) =>
      tokensPage(asked, (await rotateToken(asked.services, asked.caller, text(form.id), 24)).token),
  }),
  pageRoute({
    method: 'POST',
    path: '/tokens/revoke',
    role: 'administrator',
    show: async (asked, form) => {
      await revokeToken(asked.services, asked.caller, text(form.id));
      return { to: '/tokens' };
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/tokens',
    role: 'administrator',
    summary: 'Tokens of this API, without what opens them.',
    answer: ({ services }) => listTokens(services),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/tokens',
    role: 'administrator',
    peopleOnly: true,
    summary: 'Make a token for a program; what opens it is told once.',
    body: TokenBody,
    answer: ({ services, caller }, { name, role, days }) => createToken(services, caller, { name, role, days }),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/tokens/:id/rotate',
    role: 'administrator',
    peopleOnly: true,
    summary: 'Make another token with the same rights; the old one works on for a while.',
    body: RotateBody,
    answer: (asked, { overlapHours }) =>
      rotateToken(asked.services, asked.caller, parameter(asked, 'id'), overlapHours),
  }),
  apiRoute({
    method: 'DELETE',
    path: '/api/tokens/:id',
    role: 'administrator',
    summary: 'Make a token open nothing any more, at once.',
    answer: (asked) => revokeToken(asked.services, asked.caller, parameter(asked, 'id')),
  }),
];

async function tokensPage(asked: Asked, token: string | undefined): Promise<Answer> {
  const page = (
    <TokensPage
      frame={await frameOf(asked)}
      tokens={await listTokens(asked.services)}
      token={token}
      now={asked.services.now()}
    />
  );
  return { page };
}
