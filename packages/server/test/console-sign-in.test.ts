import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollcall, MemoryState, Setup } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { pino } from 'pino';
import { ServerConfig, type Serving, serve } from '../src/index.js';

describe('signing in to a console that is served', () => {
  let serving: Serving | undefined;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-served-'));
  });
  afterEach(async () => {
    await serving?.stop();
    serving = undefined;
    rmSync(folder, { recursive: true });
  });

  async function open(settings: object = {}): Promise<string> {
    const state = new MemoryState();
    const rollcall = await createRollcall({ config: { connections: {}, syncs: {} }, state, extensions: [] });
    const config = parseConfig(ServerConfig, { port: 0, ...settings }, ['server']);
    const path = join(folder, 'rollcall.yaml');
    const parts = {
      path,
      marks: state.marks,
      env: {},
      readOnly: false,
      open: async () => rollcall,
      now: () => Date.now(),
    };
    serving = await serve({ rollcall, config, log: pino({ level: 'silent' }), folder, setup: new Setup(parts) });
    return serving.url;
  }

  const guess = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${url}/welcome?token=made-up`, { headers })).status;

  it('makes an address wait that guesses links, whatever it writes into its headers', async () => {
    const url = await open();
    for (let tries = 0; tries < 20; tries += 1)
      expect(await guess(url, { 'x-forwarded-for': `198.51.100.${tries}` }), `${tries}`).to.equal(403);
    expect(await guess(url, { 'x-forwarded-for': '203.0.113.9' })).to.equal(429);
    expect((await fetch(`${url}/sign-in`)).status, 'looking is free').to.equal(200);
  });

  it('tells addresses apart by what its own proxies say', async () => {
    const url = await open({ trustedProxies: 1 });
    for (let tries = 0; tries < 20; tries += 1) await guess(url, { 'x-forwarded-for': '198.51.100.1' });
    expect(await guess(url, { 'x-forwarded-for': '198.51.100.1' })).to.equal(429);
    expect(await guess(url, { 'x-forwarded-for': '198.51.100.1, 198.51.100.2' })).to.equal(403);
  });

  it('says in the configuration what the identity provider needs besides', () => {
    const oidc = { issuer: 'https://login.example', clientId: 'rollcall', roles: { viewer: ['staff'] } };
    expect(() => parseConfig(ServerConfig, { console: { oidc } }, ['server'])).to.throw(/needs publicUrl/);
    const config = parseConfig(ServerConfig, { console: { publicUrl: 'https://rollcall.example', oidc } }, ['server']);
    expect(config.console.oidc?.roles.claim).to.equal('groups');
  });
});
