import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { WebhookConfig, WebhookTrigger } from '../src/index.js';
import { FakeRequests } from './support/fake-requests.js';

const SECRET = `whsec_${Buffer.from('made up for this test, not used').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another one made up for a test').toString('base64')}`;
const UPDATE = JSON.stringify({ type: 'user.update', data: { uuid: 'u-1', origin: 'admin' } });

function signed(body: string, more: { secret?: string; id?: string; at?: Date } = {}): Request {
  const { secret = SECRET, id = 'msg_1', at = new Date() } = more;
  return new Request('http://rollcall.example.test/hooks/staff/webhook', {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
}

describe('the webhook trigger', () => {
  let requests: FakeRequests;
  let trigger: WebhookTrigger;
  let running: Promise<void>;

  function open(settings: Readonly<Record<string, unknown>> = {}): void {
    requests = new FakeRequests(Date.now());
    trigger = new WebhookTrigger(parseConfig(WebhookConfig, { secret: SECRET, ...settings }, []));
    running = trigger.start(requests, requests.stop.signal);
  }
  beforeEach(() => open());
  afterEach(async () => {
    requests.stop.abort();
    await running;
  });

  async function refusal(request: Request): Promise<string> {
    const { status } = await trigger.handle(request);
    expect(requests.stored, 'nothing may be stored').to.deep.equal([]);
    return `${status} ${requests.refusals.join()}`;
  }

  it('stores what is signed before it answers 202', async () => {
    expect((await trigger.handle(signed(UPDATE))).status).to.equal(202);
    expect(requests.stored).to.deep.equal([{ id: 'msg_1', events: [{ account: 'u-1', cause: 'user.update' }] }]);
  });

  it('takes a role that was deleted for everybody', async () => {
    await trigger.handle(signed(JSON.stringify({ type: 'role.delete', data: { id: 'editor' } })));
    expect(requests.stored[0]?.events).to.deep.equal([{ account: null, cause: 'role.delete' }]);
  });

  it('takes the old secret as well while senders change over, and no other', async () => {
    requests.stop.abort();
    await running;
    open({ secret: OTHER, oldSecret: SECRET });
    expect((await trigger.handle(signed(UPDATE))).status).to.equal(202);
    expect((await trigger.handle(signed(UPDATE, { secret: OTHER }))).status).to.equal(202);
    const third = `whsec_${Buffer.from('a third one that nobody knows of').toString('base64')}`;
    expect((await trigger.handle(signed(UPDATE, { secret: third }))).status).to.equal(401);
  });

  it('takes one fitting signature of several', async () => {
    const request = signed(UPDATE);
    const headers = new Headers(request.headers);
    headers.set('webhook-signature', `v1,AAAA ${request.headers.get('webhook-signature')}`);
    expect((await trigger.handle(new Request(request, { headers }))).status).to.equal(202);
  });

  it('refuses a forged signature', async () => {
    expect(await refusal(signed(UPDATE, { secret: OTHER }))).to.equal('401 signature');
  });

  it('refuses a body that was changed', async () => {
    const request = signed(UPDATE);
    expect(
      await refusal(
        new Request(request.url, { method: 'POST', headers: request.headers, body: UPDATE.replace('u-1', 'u-2') }),
      ),
    ).to.equal('401 signature');
  });

  it('refuses an old message, and one from the future', async () => {
    expect(await refusal(signed(UPDATE, { at: new Date(Date.now() - 6 * 60_000) }))).to.equal('401 signature');
    expect(await refusal(signed(UPDATE, { at: new Date(Date.now() + 6 * 60_000) }))).to.equal(
      '401 signature,signature',
    );
  });

  it('refuses a message without headers', async () => {
    expect(await refusal(new Request('http://x.test/', { method: 'POST', body: UPDATE }))).to.equal('401 signature');
  });

  it('refuses a huge message, told or not, without reading on', async () => {
    const huge = 'x'.repeat(70_000);
    expect(await refusal(signed(huge))).to.equal('413 too-large');
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
    });
    const request = new Request('http://x.test/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
    expect(await refusal(request)).to.equal('413 too-large,too-large');
  });

  for (const body of [
    '',
    'no json',
    '[]',
    '{}',
    '{"type":1}',
    '{"type":"user.update"}',
    '{"type":"user.update","data":{"uuid":""}}',
    '{"type":"user.update","data":{"uuid":{}}}',
    `{"type":"user.update","data":{"uuid":"${'x'.repeat(300)}"}}`,
    '{"type":"<b>","data":{"uuid":"u"}}',
  ])
    it(`refuses ${body.slice(0, 50) || 'an empty body'}, although it is signed`, async () => {
      expect(await refusal(signed(body))).to.equal('400 malformed');
    });

  it('refuses other methods', async () => {
    expect(await refusal(new Request('http://x.test/'))).to.equal('405 method');
  });

  it('answers a repeat as if it were new, so that the sender stops', async () => {
    requests.answer = 'repeated';
    expect((await trigger.handle(signed(UPDATE))).status).to.equal(202);
  });

  it('asks the sender to come later when too much waits', async () => {
    requests.answer = 'full';
    const response = await trigger.handle(signed(UPDATE));
    expect([response.status, response.headers.get('retry-after'), requests.refusals]).to.deep.equal([
      429,
      '60',
      ['full'],
    ]);
  });

  it('answers the test event, and stores nothing for it', async () => {
    expect((await trigger.handle(signed('{"type":"rollcall.test"}'))).status).to.equal(202);
    expect(requests.stored).to.deep.equal([]);
  });

  it('leaves out events that were not chosen', async () => {
    requests.stop.abort();
    await running;
    open({ events: ['user.delete'] });
    expect((await trigger.handle(signed(UPDATE))).status).to.equal(202);
    expect([requests.stored, requests.refusals]).to.deep.equal([[], ['not-chosen']]);
  });

  it('asks to come again while it is not running', async () => {
    requests.stop.abort();
    await running;
    expect((await trigger.handle(signed(UPDATE))).status).to.equal(503);
  });

  it('refuses a secret that is none', () => {
    for (const secret of ['short', 'whsec_', 'whsec_c2hvcnQ='])
      expect(() => new WebhookTrigger(parseConfig(WebhookConfig, { secret }, []))).to.throw(
        /reading the secret of a webhook: it is not one of Standard Webhooks/,
      );
  });
});
