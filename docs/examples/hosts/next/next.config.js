/** Packages with decorators and a database are loaded by Node, not bundled: so there is one copy of what they share. */
export default {
  serverExternalPackages: [
    '@rollcall/drupal',
    '@rollcall/engine',
    '@rollcall/joomla',
    '@rollcall/mappers',
    '@rollcall/server',
    '@rollcall/state-sql',
    '@rollcall/triggers',
  ],
};
