import { definePackage } from '@rollcall/contract';
import { DirectoryProvider } from './directory-provider.js';

export { DirectoryConfig } from './directory-config.js';
export { DirectoryProvider } from './directory-provider.js';

export default /* @__PURE__ */ definePackage({
  name: '@rollcall/directory',
  label: 'Directory',
  core: '^0.1.0',
  plugins: [DirectoryProvider],
});
