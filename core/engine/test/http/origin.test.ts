import { ConfigError } from '@rollcall/contract';
import { expect } from 'chai';
import { parseBaseUrl, resolveUrl } from '../../src/http/resolve-url.js';
import { Bench, get, post, rejection } from './support/test-server.js';

const base = parseBaseUrl('https://Site.Example.test/sub');
const resolve = (path: string, query?: Record<string, string | number | readonly string[]>): string =>
  resolveUrl(base, { path, doing: 'reading users', ...(query === undefined ? {} : { query }) }).href;

describe('the origin of an HTTP client', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  for (const [what, path] of Object.entries({
    'another host': 'https://evil.example.test/users',
    'a protocol-relative address': '//evil.example.test/users',
    'backslashes for slashes': '\\\\evil.example.test/users',
    'mixed slashes': '/\\evil.example.test/users',
    'another port': 'https://site.example.test:8443/users',
    'another protocol': 'http://site.example.test/users',
    'a user before the right host': 'https://eve:pw@site.example.test/users',
    'the right host as user of another': 'https://site.example.test@evil.example.test/users',
    'the right host as a part of another': 'https://site.example.test.evil.example.test/users',
    'an address without a host': 'data:application/json,[]',
    'a file': 'file:///etc/hosts',
    'a script': 'javascript:alert(1)',
    'what is no address': 'https://[',
  })) {
    it(`refuses ${what}`, () => {
      expect(() => resolve(path))
        .to.throw(Error)
        .that.satisfies((error: unknown) => ConfigError.is(error) && error.code === 'foreign-origin');
    });
  }

  it('takes absolute addresses of the same origin, however the host is written', () => {
    expect(resolve('https://site.example.test/sub/users?page=2')).to.equal(
      'https://site.example.test/sub/users?page=2',
    );
    expect(resolve('HTTPS://SITE.example.TEST:443/other')).to.equal('https://site.example.test/other');
  });

  it('puts paths below the base address, with and without a slash before them', () => {
    expect(resolve('users/7')).to.equal('https://site.example.test/sub/users/7');
    expect(resolve('/users/7')).to.equal('https://site.example.test/sub/users/7');
    expect(resolve('?q=1')).to.equal('https://site.example.test/sub/?q=1');
  });

  it('never leaves the origin by what is hidden in a path', () => {
    for (const path of [
      ' https://evil.example.test',
      '\thttps://evil.example.test',
      'ht\ntps://evil.example.test',
      '@evil.example.test',
      '/\t/evil.example.test',
      '../../..//evil.example.test',
      ':8443/',
      '\u3002evil.example.test',
    ]) {
      expect(new URL(resolve(path)).host, JSON.stringify(path)).to.equal('site.example.test');
    }
  });

  it('encodes the query so that every character comes through', () => {
    const value = 'a+b c&d=e#f[g]"h"ü/%20\ud800';
    const url = resolve('users?fixed=1', { 'filter[name]': value, n: 3, 'list[]': ['x y', 'z'] });
    expect(url).to.include('fixed=1&filter%5Bname%5D=a%2Bb%20c%26d%3De%23f%5Bg%5D%22h%22');
    const read = new URL(url).searchParams;
    expect(read.get('filter[name]')).to.equal(value.toWellFormed());
    expect(read.getAll('list[]')).to.deep.equal(['x y', 'z']);
    expect(read.get('n')).to.equal('3');
  });

  for (const [what, baseUrl] of Object.entries({
    'no URL': 'site.example.test',
    'a file': 'file:///tmp',
    'a password in it': 'https://u:pw-Xk3@site.example.test',
    'a query': 'https://site.example.test/?a=b',
  })) {
    it(`is not opened for ${what}, and says so without showing it`, () => {
      expect(() => bench.open({ baseUrl }))
        .to.throw(Error)
        .that.satisfies(
          (error: Error) => ConfigError.is(error) && error.code === 'base-url' && !error.message.includes('pw-Xk3'),
        );
    });
  }

  it('sends nothing to another origin that a redirect names', async () => {
    const other = await bench.serve((_, response) => void response.end('{}'));
    const site = await bench.serve(
      (_, response) => void response.writeHead(302, { location: `${other.url}/steal` }).end(),
    );
    const http = bench.open({ baseUrl: site.url, headers: { Authorization: 'Bearer made-up-9f3a' } });
    const error = await rejection(http.request(get('users')));
    expect(ConfigError.is(error) && error.code).to.equal('foreign-origin');
    expect((error as Error).message)
      .to.include(other.url)
      .and.include('reading users');
    expect(other.seen).to.deep.equal([]);
    expect(site.seen).to.have.length(1);
  });

  it('follows redirects of a read within the origin, with the credential', async () => {
    const site = await bench.serve(
      ({ url }, response) =>
        void (url === '/b?x=1' ? response.end('"here"') : response.writeHead(307, { location: 'b?x=1' }).end()),
    );
    const http = bench.open({ baseUrl: site.url, headers: { Authorization: 'Bearer made-up-9f3a' } });
    expect((await http.request(get('a'))).json()).to.equal('here');
    expect(site.seen.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer made-up-9f3a',
      'Bearer made-up-9f3a',
    ]);
  });

  it('gives back the redirect of a write, and sends it once', async () => {
    const site = await bench.serve((_, response) => void response.writeHead(308, { location: '/b' }).end());
    const answer = await bench.open({ baseUrl: site.url }).request(post('a'));
    expect(answer.status).to.equal(308);
    expect(answer.headers.get('Location')).to.equal('/b');
    expect(site.seen).to.have.length(1);
  });

  it('stops at redirects without end', async () => {
    const site = await bench.serve((_, response) => void response.writeHead(302, { location: '/again' }).end());
    const error = await rejection(bench.open({ baseUrl: site.url }).request(get('again')));
    expect(ConfigError.is(error) && error.code).to.equal('redirect-loop');
    expect(site.seen.length).to.be.lessThan(10);
  });
});
