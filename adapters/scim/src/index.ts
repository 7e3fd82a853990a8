import { definePackage } from '@rollcall/plugin';
import { ScimProvider } from './scim-provider.js';
import { SCIM_TEXTS } from './scim-texts.js';

export type { Dialect } from './dialects.js';
export { readDialects } from './dialects.js';
export { ScimAuthConfig } from './scim-auth-config.js';
export { ScimConfig } from './scim-config.js';
export { ScimProvider } from './scim-provider.js';

/**
 * The extension: a configuration names it under `extensions`, and connections say `provider: scim`, or a dialect such
 * as `scim:slack`.
 */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/scim',
  label: 'SCIM 2.0',
  core: '^0.1.0',
  plugins: [ScimProvider],
  texts: SCIM_TEXTS,
});
