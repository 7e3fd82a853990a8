import { createHmac, randomUUID } from 'node:crypto';
import type { WebhookAlertConfig } from './alert-settings.js';
import type { AlertChannel } from './alerting.js';

const TIMEOUT_MS = 10_000;

/** Alerts as JSON by POST; signed by Standard Webhooks where there is a secret. */
export function webhookAlert({ url, secret }: WebhookAlertConfig): AlertChannel {
  return async ({ sync, subject, message }) => {
    const body = JSON.stringify({ type: 'rollcall.alert', data: { sync, subject, message } });
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': 'application/json', ...(secret === undefined ? {} : signed(secret.reveal(), body)) },
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`sending an alert: ${new URL(url).host} answered ${response.status}`);
  };
}

function signed(secret: string, body: string): Readonly<Record<string, string>> {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
