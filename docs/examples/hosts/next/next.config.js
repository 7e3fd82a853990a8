/** Packages with decorators and a database are loaded by Node, not bundled. */
export default {
  serverExternalPackages: [
    '@rollcall/drupal',
    '@rollcall/engine',
    '@rollcall/joomla',
    '@rollcall/server',
    '@rollcall/state-sql',
  ],
};
