import { ConfigError, type Provider, type Trigger } from '@rollcall/contract';

/**
 * Stands for a plugin that could not be made, because its extension does not load or because it throws: whoever needs it is told
 * why, and everybody else goes on.
 */
export function unusableProvider(connection: string, plugin: string, reason: string, cause: unknown): Provider {
  const doing = `using the connection "${connection}" (provider "${plugin}")`;
  const refuse = (): never => {
    throw new ConfigError({ code: 'plugin-unusable', doing, happened: reason, hint: HINT, cause });
  };
  const refuseLater = async (): Promise<never> => refuse();
  return {
    check: async () => ({
      stages: [{ stage: 'reach', label: `Provider ${plugin}`, status: 'failed', detail: reason, remedy: HINT }],
    }),
    schema: refuseLater,
    accounts: { pages: refuse, get: refuseLater, search: refuseLater },
    writer: {
      operations: refuseLater,
      find: refuseLater,
      create: refuseLater,
      update: refuseLater,
      deactivate: refuseLater,
      reactivate: refuseLater,
      delete: refuseLater,
    },
  };
}

/** As {@link unusableProvider}, for a trigger: it fails when it is started, and its sync can still be run by hand. */
export function unusableTrigger(plugin: string, reason: string, cause: unknown): Trigger {
  return {
    start: async () => {
      const doing = `starting the trigger "${plugin}"`;
      throw new ConfigError({ code: 'plugin-unusable', doing, happened: reason, hint: HINT, cause });
    },
  };
}

const HINT = '"rollcall plugins" shows what is wrong with each extension';
