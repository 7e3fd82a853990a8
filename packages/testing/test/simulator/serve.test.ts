import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, serveSimulator } from '@rollcall/testing';
import { expect } from 'chai';

/** Tells what reached it. */
const mirror: Simulator = {
  fetch: async (request) =>
    Response.json({
      url: request.url,
      method: request.method,
      type: request.headers.get('content-type'),
      body: await request.text(),
    }),
};

describe('serveSimulator', () => {
  it('hands over address, method, headers and body, and answers with what comes back', async () => {
    const served = await serveSimulator(mirror);
    try {
      const answer = await fetch(`${served.url}/a%20b?x[y]=1`, { method: 'DELETE', body: new Uint8Array([123, 125]) });
      expect(await answer.json()).to.deep.equal({
        url: `${served.url}/a%20b?x[y]=1`,
        method: 'DELETE',
        type: null,
        body: '{}',
      });
    } finally {
      await served.close();
    }
  });

  it('records requests without their secrets, and counts them by method', async () => {
    const served = await serveSimulator(mirror);
    try {
      const headers = { authorization: 'Basic c2VjcmV0', cookie: 'a=secret', 'x-kept': 'yes' };
      await (await fetch(`${served.url}/one`, { headers })).text();
      await (await fetch(`${served.url}/two`, { method: 'POST', headers, body: '{}' })).text();
      expect(served.requests.map(({ method, path, status }) => [method, path, status])).to.deep.equal([
        ['GET', '/one', 200],
        ['POST', '/two', 200],
      ]);
      expect(served.requests[0]?.headers).to.include({ authorization: '(redacted)', 'x-kept': 'yes' });
      expect(JSON.stringify(served.requests)).to.not.contain('ecret');
      expect(served.counts).to.deep.equal({ GET: 1, POST: 1 });
    } finally {
      await served.close();
    }
  });

  it('answers 500 with the defect when the simulator throws', async () => {
    const served = await serveSimulator({ fetch: () => Promise.reject(new Error('made-up defect')) });
    try {
      const answer = await fetch(served.url);
      expect([answer.status, await answer.text()].join(' ')).to.match(/^500 .*made-up defect/);
    } finally {
      await served.close();
    }
  });

  it('speaks HTTPS with a key and a certificate', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    try {
      const subject = ['-subj', '/CN=localhost', '-days', '2'];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
      try {
        execFileSync('openssl', ['req', '-x509', '-nodes', ...curve, ...subject, '-keyout', key, '-out', cert], {
          stdio: 'ignore',
        });
      } catch {
        this.skip();
      }
      const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
      const served = await serveSimulator(mirror, { tls });
      try {
        expect(served.url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
        const text = await new Promise<string>((resolve, reject) => {
          httpsRequest(served.url, { rejectUnauthorized: false, agent: false }, (incoming) => {
            incoming.setEncoding('utf8').on('data', resolve);
          })
            .on('error', reject)
            .end();
        });
        expect(JSON.parse(text)).to.include({ url: `${served.url}/`, method: 'GET' });
      } finally {
        await served.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
