import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { definePackage, Secret, TRIGGER, type Trigger } from '@rollcall/contract';
import { createRollcall, MemoryState, type Rollcall, type ServiceEvent } from '@rollcall/engine';
import { definePlugin, parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { pino } from 'pino';
import { createAlerting } from '../src/alerts/alerting.js';
import { webhookAlert } from '../src/alerts/webhook-alert.js';
import { ServerConfig, type Serving, serve } from '../src/index.js';
import { createMetrics } from '../src/metrics.js';
import { directories } from './support/directories.js';

const SILENT = pino({ level: 'silent' });
const ALERT = { kind: 'alert', sync: 'staff', subject: 'failing', message: 'reading users: 503' } as const;

class Doorbell implements Trigger {
  async start(_: unknown, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async handle(request: Request): Promise<Response> {
    if (request.headers.get('fail') !== null) throw new Error('secret inner detail');
    return new Response(`rang ${await request.text()}`, { status: 202 });
  }
}

async function open(
  log = SILENT,
  settings: object = {},
): Promise<{ rollcall: Rollcall; serving: Serving; events: ServiceEvent[] }> {
  const rollcall = await createRollcall({
    config: {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: { staff: { from: 'here', to: 'there', mapping: { userName: 'userName' }, triggers: ['doorbell'] } },
    },
    state: new MemoryState(),
    extensions: [
      directories(['ada', 'bo']),
      definePackage({
        name: 'doorbells',
        core: '^0.1.0',
        plugins: [definePlugin(TRIGGER, { id: 'doorbell', label: 'Doorbell', create: () => new Doorbell() })],
      }),
    ],
  });
  const events: ServiceEvent[] = [];
  const config = parseConfig(ServerConfig, { port: 0, ...settings }, []);
  const serving = await serve({ rollcall, config, log, onEvent: (event) => events.push(event) });
  return { rollcall, serving, events };
}

describe('the server', () => {
  let serving: Serving | undefined;
  afterEach(async () => {
    await serving?.stop();
    serving = undefined;
  });

  it('says that it lives, and what state each sync is in', async () => {
    const opened = await open();
    serving = opened.serving;
    expect(await (await fetch(`${serving.url}/health/live`)).text()).to.equal('live\n');
    await opened.rollcall.sync('staff').run();
    await opened.rollcall.freeze('test');
    const ready = await fetch(`${serving.url}/health/ready`);
    expect(ready.status).to.equal(200);
    const { ready: isReady, syncs } = (await ready.json()) as {
      ready: boolean;
      syncs: { staff: Record<string, unknown> };
    };
    expect(isReady).to.equal(true);
    expect(syncs.staff).to.deep.include({
      lastStatus: 'done',
      waiting: 0,
      failing: 0,
      waitingSince: null,
      frozen: true,
    });
  });

  it('is not ready when the state cannot be read', async () => {
    const opened = await open();
    serving = opened.serving;
    opened.rollcall.state.runs.list = () => Promise.reject(new Error('gone'));
    const ready = await fetch(`${serving.url}/health/ready`);
    expect([ready.status, await ready.json()]).to.deep.equal([503, { ready: false, syncs: {} }]);
  });

  it('hands requests to the trigger that they name, and to nobody else', async () => {
    serving = (await open()).serving;
    const ring = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${serving?.url}/hooks/${path}`, { method: 'POST', body: 'twice', headers });
    expect(await (await ring('staff/doorbell')).text()).to.equal('rang twice');
    for (const path of ['staff/other', 'nobody/doorbell', 'staff', '..%2Fstaff/doorbell'])
      expect((await ring(path)).status, path).to.equal(404);
    const failed = await ring('staff/doorbell', { fail: 'yes' });
    expect([failed.status, await failed.text()]).to.deep.equal([500, 'something went wrong here; the log says what\n']);
  });

  it('counts runs, operations and events for Prometheus, and asks for the token where there is one', async () => {
    const opened = await open(SILENT, { metricsToken: 'made-up-token' });
    serving = opened.serving;
    for (const authorization of ['', 'Bearer', 'Bearer made-up-tokem', 'Bearer made-up-token-and-more'])
      expect((await fetch(`${serving.url}/metrics`, { headers: { authorization } })).status, authorization).to.equal(
        401,
      );
    const text = await (
      await fetch(`${serving.url}/metrics`, { headers: { authorization: 'Bearer made-up-token' } })
    ).text();
    for (const name of ['accounts', 'failing_accounts', 'oldest_timestamp_seconds'])
      expect(text).to.contain(`rollcall_inbox_${name}{sync="staff"} 0`);
  });

  it('counts what the service tells', async () => {
    const { rollcall, serving: own } = await open();
    serving = own;
    const metrics = createMetrics(rollcall);
    const { run } = await rollcall.sync('staff').run();
    metrics.count({ kind: 'run-ended', sync: 'staff', run, durationMs: 1_500 });
    metrics.count({ kind: 'events-stored', sync: 'staff', events: 3 });
    metrics.count({ kind: 'event-refused', sync: 'staff', reason: 'signature' });
    metrics.count({ kind: 'event-repeated', sync: 'staff' });
    metrics.count(ALERT);
    const lines = (await metrics.registry.metrics()).split('\n');
    expect(lines).to.include.members([
      'rollcall_runs_total{sync="staff",status="done"} 1',
      'rollcall_operations_total{sync="staff",operation="create",outcome="done"} 2',
      'rollcall_run_duration_seconds_bucket{le="5",sync="staff"} 1',
      'rollcall_events_total{sync="staff",outcome="stored"} 3',
      'rollcall_events_total{sync="staff",outcome="refused-signature"} 1',
      'rollcall_events_total{sync="staff",outcome="repeated"} 1',
      'rollcall_alerts_total{sync="staff",subject="failing"} 1',
    ]);
  });

  it('says plainly that the address is in use', async () => {
    serving = (await open()).serving;
    const port = Number(new URL(serving.url).port);
    const error = await open(SILENT, { port }).catch((caught: unknown) => caught as Error);
    expect(String(error)).to.contain(
      `listening at 127.0.0.1:${port}: another program listens there; set another server.port`,
    );
  });

  it('logs runs without a word about people', async () => {
    const lines: string[] = [];
    const opened = await open(pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }));
    serving = opened.serving;
    const { state } = opened.rollcall;
    await state.inbox.add('staff', 'm', [{ account: 'ada', cause: 'user.update', dueAt: 0 }], Date.now());
    await opened.rollcall.queue.call('staff', 0);
    for (let tries = 0; tries < 300 && !lines.some((line) => line.includes('run done')); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await serving.stop();
    expect(lines.join('')).to.contain('Rollcall serves').and.contain('run done').and.contain('stopping');
    expect(lines.join('')).not.to.match(/\bada\b/);
  });
});

describe('alerts', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it('go to a webhook, signed, without following a redirect', async () => {
    const seen: { body: string; headers: Record<string, unknown> }[] = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ body, headers: request.headers });
        response.writeHead(request.url === '/moved' ? 302 : 204, { location: 'http://127.0.0.1:1/' }).end();
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const secret = `whsec_${Buffer.from('made up for this test, not used').toString('base64')}`;
    await webhookAlert({ url: `${url}/alerts`, secret: new Secret(secret) })(ALERT);
    expect(JSON.parse(seen[0]?.body ?? '')).to.deep.equal({
      type: 'rollcall.alert',
      data: { sync: 'staff', subject: 'failing', message: 'reading users: 503' },
    });
    expect(seen[0]?.headers['webhook-signature']).to.match(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(
      await webhookAlert({ url: `${url}/moved` })(ALERT).then(
        () => 'sent',
        () => 'refused',
      ),
    ).to.equal('refused');
  });

  it('are tried again, and their loss is told', async () => {
    let tries = 0;
    const failures: unknown[] = [];
    const alerting = createAlerting(
      [
        () => {
          tries += 1;
          return tries < 3 ? Promise.reject(new Error('busy')) : Promise.resolve();
        },
        () => Promise.reject(new Error('never')),
      ],
      (error) => failures.push(error),
      1,
    );
    alerting.send(ALERT);
    await alerting.settled();
    expect([tries, failures.map(String)]).to.deep.equal([3, ['Error: never']]);
  });
});
