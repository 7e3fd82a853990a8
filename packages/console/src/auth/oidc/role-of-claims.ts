import { ROLES, type Role } from '../roles.js';
import type { OidcRolesConfig } from './oidc-config.js';

export type Claims = Readonly<Record<string, unknown>>;

/** The highest role that the claim gives; `undefined`: none. */
export function roleOfClaims(claims: Claims, roles: OidcRolesConfig): Role | undefined {
  const values = claimValues(claims, roles.claim);
  return ROLES.toReversed().find((role) => roles[role].some((value) => values.includes(value)));
}

/** The texts of a claim; empty where it is absent or is something else. */
export function claimValues(claims: Claims, name: string): readonly string[] {
  const value = claimOf(claims, name);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A claim by its whole name, which may have dots in it (`https://rollcall.example/roles`), else by a path (`realm_access.roles`). */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, part)
          ? (value as Claims)[part]
          : undefined,
      claims,
    );
}

/** Entra ID names groups elsewhere when somebody has more than 200 (OpenID Connect Core, 5.6.2). */
export function isClaimElsewhere(claims: Claims, name: string): boolean {
  const names = claims._claim_names;
  return typeof names === 'object' && names !== null && Object.hasOwn(names, name);
}
