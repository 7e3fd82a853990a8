import { definePackage } from '@rollcall/contract';
import { ManualTrigger } from './manual.js';

export { ManualTrigger } from './manual.js';

/** The built-in triggers. */
export default definePackage({
  name: '@rollcall/triggers',
  label: 'Triggers',
  core: '^0.1.0',
  plugins: [ManualTrigger],
});
