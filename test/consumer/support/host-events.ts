import { Webhook } from 'standardwebhooks';
import { SECRET, type Systems } from './systems.js';

/** The trigger that takes the events of `sendEvent`, for `configOf`. */
export const HOOK = "[{ webhook: { secret: '${env:ROLLCALL_WEBHOOK_SECRET}' } }]";

/** Sends a signed event about a person to a host, which has Rollcall at `/rollcall` by default; the status of its answer. */
export async function sendEvent(
  systems: Systems,
  url: string,
  name: string,
  path = '/rollcall/hooks/staff/webhook',
): Promise<number> {
  const body = JSON.stringify({ type: 'user.update', data: { uuid: await systems.uuid(name) } });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': `msg_${name}`,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign(`msg_${name}`, now, body),
  };
  return (await fetch(url + path, { method: 'POST', headers, body })).status;
}

/** Resolves when these are in Joomla; fails when that takes half a minute. */
export async function present(systems: Systems, ...names: readonly string[]): Promise<void> {
  const until = Date.now() + 30_000;
  for (
    let there: readonly string[] = [];
    !names.every((name) => there.includes(name));
    there = await systems.inJoomla()
  ) {
    if (Date.now() > until) throw new Error(`Joomla has ${there.join(', ')} and lacks some of ${names.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
