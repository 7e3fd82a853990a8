import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import { root } from '../support/root.js';

/** What came into a bundle: bytes after minifying, by package; those of the workspace by folder. */
interface Bundle {
  readonly code: string;
  readonly bytes: number;
  readonly parts: ReadonlyMap<string, number>;
}

/** Bundles as an application would that takes ES modules, such as one for a function in the cloud. */
async function bundle(entry: string): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: entry, resolveDir: join(root, 'test') },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['@rollcall/source'],
    tsconfig: join(root, 'tsconfig.json'),
    absWorkingDir: root,
    logLevel: 'silent',
    // Packages of CommonJS ask for Node's own by "require".
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const [output] = Object.values(metafile.outputs);
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    if (bytesInOutput === 0) continue;
    const [, installed] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    const part = installed ?? path.split('/').slice(0, 2).join('/');
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return { code: outputFiles[0]?.text ?? '', bytes: output?.bytes ?? 0, parts };
}

/** Parts of the workspace that an adapter may bring. */
const LIBRARIES = ['packages/scim-protocol', 'packages/postgres', 'packages/sqlite'];

/** Parts of the workspace, without the kernel and the contract, that an adapter brings along. */
const brought = ({ parts }: Bundle): readonly string[] =>
  [...parts.keys()]
    .filter((part) => /^(core|adapters|packages)\//.test(part) && !/^core\/(plugin|contract)$/.test(part))
    .sort();

describe('a bundle', function () {
  this.timeout(30_000);

  for (const name of readdirSync(join(root, 'adapters')))
    it(`of @rollcall/${name} has no other adapter, no engine, and of class-validator only what it uses`, async () => {
      const made = await bundle(`export { default } from '@rollcall/${name}';`);
      expect(brought(made).filter((part) => part !== `adapters/${name}` && !LIBRARIES.includes(part))).to.deep.equal(
        [],
      );
      expect(brought(made)).to.include(`adapters/${name}`);
      expect([...made.parts.keys()]).to.not.include('libphonenumber-js');
      // All of both are 214 kB.
      expect((made.parts.get('class-validator') ?? 0) + (made.parts.get('validator') ?? 0)).to.be.lessThan(30_000);
      // Without what an adapter itself depends on, such as a reader of YAML.
      const own = [
        'class-transformer',
        'core/contract',
        'core/plugin',
        `adapters/${name}`,
        'class-validator',
        'validator',
      ];
      expect(own.reduce((sum, part) => sum + (made.parts.get(part) ?? 0), 0)).to.be.lessThan(130_000);
    });

  it('of one mapper has no other mapper and none of the libraries of others', async () => {
    const one = await bundle("export { TrimMapper } from '@rollcall/mappers';");
    const all = await bundle("export { default } from '@rollcall/mappers';");
    expect([...all.parts.keys()]).to.include.members(['jsonata', 're2js']);
    expect([...one.parts.keys()].filter((part) => ['jsonata', 're2js'].includes(part))).to.deep.equal([]);
    expect(one.parts.get('packages/mappers') ?? 0).to.be.lessThan((all.parts.get('packages/mappers') ?? 0) / 5);
  });

  it('of two adapters shows both: this test would see them', async () => {
    const both = await bundle(
      "export { default as a } from '@rollcall/drupal'; export { default as b } from '@rollcall/joomla';",
    );
    expect(brought(both)).to.include.members(['adapters/drupal', 'adapters/joomla']);
  });

  it('of an application works: decorators have done what they do, and what says it has no side effects has none that is needed', async () => {
    const { code } = await bundle(`
      import drupal from '@rollcall/drupal';
      import mappers from '@rollcall/mappers';
      import { hostRollcall } from '@rollcall/server';
      import { MemoryState } from '@rollcall/engine';
      export const open = (here) => hostRollcall({ config: { connections: { here }, syncs: {} }, state: new MemoryState(), extensions: [drupal, mappers] });
    `);
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'));
    try {
      const file = join(folder, 'application.mjs');
      writeFileSync(file, code);
      const { open } = (await import(pathToFileURL(file).href)) as { readonly open: (here: object) => Promise<Opened> };
      const good = await open({
        provider: 'drupal',
        baseUrl: 'https://a.example',
        auth: { type: 'basic', username: 'u', password: 'p' },
      });
      expect(good.rollcall.extensions().flatMap(({ problem }) => problem ?? [])).to.deep.equal([]);
      expect((await good.fetch(new Request('http://host.test/health/live'))).status).to.equal(200);
      await good.stop();
      const bad = await open({
        provider: 'drupal',
        baseUrl: 'nonsense',
        auth: { type: 'basic', username: 'u' },
        pageSize: 0,
      }).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(bad).to.contain('connections.here.baseUrl').and.to.contain('connections.here.auth.password');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface Opened {
  readonly rollcall: { extensions(): readonly { readonly problem?: string }[] };
  fetch(request: Request): Promise<Response>;
  stop(): Promise<void>;
}
