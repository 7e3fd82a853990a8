import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { root } from '../support/root.js';

const extension = join(root, 'adapters/joomla/extension');
const read = (name: string): string => readFileSync(join(extension, name), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

type Files = Readonly<Record<string, Uint8Array>>;
const textOf = (files: Files, name: string): string => Buffer.from(files[name] ?? []).toString();

describe('the package for Joomla', () => {
  let folder: string;
  let bytes: Buffer;
  let outer: Files;
  const inner = new Map<string, Files>();
  before(() => {
    mkdirSync(join(root, '.rollcall'), { recursive: true });
    folder = mkdtempSync(join(root, '.rollcall', 'joomla-'));
    const path = build();
    bytes = readFileSync(path);
    outer = unzipSync(bytes);
    for (const name of Object.keys(outer).filter((name) => name.endsWith('.zip')))
      inner.set(name.slice(0, -4), unzipSync(outer[name] ?? new Uint8Array()));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function build(): string {
    const script = join(extension, 'package.mjs');
    return execFileSync(process.execPath, [script, folder], { encoding: 'utf8' }).trim();
  }

  it('is the same file whenever it is built from the same sources', () => {
    expect(readFileSync(build()).equals(bytes)).to.equal(true);
  });

  it('holds the plugins that its manifest names, and they say of which group and version they are', () => {
    const manifest = textOf(outer, 'pkg_rollcall.xml');
    const version = all(manifest, /<version>(.*)<\/version>/g)[0];
    const named = [...manifest.matchAll(/<file type="plugin" id="(\w+)" group="(\w+)">(\w+)\.zip<\/file>/g)];
    expect(named.map(([, , , name]) => name)).to.have.members([...inner.keys()]);
    for (const [, id, group, name = ''] of named) {
      const plugin = textOf(inner.get(name) ?? {}, `${id}.xml`);
      expect(plugin).to.contain(`<extension type="plugin" group="${group}" method="upgrade">`);
      expect(plugin).to.contain(`<folder plugin="${id}">services</folder>`);
      expect(all(plugin, /<version>(.*)<\/version>/g)).to.deep.equal([version]);
    }
    expect(version).to.equal(
      (JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8')) as { version: string }).version,
    );
  });

  it('installs every file that it holds, and holds every file that it installs', () => {
    for (const [name, files] of inner) {
      const manifest = textOf(files, 'rollcall.xml');
      const folders = all(manifest, /<folder[^>]*>(.*?)<\/folder>/g);
      const single = all(manifest, /<filename>(.*?)<\/filename>/g);
      const languages = all(manifest, /<language tag="en-GB">(.*?)<\/language>/g).map((path) => `language/${path}`);
      const sql = all(manifest, /<file driver="[^"]*" charset="utf8">(.*?)<\/file>/g);
      const names = Object.keys(files);
      for (const path of [...single, ...languages, ...sql]) expect(names, name).to.include(path);
      for (const path of folders)
        expect(
          names.some((file) => file.startsWith(`${path}/`)),
          path,
        ).to.equal(true);
      const covered = (file: string): boolean =>
        file === 'rollcall.xml' ||
        [...single, ...languages].includes(file) ||
        folders.includes(file.split('/')[0] ?? '');
      expect(
        names.filter((file) => !covered(file)),
        name,
      ).to.deep.equal([]);
      const namespace = all(manifest, /<namespace path="src">(.*?)<\/namespace>/g)[0] ?? '';
      const classes = names.filter((file) => /^src\/.*\.php$/.test(file));
      expect(classes.length, name).to.be.greaterThan(0);
      for (const file of classes) {
        const expected = [namespace, ...file.split('/').slice(1, -1)].join('\\');
        expect(textOf(files, file), file).to.contain(`namespace ${expected};`);
      }
    }
  });

  it('refuses to be asked for a file by itself', () => {
    for (const [name, files] of inner)
      for (const file of Object.keys(files).filter((file) => file.endsWith('.php')))
        expect(textOf(files, file), `${name}/${file}`).to.contain("\\defined('_JEXEC') or die;");
  });

  it('drops the tables that it makes, and makes the same ones on each kind of database', () => {
    const shapes = ['mysql', 'postgresql'].map((driver) => {
      const install = read(`plg_user_rollcall/sql/${driver}/install.sql`);
      const made = all(install, /CREATE TABLE IF NOT EXISTS ["`](.*?)["`]/g);
      const dropped = all(read(`plg_user_rollcall/sql/${driver}/uninstall.sql`), /DROP TABLE IF EXISTS ["`](.*?)["`]/g);
      expect(made).to.have.length(3);
      expect(dropped).to.have.members(made);
      return { made, columns: all(install, /^ {2}["`](\w+)["`] /gm), indexes: all(install, /CREATE INDEX ["`](\w+)/g) };
    });
    expect(shapes[0]).to.deep.equal(shapes[1]);
  });

  it('has a text for every key that it uses, and no other', () => {
    for (const name of inner.keys()) {
      const sources = readdirSync(join(extension, name), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(php|xml)$/.test(path))
        .map((path) => read(join(name, path)))
        .join('\n');
      const prefix = name.toUpperCase();
      const used = new Set(all(sources, new RegExp(`(${prefix}_[A-Z_]+)`, 'g')));
      // Joomla's scheduler makes two keys of one.
      if (used.delete('PLG_TASK_ROLLCALL_SEND'))
        for (const end of ['TITLE', 'DESC']) used.add(`PLG_TASK_ROLLCALL_SEND_${end}`);
      const texts = all(read(`${name}/language/en-GB/${name}.ini`), /^([A-Z_]+)="/gm).filter((key) => key !== prefix);
      expect(texts, name).to.have.members([...used]);
      for (const key of all(read(`${name}/language/en-GB/${name}.sys.ini`), /^([A-Z_]+)="/gm))
        expect([prefix, `${prefix}_XML_DESCRIPTION`]).to.include(key);
    }
  });

  it('offers the choices that its code knows', () => {
    const manifest = read('plg_user_rollcall/rollcall.xml');
    const code = ['Recorder', 'Extension/Rollcall'].map((name) => read(`plg_user_rollcall/src/${name}.php`)).join('');
    const offered = (name: string): string[] =>
      all(new RegExp(`<field name="${name}"[\\s\\S]*?</field>`).exec(manifest)?.[0] ?? '', /value="(\w+)"/g);
    for (const [name, count] of [
      ['origins', 3],
      ['events', 4],
    ] as const) {
      expect(offered(name)).to.have.length(count);
      for (const choice of offered(name)) expect(code, choice).to.contain(`'${choice}'`);
      expect(manifest).to.match(new RegExp(`<field name="${name}"[^>]*default="${offered(name).join(',')}"`));
    }
  });

  it('has the same core as the module for Drupal', () => {
    execFileSync(process.execPath, [join(root, 'scripts/php-core.mjs'), '--check']);
  });
});
