import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

// In one file, because files are tested side by side, and no lint may see what was planted for another.

/** Runs the lint over some folders; gives the summary that it prints as data. */
function cruise(...folders: readonly string[]): {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  readonly totalCruised: number;
} {
  const bin = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const text = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  return (JSON.parse(text) as { readonly summary: { readonly violations: []; readonly totalCruised: number } }).summary;
}

describe('the lint of arrows between packages', function () {
  this.timeout(60_000);

  const planted: readonly (readonly [string, string, string])[] = [
    [
      'adapters/drupal/src/planted.ts',
      "export { createRollcall } from '@rollcall/engine';\n",
      'arrows-adapters-drupal',
    ],
    [
      'core/contract/src/planted.ts',
      "export { parseFilter } from '@rollcall/scim-protocol';\n",
      'arrows-core-contract',
    ],
    ['core/plugin/src/planted.ts', "export type { Account } from '@rollcall/contract';\n", 'arrows-core-plugin'],
  ];
  /** Only types go round, which no module notices while it loads. */
  const circle: readonly (readonly [string, string])[] = [
    [
      'core/plugin/src/planted-circle.ts',
      "export type { Circle } from './planted-half.js';\nexport type Half = string;\n",
    ],
    [
      'core/plugin/src/planted-half.ts',
      "export type { Half } from './planted-circle.js';\nexport type Circle = string;\n",
    ],
  ];
  const files = [...planted, ...circle];
  let found: ReturnType<typeof cruise>;
  before(() => {
    try {
      for (const [file, text] of files) writeFileSync(join(root, file), text);
      found = cruise('core', 'adapters', 'packages');
    } finally {
      for (const [file] of files) rmSync(join(root, file), { force: true });
    }
  });

  for (const [file, , rule] of planted)
    it(`sees an arrow that points the wrong way (${file})`, () => {
      const rules = found.violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
      expect(rules).to.deep.equal([rule]);
    });

  it('sees files that import each other', () => {
    const rings = found.violations.filter(({ rule }) => rule.name === 'no-cycles').map(({ from }) => from);
    expect(rings).to.have.length(1);
    expect(circle.map(([file]) => file)).to.include(rings[0]);
  });

  it('looks at all sources: a lint that sees nothing finds nothing', () => {
    expect(found.totalCruised).to.be.greaterThan(200);
  });
});

interface Issue {
  readonly file: string;
  readonly files: readonly unknown[];
  readonly unlisted: readonly { readonly name: string }[];
}

const UNUSED = 'core/plugin/src/planted-unused.ts';
const UNDECLARED = 'core/plugin/test/planted-undeclared.ts';

describe('the lint of what nobody uses', function () {
  this.timeout(60_000);

  it('sees a file that nobody imports, and a package that is not declared', () => {
    const knip = [
      join(root, 'node_modules', 'knip', 'bin', 'knip.js'),
      '--workspace',
      'core/plugin',
      '--reporter',
      'json',
    ];
    try {
      writeFileSync(join(root, UNUSED), 'export const nothing = 0;\n');
      writeFileSync(join(root, UNDECLARED), "import 'nobody-declares-this';\n");
      const { status, stdout } = spawnSync(process.execPath, knip, { cwd: root, encoding: 'utf8' });
      const { issues } = JSON.parse(stdout) as { readonly issues: readonly Issue[] };
      expect(issues.filter(({ files }) => files.length > 0).map(({ file }) => file)).to.deep.equal([UNUSED]);
      expect(issues.flatMap(({ unlisted }) => unlisted.map(({ name }) => name))).to.deep.equal([
        'nobody-declares-this',
      ]);
      expect(status).to.equal(1);
    } finally {
      for (const file of [UNUSED, UNDECLARED]) rmSync(join(root, file), { force: true });
    }
  });
});

const PLANTED_PROMISES = ['core/plugin/src/planted-promise.ts', 'core/plugin/test/planted-promise.test.ts'];

describe('the lint of what types say', function () {
  this.timeout(60_000);

  it('sees a promise that nobody waits for, in sources and in tests', () => {
    const args = [
      join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'),
      '--type-aware',
      '--format=json',
      ...PLANTED_PROMISES,
    ];
    try {
      for (const file of PLANTED_PROMISES)
        writeFileSync(join(root, file), 'Promise.reject(new Error());\nexport {};\n');
      const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      const { diagnostics } = JSON.parse(stdout) as {
        readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
      };
      expect(diagnostics.map(({ filename }) => filename)).to.have.members(PLANTED_PROMISES);
      expect(new Set(diagnostics.map(({ code }) => code))).to.deep.equal(new Set(['typescript(no-floating-promises)']));
      expect(status).to.equal(1);
    } finally {
      for (const file of PLANTED_PROMISES) rmSync(join(root, file), { force: true });
    }
  });
});
