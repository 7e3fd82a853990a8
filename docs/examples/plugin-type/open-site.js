import { PluginManager } from '@rollcall/plugin';
import { hostRollcall } from '@rollcall/server';
import { Container } from 'inversify';
import { LINES, NOTIFIER } from './notifier.js';

/**
 * Opens Rollcall with notifiers. `notifiers` is this application's own configuration: a list of `{ plugin, ...settings }`. Throws an
 * `UnknownPluginError` for a plugin that nobody brought, and `ConfigProblems` for settings that cannot be, with the path of each.
 */
export async function openSite({ notifiers, write, ...options }) {
  const hosted = await hostRollcall(options);
  // All plugins of all extensions, also those named in rollcall.yaml; the manager takes those of its type.
  const manager = new PluginManager(NOTIFIER, hosted.rollcall.plugins());
  const services = new Container();
  services.bind(LINES).toConstantValue(write);
  const made = notifiers.map(({ plugin, ...settings }, index) =>
    manager.create(plugin, settings, { parent: services, path: ['notifiers', index] }),
  );
  const tell = (event) => {
    for (const notifier of made) notifier.tell(event).catch((error) => write(`a notifier failed: ${error.message}`));
  };
  hosted.on('run-ended', ({ sync, run }) => tell({ sync, text: `the run ended: ${run.status}` }));
  hosted.on('alert', ({ sync, message }) => tell({ sync, text: message }));
  return { hosted, notifiers: manager };
}
