import { inspect } from 'node:util';
import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ExchangeEvent } from '../../src/http/client-parts.js';
import { Redactor } from '../../src/http/redact.js';
import { Bench, get, post, rejection } from './support/test-server.js';

/** Everything that a person or a log may get to see of a value. */
function everything(value: unknown): string {
  const parts = [inspect(value, { depth: 20, showHidden: true, getters: true }), JSON.stringify(value) ?? ''];
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', everything(value.cause));
  return parts.join('\n');
}

const secret = fc
  .string({ unit: fc.constantFrom(...'abcXYZ0189+/=&%?#"\'<>\\.$^*()[]{}|~-_:@! '), minLength: 8, maxLength: 40 })
  .filter((text) => text.trim() === text && new Set(text).size > 4);

describe('secrets of an HTTP client', () => {
  it('are in no error, event, client or answer, whatever the system does with them', async () => {
    await fc.assert(
      fc.asyncProperty(secret, secret, fc.constantFrom<Fault>(...FAULTS), async (token, password, fault) => {
        const bench = new Bench();
        try {
          await leaksNothing(bench, token, password, fault);
        } finally {
          await bench.close();
        }
      }),
      { numRuns: 60 },
    );
  }).timeout(30_000);

  it('are masked in every form in which a system echoes them', () => {
    const text = 'p&ss"w<o>rd/+ü 9';
    const redactor = new Redactor([text]);
    for (const form of [
      text,
      encodeURIComponent(text),
      new URLSearchParams({ a: text }).toString().slice(2),
      JSON.stringify(text),
      Buffer.from(text).toString('base64'),
      'p&amp;ss&quot;w&lt;o&gt;rd/+ü 9',
      text.toUpperCase(),
    ]) {
      const masked = redactor.text(`before ${form} after`);
      expect(masked, form).to.match(/^before "?\[secret\]"? after$/);
    }
  });

  it('are masked in addresses even when nobody named them', () => {
    const redactor = new Redactor();
    expect(redactor.text('https://ada:pw@site.example.test/a?access_token=abc&page=2&X-Signature=z#f')).to.equal(
      'https://[secret]@site.example.test/a?access_token=[secret]&page=2&X-Signature=[secret]#f',
    );
    expect(redactor.text('sent Authorization: Bearer abcdef.ghi-jkl and Basic YWRhOnB3cHc=')).to.equal(
      'sent Authorization: Bearer [secret] and Basic [secret]',
    );
  });

  it('that are short take nothing from other words', () => {
    const redactor = new Redactor(['ab']);
    expect(redactor.text('about "ab" and ab=ab')).to.equal('about "[secret]" and [secret]=[secret]');
  });

  it('in Basic credentials are the password too', () => {
    const redactor = new Redactor();
    redactor.addHeader(`Basic ${Buffer.from('ada.k:pa:ss-w0rd').toString('base64')}`, { lasting: false });
    expect(redactor.text('ada.k has pa:ss-w0rd')).to.equal('ada.k has [secret]');
  });

  it('that are renewed for ever do not fill the memory, and the newest are masked', () => {
    const redactor = new Redactor(['the-password-of-the-client']);
    for (let index = 0; index < 1000; index += 1) redactor.addHeader(`token-number-${index}-x`, { lasting: false });
    expect(redactor.text('token-number-999-x token-number-950-x')).to.equal('[secret] [secret]');
    expect(redactor.text('token-number-1-x')).to.equal('token-number-1-x');
    expect(redactor.text('the-password-of-the-client')).to.equal('[secret]');
  });

  it('that no header can carry are a problem of the configuration, and not shown', async () => {
    const bench = new Bench();
    const site = await bench.serve((_, response) => void response.end());
    for (const value of ['Bearer made-up-9f3a\n', 'Bearer ’made-up-9f3a’', 'Bearer \u0000made-up-9f3a']) {
      expect(() => bench.open({ baseUrl: site.url, headers: { Authorization: value } }))
        .to.throw(Error)
        .that.satisfies(
          (error: Error) =>
            RollcallError.is(error) && error.code === 'header-unsendable' && !everything(error).includes('9f3a'),
        );
      const error = await rejection(
        bench.open({ baseUrl: site.url, headers: () => Promise.resolve({ Authorization: value }) }).request(get('a')),
      );
      expect(RollcallError.is(error) && error.code).to.equal('header-unsendable');
      expect(everything(error)).to.not.include('9f3a');
    }
    expect(site.seen).to.deep.equal([]);
    await bench.close();
  });
});

type Fault = 'echo' | 'echo html' | 'reset' | 'redirect' | 'not http' | 'refused' | 'truncated';
const FAULTS: readonly Fault[] = ['echo', 'echo html', 'reset', 'redirect', 'not http', 'refused', 'truncated'];

async function leaksNothing(bench: Bench, token: string, password: string, fault: Fault): Promise<void> {
  const basic = Buffer.from(`ada.k:${password}`).toString('base64');
  const events: ExchangeEvent[] = [];
  const baseUrl = await misbehaving(bench, fault, `${token} ${encodeURIComponent(token)} ${password} ${basic}`, token);
  const http = bench.open(
    { baseUrl, headers: { 'X-Joomla-Token': token, Authorization: `Basic ${basic}` }, retries: 1 },
    { onExchange: (event) => events.push(event) },
  );
  for (const request of [
    get('users', { query: { page: 1, access_token: token } }),
    post(`users/${encodeURIComponent(password)}`, { doing: `creating a user with ${password}` }),
  ]) {
    const came = await http.request(request).then(
      (answer) => rejection(new Promise(() => answer.json())),
      (error: unknown) => error,
    );
    const seen = [
      everything(came),
      everything(events),
      inspect(http, { depth: 20, showHidden: true }),
      JSON.stringify(http),
    ].join('\n');
    if (!RollcallError.is(came)) throw new Error(`not an error of ours: ${seen}`);
    for (const hidden of [token, password, basic, encodeURIComponent(token), encodeURIComponent(password)]) {
      if (seen.includes(hidden)) throw new Error(`${JSON.stringify(hidden)} in ${seen}`);
    }
  }
}

async function misbehaving(bench: Bench, fault: Fault, echo: string, token: string): Promise<string> {
  const at = ({ port }: { readonly port: number }): string => `http://127.0.0.1:${port}`;
  switch (fault) {
    case 'echo':
      return at(await bench.serve((_, response) => void response.end(echo)));
    case 'echo html':
      return at(
        await bench.serve(
          (_, response) =>
            void response.end(
              `<p>${'x'.repeat(70)} ${echo.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#039;')}`,
            ),
        ),
      );
    case 'reset':
      return at(await bench.serve((_, response) => void response.destroy()));
    case 'redirect':
      return at(
        await bench.serve(
          (_, response) =>
            void response
              .writeHead(302, {
                location: `http://ada.k:${encodeURIComponent(token)}@elsewhere.example.test/${encodeURIComponent(token)}?${encodeURIComponent(token)}`,
              })
              .end('-'),
        ),
      );
    case 'not http':
      return at(await bench.serveRaw((socket) => void socket.once('data', () => socket.end(`${echo}\r\n`))));
    case 'refused':
      return at({ port: await bench.freePort() });
    case 'truncated':
      return at(
        await bench.serve(
          (_, response) =>
            void response.writeHead(200, { 'content-length': '5000' }).write(echo, () => response.destroy()),
        ),
      );
  }
}
