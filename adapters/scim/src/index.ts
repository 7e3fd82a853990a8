import { definePackage } from '@rollcall/plugin';
import { ScimProvider } from './scim-provider.js';

export type { Dialect } from './dialects.js';
export { readDialects } from './dialects.js';
export { ScimAuthConfig } from './scim-auth-config.js';
export { ScimConfig } from './scim-config.js';
export { ScimProvider } from './scim-provider.js';

export default /* @__PURE__ */ definePackage({
  name: '@rollcall/scim',
  label: 'SCIM 2.0',
  core: '^0.1.0',
  plugins: [ScimProvider],
});
