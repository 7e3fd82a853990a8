import { definePackage } from '@rollcall/plugin';
import { JoomlaProvider } from './joomla-provider.js';
import { JOOMLA_TEXTS } from './joomla-texts.js';

export { JoomlaConfig, JoomlaScimConfig } from './joomla-config.js';
export { JoomlaProvider } from './joomla-provider.js';

/** The extension: a configuration names it under `extensions`, and connections say `provider: joomla`. */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/joomla',
  label: 'Joomla',
  core: '^0.1.0',
  plugins: [JoomlaProvider],
  texts: JOOMLA_TEXTS,
});
