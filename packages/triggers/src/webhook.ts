import { ConfigError, PLUGIN_CONFIG, type RunRequests, type Secret, type Trigger, trigger } from '@rollcall/contract';
import { inject } from 'inversify';
import { Webhook } from 'standardwebhooks';
import { WebhookConfig } from './webhook-config.js';
import { readMessage } from './webhook-message.js';

const MESSAGE_ID = /^[\w.:-]{1,128}$/;
/** Sent by the companion modules' "Send test event". */
const TEST = 'rollcall.test';
const LATER_SECONDS = 60;

/**
 * Takes events signed by Standard Webhooks (https://www.standardwebhooks.com). Answers 202 only when the event is stored so that
 * a kill cannot lose it; a repeat of a message is answered alike and changes nothing.
 */
@trigger({
  id: 'webhook',
  label: 'Webhook',
  description: 'Looks at a person when the source says that something happened',
  config: WebhookConfig,
})
export class WebhookTrigger implements Trigger {
  private readonly verifiers: readonly Webhook[];
  private requests: RunRequests | undefined;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: WebhookConfig) {
    this.verifiers = [config.secret, ...(config.oldSecret === undefined ? [] : [config.oldSecret])].map(verifierOf);
  }

  async start(requests: RunRequests, signal: AbortSignal): Promise<void> {
    this.requests = requests;
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.requests = undefined;
  }

  async handle(request: Request): Promise<Response> {
    const { requests } = this;
    if (requests === undefined)
      return answer(503, 'Rollcall is starting or stopping; send it again', { 'retry-after': '5' });
    const refuse = (status: number, reason: string, text: string): Response => {
      requests.refused(reason);
      return answer(status, text);
    };
    if (request.method !== 'POST') return refuse(405, 'method', 'send events with POST');
    const body = await readBody(request, this.config.maxBytes);
    if (body === undefined) return refuse(413, 'too-large', `a message may have ${this.config.maxBytes} bytes`);
    const id = request.headers.get('webhook-id') ?? '';
    if (!this.isSigned(request.headers, body))
      return refuse(401, 'signature', 'the signature does not fit, or the message is older than five minutes');
    const parsed = parseJson(body);
    if (isTest(parsed)) return answer(202, 'the test event arrived, and its signature fits');
    const event = readMessage(parsed);
    if (event === undefined || !MESSAGE_ID.test(id))
      return refuse(400, 'malformed', 'it must be {"type": "user.update", "data": {"uuid": "…"}}, with a webhook-id');
    if (this.config.events.length > 0 && !this.config.events.includes(event.cause)) {
      requests.refused('not-chosen');
      return answer(202, `${event.cause} is not among the events that this sync looks at`);
    }
    const stored = await requests.look(id, [event]);
    if (stored !== 'full') return answer(202, stored === 'stored' ? 'stored' : 'known already');
    requests.refused('full');
    return answer(429, 'too much waits already; send it again later', { 'retry-after': String(LATER_SECONDS) });
  }

  /** One signature by one of the secrets is enough; the library compares in constant time and looks at the age. */
  private isSigned(headers: Headers, body: string): boolean {
    const signed = {
      'webhook-id': headers.get('webhook-id') ?? '',
      'webhook-timestamp': headers.get('webhook-timestamp') ?? '',
      'webhook-signature': headers.get('webhook-signature') ?? '',
    };
    return this.verifiers.some((verifier) => {
      try {
        verifier.verify(body, signed, { jsonParse: false });
        return true;
      } catch {
        return false;
      }
    });
  }
}

function verifierOf(secret: Secret): Webhook {
  const text = secret.reveal();
  try {
    if (!text.startsWith('whsec_') || Buffer.from(text.slice('whsec_'.length), 'base64').length < 16)
      throw new Error('short');
    return new Webhook(text);
  } catch {
    throw new ConfigError({
      code: 'webhook-secret',
      doing: 'reading the secret of a webhook',
      happened: 'it is not one of Standard Webhooks',
      hint: 'it begins with whsec_, and at least 16 bytes in base64 follow; the companion module makes one',
    });
  }
}

/** The text, or undefined when it is longer than so many bytes; nothing beyond that is read. */
async function readBody(request: Request, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isTest(body: unknown): boolean {
  return typeof body === 'object' && body !== null && (body as { readonly type?: unknown }).type === TEST;
}

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}
