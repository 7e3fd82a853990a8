import { createPluginType, definePlugin, token } from '@rollcall/plugin';

/**
 * A notifier tells people what Rollcall did: a type of plugin that is this application's own, beside provider, mapper and trigger.
 * What each must do stands here, as the contract of the three stands in @rollcall/contract.
 *
 * @typedef {object} Notifier
 * @property {(event: { sync: string, text: string }) => Promise<void>} tell Tells it. A rejection is logged, and harms no run.
 */

/** @type {import('@rollcall/plugin').PluginType<Notifier>} */
export const NOTIFIER = createPluginType({ id: 'notifier', label: 'Notifier' });

/** Makes a notifier out of its id, its label, its configuration class and a function that creates it. */
export const defineNotifier = (definition) => definePlugin(NOTIFIER, definition);

/** What the application gives to each notifier that asks for it: a way to write a line somewhere. */
export const LINES = token('my-site/lines');
