import { definePackage } from '@rollcall/contract';
import { DirectoryProvider } from './directory-provider.js';
import { DIRECTORY_TEXTS } from './directory-texts.js';

export { DirectoryConfig } from './directory-config.js';
export { DirectoryProvider } from './directory-provider.js';

/** The extension: a configuration names it under `extensions`, and connections say `provider: directory`. */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/directory',
  label: 'Directory',
  core: '^0.1.0',
  plugins: [DirectoryProvider],
  texts: DIRECTORY_TEXTS,
});
