export type { ApiRights, ApiToken, IssuedApiToken } from './auth/console-tokens.js';
export { consoleTokens } from './auth/console-tokens.js';
export { OidcConfig } from './auth/oidc/oidc-config.js';
export type { Role } from './auth/roles.js';
export { ROLES } from './auth/roles.js';
export { inviteUser } from './auth/users.js';
export type { Console, ConsoleParts } from './console.js';
export { createConsole, ROUTES } from './console.js';
export type { Route } from './routes/route.js';
