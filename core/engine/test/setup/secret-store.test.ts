import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConfig, Secret, setting } from '@rollcall/plugin';
import { expect } from 'chai';
import { IsInstance, IsString } from 'class-validator';
import { createRollcall, MemoryState } from '../../src/index.js';
import { sealSecrets } from '../../src/setup/seal-secrets.js';
import { SecretStore } from '../../src/setup/secret-store.js';

class Settings {
  @setting('Where.') @IsString() baseUrl!: string;
  @setting('What opens it.', { secret: true }) @IsInstance(Secret) token!: Secret;
}

describe('the sealed store of secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const store = (env: Record<string, string> = {}): SecretStore => new SecretStore({ folder, env });
  const file = (): string => join(folder, '.rollcall', 'secrets.json');

  it('gives a secret back, and writes it nowhere as it is', async () => {
    await store().seal('website.token', 'hunter2');
    expect(await store().reveal('website.token')).to.equal('hunter2');
    expect(await store().names()).to.deep.equal(['website.token']);
    expect(readFileSync(file(), 'utf8'))
      .to.not.contain('hunter2')
      .and.not.contain(Buffer.from('hunter2').toString('base64'));
    for (const name of ['secrets.json', 'secrets.key'])
      expect(statSync(join(folder, '.rollcall', name)).mode & 0o077, `${name} is for its owner alone`).to.equal(0);
    await store().remove('website.token');
    expect(await store().reveal('website.token')).to.equal(undefined);
  });

  it('takes its key from the environment or from a file, and opens nothing with another', async () => {
    const key = randomBytes(32).toString('base64');
    await store({ ROLLCALL_SECRET_KEY: key }).seal('a', 'one');
    writeFileSync(join(folder, 'key'), `${key}\n`);
    expect(await store({ ROLLCALL_SECRET_KEY_FILE: join(folder, 'key') }).reveal('a')).to.equal('one');
    const other = store({ ROLLCALL_SECRET_KEY: randomBytes(32).toString('base64') });
    expect(await codeOf(other.reveal('a'))).to.equal('secret-sealed-otherwise');
    expect(await codeOf(store({ ROLLCALL_SECRET_KEY: 'short' }).reveal('a'))).to.equal('secret-key');
    expect(await codeOf(store({ ROLLCALL_SECRET_KEY_FILE: join(folder, 'nothing') }).reveal('a'))).to.equal(
      'secret-key',
    );
  });

  it('notices what was changed, and what was put under another name', async () => {
    await store().seal('a', 'one');
    await store().seal('b', 'two');
    const written = JSON.parse(readFileSync(file(), 'utf8')) as { secrets: Record<string, { data: string }> };
    const { a, b } = written.secrets;
    writeFileSync(file(), JSON.stringify({ ...written, secrets: { a: b, b: a } }));
    expect(await codeOf(store().reveal('a'))).to.equal('secret-sealed-otherwise');
    writeFileSync(file(), JSON.stringify({ ...written, secrets: { a: { ...a, data: b?.data } } }));
    expect(await codeOf(store().reveal('a'))).to.equal('secret-sealed-otherwise');
  });

  it('seals what was entered, keeps what was left out, and lets references be', async () => {
    const described = describeConfig(Settings);
    const sealed = async (name: string, secret: string): Promise<string> => {
      await store().seal(name, secret);
      return name;
    };
    const seal = (settings: object, before: object = {}) =>
      sealSecrets(sealed, { described, settings: { ...settings }, before: { ...before }, prefix: 'website' });
    expect(await seal({ baseUrl: 'x', token: 'hunter2' })).to.deep.equal({
      baseUrl: 'x',
      token: '${secret:website.token}',
    });
    expect(await store().reveal('website.token')).to.equal('hunter2');
    expect(await seal({ baseUrl: 'y' }, { token: '${env:TOKEN}' })).to.deep.equal({
      baseUrl: 'y',
      token: '${env:TOKEN}',
    });
    expect(await seal({ baseUrl: 'y', token: '${env:OTHER}' })).to.deep.equal({ baseUrl: 'y', token: '${env:OTHER}' });
  });

  it('is what ${secret:NAME} in a configuration means', async () => {
    await store().seal('state', 'kept.sqlite');
    const path = join(folder, 'rollcall.yaml');
    writeFileSync(path, "state: { path: '${secret:state}' }\n");
    const rollcall = await createRollcall({ config: path, state: new MemoryState(), env: {} });
    expect(rollcall.config.state.path).to.equal('kept.sqlite');
    writeFileSync(path, "state: { path: '${secret:other}' }\n");
    const wrong = createRollcall({ config: path, state: new MemoryState(), env: {} });
    expect(await wrong.then(() => '', String)).to.contain('there is no secret "other" in the sealed store');
  });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: { readonly code: string }) => error.code,
  );
}
