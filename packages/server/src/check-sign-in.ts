import { checkOidc } from '@rollcall/console';
import type { CheckReport } from '@rollcall/contract';
import { createHttpClients, type RollcallConfig, systemClock } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import { ServerConfig } from './server-config.js';

/** Whether people could sign in to the console by the configured identity provider; `undefined`: none is configured. Throws `ConfigProblems`. */
export async function checkSignIn({ server }: Pick<RollcallConfig, 'server'>): Promise<CheckReport | undefined> {
  const { oidc, publicUrl } = parseConfig(ServerConfig, server, ['server']).console;
  if (oidc === undefined || publicUrl === undefined) return undefined;
  const http = createHttpClients({ clock: systemClock });
  return checkOidc({ config: oidc, publicUrl, http, now: () => systemClock.now() });
}
