// Which package may import which. The table is the design; test/repo/lints.test.ts plants a violation to see that it is looked at.
const ALLOWED = {
  'core/plugin': [],
  'core/contract': ['core/plugin'],
  'core/engine': ['core/plugin', 'core/contract', 'packages/scim-protocol'],
  'packages/scim-protocol': [],
  'packages/postgres': ['core/contract'],
  'packages/sqlite': ['core/contract'],
  'adapters/drupal': ['core/plugin', 'core/contract', 'packages/scim-protocol'],
  'adapters/joomla': ['core/plugin', 'core/contract', 'packages/scim-protocol'],
  'adapters/scim': ['core/plugin', 'core/contract', 'packages/scim-protocol'],
  'adapters/directory': [
    'core/plugin',
    'core/contract',
    'packages/scim-protocol',
    'packages/postgres',
    'packages/sqlite',
  ],
  'packages/gateway': ['core/plugin', 'core/contract', 'core/engine', 'packages/scim-protocol'],
  'packages/mappers': ['core/plugin', 'core/contract'],
  'packages/triggers': ['core/plugin', 'core/contract'],
  'packages/state-sql': ['core/contract', 'core/engine', 'packages/postgres', 'packages/sqlite'],
  'packages/queue-pgboss': ['core/contract', 'core/engine', 'packages/postgres'],
  'packages/testing': ['core/plugin', 'core/contract', 'core/engine', 'packages/scim-protocol'],
  'packages/console': ['core/plugin', 'core/contract', 'core/engine'],
  'packages/server': ['core/plugin', 'core/contract', 'core/engine', 'packages/console', 'packages/gateway'],
  'packages/cli': [
    'core/plugin',
    'core/contract',
    'core/engine',
    'packages/state-sql',
    'packages/mappers',
    'packages/triggers',
    'packages/server',
    'packages/gateway',
  ],
};

const arrows = Object.entries(ALLOWED).map(([from, to]) => ({
  name: `arrows-${from.replace('/', '-')}`,
  comment: `${from} may import ${to.length === 0 ? 'no other package' : to.join(', ')}`,
  severity: 'error',
  from: { path: `^${from}/src/` },
  to: { path: '^(core|adapters|packages)/', pathNot: [from, ...to].map((path) => `^${path}/`).join('|') },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      comment:
        'arrows go one way, those of types as well; and a cycle breaks decorators, whose classes are needed while modules load',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-code',
      comment: 'what is published does not import tests',
      severity: 'error',
      from: { path: '/src/' },
      to: { path: '/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@rollcall/source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
