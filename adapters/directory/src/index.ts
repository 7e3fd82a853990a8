import { definePackage } from '@rollcall/contract';
import { DirectoryProvider } from './directory-provider.js';

export { DirectoryConfig } from './directory-config.js';
export { DirectoryProvider } from './directory-provider.js';

export default definePackage({ name: '@rollcall/directory', label: 'Directory', plugins: [DirectoryProvider] });
