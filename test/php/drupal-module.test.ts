import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { root } from '../support/root.js';
import { has, hasPhp, php, phpFolder } from './support.js';

const module = join(root, 'adapters/drupal/module/rollcall');
const read = (name: string): string => readFileSync(join(module, name), 'utf8');
const yaml = (name: string): Record<string, Record<string, unknown>> =>
  parse(read(name)) as Record<string, Record<string, unknown>>;

const phpFiles = [module, join(root, 'adapters/joomla/extension'), phpFolder]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => /\.(php|module|install)$/.test(path) && !path.includes('/vendor/'));

describe('the PHP of the companion modules', () => {
  before(function () {
    if (!hasPhp) this.skip();
  });

  it('is PHP in every file', () => {
    expect(phpFiles.length).to.be.greaterThan(60);
    const parse =
      'foreach (array_slice($argv, 1) as $f) { try { token_get_all(file_get_contents($f), TOKEN_PARSE); } catch (ParseError $e) { echo "$f: ", $e->getMessage(), "\\n"; } }';
    const faults = (...files: readonly string[]): string =>
      execFileSync('php', ['-r', parse, '--', ...files], { encoding: 'utf8' });
    expect(faults(...phpFiles)).to.equal('');
    expect(faults(join(phpFolder, 'planted/not-php.txt'))).to.contain('syntax error');
  });

  it('passes its own tests', function () {
    if (!has('phpunit', '--version')) this.skip();
    this.timeout(60_000);
    const { status, stdout, stderr } = spawnSync('phpunit', ['--configuration', join(phpFolder, 'phpunit.xml')], {
      encoding: 'utf8',
    });
    expect(status, stdout.slice(-3_000) + stderr).to.equal(0);
    expect(Number(/OK \((\d+) tests/.exec(stdout)?.[1])).to.be.greaterThan(100);
  });

  it('has no fault that PHPStan finds', function () {
    const phpstan = join(phpFolder, 'vendor/bin/phpstan');
    if (!existsSync(phpstan)) this.skip();
    this.timeout(120_000);
    const args = ['-d', 'memory_limit=1G', phpstan, 'analyse', '--configuration', join(phpFolder, 'phpstan.neon')];
    const { status, stdout, stderr } = spawnSync('php', [...args, '--no-progress'], { encoding: 'utf8' });
    expect(status, stdout + stderr).to.equal(0);
  });
});

describe('the companion module for Drupal', () => {
  it('wires its services as their constructors ask for', function () {
    if (!hasPhp) this.skip();
    const wiring = (services: unknown): string[] => php('wiring.php', JSON.stringify({ services })).trim().split('\n');
    const { services = {} } = yaml('rollcall.services.yml');
    const found = wiring(services);
    expect(found).to.have.length(1);
    expect(Number(found[0]?.split(' ')[1])).to.be.greaterThan(15);
    const planted = { 'rollcall.outbox': { class: 'Drupal\\rollcall\\Core\\Outbox', arguments: ['@state', '@lock'] } };
    expect(wiring({ ...services, ...planted })).to.have.length(3);
  });

  it('has a schema for every setting that it installs, and settings that its form and code know', () => {
    const settings = yaml('config/install/rollcall.settings.yml');
    const schema = yaml('config/schema/rollcall.schema.yml')['rollcall.settings']?.mapping;
    expect(Object.keys(settings)).to.have.members(Object.keys(schema as object));
    const code = `${read('src/SiteSettings.php')}${read('src/Form/SettingsForm.php')}`;
    for (const name of Object.keys(settings)) expect(code.split(`'${name}'`).length, name).to.be.greaterThan(2);
  });

  it('names routes, permissions and services that exist', () => {
    const routes = yaml('rollcall.routing.yml');
    const permissions = Object.keys(yaml('rollcall.permissions.yml'));
    expect(routes['rollcall.settings_form']?.requirements).to.deep.equal({ _permission: permissions[0] });
    expect(yaml('rollcall.info.yml').configure).to.equal('rollcall.settings_form');
    expect(yaml('rollcall.links.menu.yml')['rollcall.settings_form']?.route_name).to.equal('rollcall.settings_form');
    const services = new Set(Object.keys(yaml('rollcall.services.yml').services ?? {}));
    const used = [
      'rollcall.module',
      'rollcall.install',
      'src/Form/SettingsForm.php',
      'src/Drush/Commands/RollcallCommands.php',
    ]
      .flatMap((name) => [...read(name).matchAll(/(?:service|container->get)\('(rollcall\.\w+)'\)/g)])
      .map(([, id]) => id ?? '');
    expect(used.length).to.be.greaterThan(8);
    expect(used.filter((id) => !services.has(id))).to.deep.equal([]);
  });

  it('declares for which Drupal and PHP it is, in both places alike, and its own licence', () => {
    const info = yaml('rollcall.info.yml') as Record<string, unknown>;
    const composer = JSON.parse(read('composer.json')) as {
      readonly license: string;
      readonly require: Readonly<Record<string, string>>;
    };
    expect(composer.require['drupal/core']).to.equal(info.core_version_requirement);
    expect(composer.require.php).to.equal(`>=${String(info.php)}`);
    expect(composer.license).to.equal('GPL-2.0-or-later');
    expect(read('LICENSE.txt')).to.contain('GNU GENERAL PUBLIC LICENSE');
    expect(read('README.md')).to.contain('GPL-2.0-or-later');
  });
});
