import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** Runs the lint over some folders; gives the summary that it prints as data. */
function cruise(...folders: readonly string[]): {
  readonly violations: readonly { readonly rule: { readonly name: string } }[];
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
  for (const [file, text, rule] of planted) {
    it(`sees an arrow that points the wrong way (${file})`, () => {
      writeFileSync(join(root, file), text);
      try {
        const { violations } = cruise(file);
        expect(violations.map((violation) => violation.rule.name)).to.include(rule);
      } finally {
        rmSync(join(root, file));
      }
    });
  }

  it('looks at all sources: a lint that sees nothing finds nothing', () => {
    expect(cruise('core', 'adapters', 'packages').totalCruised).to.be.greaterThan(200);
  });
});
