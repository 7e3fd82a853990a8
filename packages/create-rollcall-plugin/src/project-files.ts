import type { Kind, Language, ProjectOptions } from './project-options.js';

export function mochaConfig(language: Language): string {
  const preload = language === 'ts' ? ['import=tsx', 'import=reflect-metadata'] : ['import=reflect-metadata'];
  return `${JSON.stringify({ spec: `test/**/*.test.${language}`, 'node-option': preload }, null, 2)}\n`;
}

export function typescriptConfig(): string {
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    types: ['node', 'mocha'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    declaration: true,
    rootDir: 'src',
    outDir: 'dist',
  };
  return `${JSON.stringify({ compilerOptions, include: ['src'] }, null, 2)}\n`;
}

export function readme({ name, kind, language }: ProjectOptions, id: string): string {
  return `# ${name}

A [Rollcall](https://www.npmjs.com/package/@rollcall/cli) ${kind}. Its code is in \`src/${id}.${language}\`; \`npm test\` runs the contract that every
${kind} keeps. Add examples and tests of your own beside it.

\`\`\`yaml
# rollcall.yaml
extensions: ['${name}']
${USE[kind](id)}
\`\`\`
`;
}

const USE: Readonly<Record<Kind, (id: string) => string>> = {
  mapper: (id) => `syncs:
  staff:
    mapping:
      employeeNumber: { from: field_number, through: [{ ${id}: { digits: 6 } }] }`,
  provider: (id) => `connections:
  people: { provider: ${id}, baseUrl: https://people.example, token: '\${env:PEOPLE_TOKEN}' }`,
  trigger: (id) => `syncs:
  staff:
    triggers: [{ ${id}: { everyMinutes: 30 } }]`,
};
