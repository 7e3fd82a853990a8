/** One page of the site: where it stands in the repository, and what the sidebar calls it. */
export interface Entry {
  readonly path: string;
  readonly title: string;
}

export interface Section {
  readonly title: string;
  /** Folded until somebody opens it. */
  readonly folded?: boolean;
  readonly entries: readonly Entry[];
}

/** The site from top to bottom. Every page is named here, and a test finds those that are not; a package may be left to {@link completeOutline}. */
export const OUTLINE: readonly Section[] = [
  {
    title: 'Start',
    entries: [
      { path: 'README.md', title: 'What it is' },
      { path: 'docs/guides/getting-started.md', title: 'Start in five minutes' },
    ],
  },
  {
    title: 'Concepts',
    entries: [
      { path: 'docs/concepts/words.md', title: 'The words' },
      { path: 'docs/concepts/the-run.md', title: 'A run' },
      { path: 'docs/concepts/plans-and-approvals.md', title: 'Plans and approvals' },
      { path: 'docs/concepts/proof-before-removal.md', title: 'Proof before removal' },
      { path: 'docs/concepts/both-ways.md', title: 'Both ways' },
    ],
  },
  {
    title: 'For owners of sites',
    entries: [
      { path: 'docs/guides/drupal-to-joomla.md', title: 'Drupal to Joomla, step by step' },
      { path: 'docs/guides/migrate-from-a-commercial-module.md', title: 'From a commercial module' },
      { path: 'docs/guides/map-from-entra-and-okta-expressions.md', title: 'From Entra and Okta expressions' },
      { path: 'docs/guides/connect-okta.md', title: 'Connect Okta' },
      { path: 'docs/guides/connect-entra-id.md', title: 'Connect Entra ID' },
      { path: 'docs/guides/instead-of-a-scim-plugin-in-joomla.md', title: 'Instead of a SCIM plugin' },
      { path: 'docs/guides/deploy.md', title: 'Run it for good' },
      { path: 'docs/guides/several-workers.md', title: 'Several workers' },
      { path: 'docs/guides/upgrade.md', title: 'Upgrade' },
      { path: 'docs/guides/secure.md', title: 'Keep it safe' },
      { path: 'docs/guides/troubleshoot.md', title: 'When something is wrong' },
      { path: 'docs/guides/translate.md', title: 'In your language' },
    ],
  },
  {
    title: 'For authors of plugins',
    entries: [
      { path: 'docs/guides/write-a-mapper.md', title: 'Write a mapper' },
      { path: 'docs/guides/write-an-adapter.md', title: 'Write an adapter' },
      { path: 'core/contract/README.md', title: 'The contract' },
      { path: 'packages/testing/README.md', title: 'Contract suites and simulators' },
      { path: 'packages/create-rollcall-plugin/README.md', title: 'The scaffold' },
    ],
  },
  {
    title: 'For developers of hosts',
    entries: [
      { path: 'docs/guides/embed.md', title: 'Put it into your application' },
      { path: 'docs/guides/own-plugin-type.md', title: 'A plugin type of your own' },
      { path: 'core/engine/README.md', title: 'The engine' },
      { path: 'core/plugin/README.md', title: 'The plugin kernel' },
    ],
  },
  {
    title: 'Systems and parts',
    folded: true,
    entries: [
      { path: 'adapters/drupal/README.md', title: 'Drupal' },
      { path: 'adapters/drupal/module/rollcall/README.md', title: 'Drupal: companion module' },
      { path: 'adapters/joomla/README.md', title: 'Joomla' },
      { path: 'adapters/joomla/extension/README.md', title: 'Joomla: companion plugins' },
      { path: 'adapters/scim/README.md', title: 'SCIM' },
      { path: 'adapters/directory/README.md', title: 'Directory in a file' },
      { path: 'packages/mappers/README.md', title: 'Mappers' },
      { path: 'packages/triggers/README.md', title: 'Triggers' },
      { path: 'packages/cli/README.md', title: 'Command line' },
      { path: 'packages/console/README.md', title: 'Console' },
      { path: 'packages/server/README.md', title: 'Server' },
      { path: 'packages/gateway/README.md', title: 'Gateway' },
      { path: 'packages/state-sql/README.md', title: 'State in SQLite' },
      { path: 'packages/sqlite/README.md', title: 'Files of SQLite' },
      { path: 'packages/postgres/README.md', title: 'State in PostgreSQL' },
      { path: 'packages/queue-pgboss/README.md', title: 'Queue on pg-boss' },
      { path: 'packages/scim-protocol/README.md', title: 'SCIM without I/O' },
      { path: 'packages/testing/docs/drupal-coverage.md', title: 'What the simulated Drupal does' },
      { path: 'packages/testing/docs/joomla-coverage.md', title: 'What the simulated Joomla does' },
    ],
  },
  {
    title: 'Reference',
    entries: [
      { path: 'docs/reference/settings.md', title: 'Settings' },
      { path: 'docs/reference/plugins.md', title: 'Plugins' },
      { path: 'docs/reference/cli.md', title: 'Commands' },
      { path: 'docs/reference/http.md', title: 'HTTP' },
      { path: 'docs/reference/errors.md', title: 'Errors' },
      { path: 'docs/reference/console-texts.md', title: 'Texts of the console' },
      { path: 'docs/reference/contract-api.md', title: 'API of the contract' },
    ],
  },
  {
    title: 'Project',
    folded: true,
    entries: [
      { path: 'ARCHITECTURE.md', title: 'Architecture' },
      { path: 'docs/benchmarks.md', title: 'Benchmarks' },
      { path: 'CHANGELOG.md', title: 'What changed' },
      { path: 'docs/deprecation.md', title: 'What may change' },
      { path: 'CONTRIBUTING.md', title: 'Take part' },
      { path: 'SECURITY.md', title: 'Report a weakness' },
    ],
  },
];
