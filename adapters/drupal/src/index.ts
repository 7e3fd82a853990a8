import { definePackage } from '@rollcall/contract';
import { DrupalProvider } from './drupal-provider.js';
import { DRUPAL_TEXTS } from './drupal-texts.js';

export { DrupalConfig } from './drupal-config.js';
export { DrupalProvider } from './drupal-provider.js';

/** Drupal for Rollcall. */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/drupal',
  label: 'Drupal',
  core: '^0.1.0',
  plugins: [DrupalProvider],
  texts: DRUPAL_TEXTS,
});
