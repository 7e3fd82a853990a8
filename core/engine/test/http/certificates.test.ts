import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { expect } from 'chai';
import { Bench, get, post, rejection } from './support/test-server.js';

interface Pair {
  readonly key: string;
  readonly cert: string;
}

describe('certificates', () => {
  const bench = new Bench();
  let folder: string | undefined;
  let valid: Pair;
  let expired: Pair;
  let otherHost: Pair;

  before('certificates made with openssl', function () {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
    try {
      execFileSync('openssl', ['version'], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    valid = make(folder, 'IP:127.0.0.1', 2);
    expired = make(folder, 'IP:127.0.0.1', -1);
    otherHost = make(folder, 'DNS:other.example.test', 2);
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });
  afterEach(() => bench.close());

  it('that are self-signed are refused, and the message names the setting', async () => {
    const site = await bench.serve((_, response) => void response.end(), valid);
    const error = await rejection(bench.open({ baseUrl: site.url }).request(post('users')));
    expect(ConfigError.is(error) && error.code).to.equal('network-depth-zero-self-signed-cert');
    expect((error as Error).message)
      .to.include('self-signed')
      .and.include('"ca"')
      .and.include(site.url);
    expect(site.seen).to.deep.equal([]);
  });

  it('that are self-signed are accepted when they are named, or when all are', async () => {
    const site = await bench.serve((_, response) => void response.end('1'), valid);
    expect((await bench.open({ baseUrl: site.url, ca: valid.cert }).request(get('a'))).json()).to.equal(1);
    expect((await bench.open({ baseUrl: site.url, allowSelfSigned: true }).request(get('a'))).json()).to.equal(1);
  });

  it('that have expired are refused with that reason', async () => {
    const site = await bench.serve((_, response) => void response.end(), expired);
    const error = await rejection(bench.open({ baseUrl: site.url, ca: expired.cert }).request(get('a')));
    expect(ConfigError.is(error) && error.code).to.equal('network-cert-has-expired');
    expect((error as Error).message)
      .to.include('has expired')
      .and.include('renewed');
  });

  it('for another host are refused with that reason', async () => {
    const site = await bench.serve((_, response) => void response.end(), otherHost);
    const error = await rejection(bench.open({ baseUrl: site.url, ca: otherHost.cert }).request(get('a')));
    expect(ConfigError.is(error) && error.code).to.equal('network-err-tls-cert-altname-invalid');
  });

  it('that are no certificates are refused when the client opens', () => {
    for (const ca of ['', '/etc/ssl/ca.pem', '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----']) {
      expect(() => bench.open({ baseUrl: 'https://site.example.test', ca }))
        .to.throw(Error)
        .that.satisfies((error: unknown) => ConfigError.is(error) && error.code === 'ca-unreadable');
    }
  });
});

/** Self-signed. Less than no days makes one that ended before it began. */
function make(folder: string, subject: string, days: number): Pair {
  const [key, request, cert, extensions] = ['key', 'request', 'cert', 'extensions'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { stdio: 'ignore', timeout: 10_000 });
  writeFileSync(extensions, `subjectAltName=${subject}\nbasicConstraints=CA:TRUE\n`);
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    request,
    '-subj',
    '/CN=rollcall test',
  );
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', String(days), '-extfile', extensions, '-out', cert);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
