import { definePackage } from '@rollcall/contract';
import { samplePlugin } from './sample-plugin.js';

export default definePackage({ name: '@acme/rollcall-sample-plugin', core: '^0.1.0', plugins: [samplePlugin] });
