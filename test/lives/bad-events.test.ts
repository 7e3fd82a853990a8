import { definePackage, PROVIDER } from '@rollcall/contract';
import { createRollcall, MemoryState } from '@rollcall/engine';
import { definePlugin, parseConfig } from '@rollcall/plugin';
import { ServerConfig, serve } from '@rollcall/server';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import triggers from '@rollcall/triggers';
import { expect } from 'chai';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const SECRET = secretOf('made up for this test, not used');
const ATTRIBUTES = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;
const UPDATE = JSON.stringify({ type: 'user.update', data: { uuid: 'ada' } });

describe('bad events', () => {
  it('change nothing, and are counted by what is wrong with them', async () => {
    const source = new MemoryDirectory();
    const target = new MemoryDirectory({ unique: ['userName'] });
    source.add({ id: 'ada', attributes: { userName: 'ada' } });
    const provider = (id: string, directory: MemoryDirectory) =>
      definePlugin(PROVIDER, {
        id,
        label: id,
        create: () => new MemoryProvider(directory, { attributes: ATTRIBUTES }),
      });
    const rollcall = await createRollcall({
      config: {
        connections: { here: { provider: 'here' }, there: { provider: 'there' } },
        syncs: {
          staff: {
            from: 'here',
            to: 'there',
            mapping: { userName: 'userName' },
            triggers: [{ webhook: { secret: SECRET, events: ['user.update', 'user.delete'] } }],
          },
        },
      },
      state: new MemoryState(),
      extensions: [
        triggers,
        definePackage({ name: 'two', core: '^0.1.0', plugins: [provider('here', source), provider('there', target)] }),
      ],
    });
    let ended = 0;
    const told = new EventTarget();
    const serving = await serve({
      rollcall,
      config: parseConfig(ServerConfig, { port: 0 }, []),
      log: pino({ level: 'silent' }),
      onEvent: ({ kind }) => {
        if (kind === 'run-ended') ended += 1;
        told.dispatchEvent(new Event('told'));
      },
    });
    const send = async (body: string, more: { secret?: string; id?: string; at?: Date; method?: string } = {}) => {
      const { secret = SECRET, id = 'msg', at = new Date(), method = 'POST' } = more;
      const response = await fetch(`${serving.url}/hooks/staff/webhook`, {
        method,
        ...(method === 'GET' ? {} : { body }),
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        },
      });
      return response.status;
    };
    try {
      await rollcall.sync('staff').run();
      Object.assign(source.accounts.get('ada')?.attributes ?? {}, { userName: 'ada2' });
      const before = target.writes().length;
      const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
      expect([
        await send(UPDATE, { secret: secretOf('forged') }),
        await send(UPDATE, { at: minutes(-6) }),
        await send(UPDATE, { at: minutes(6) }),
        await send(UPDATE.padEnd(70_000)),
        await send('{"type":"user.update"'),
        await send('{"type":"user.update","data":{}}'),
        await send('[]'),
        await send(UPDATE, { method: 'GET' }),
        await send(JSON.stringify({ type: 'user.insert', data: { uuid: 'ada' } })),
      ]).to.deep.equal([401, 401, 401, 413, 400, 400, 400, 405, 202]);
      expect((await rollcall.state.inbox.waiting('staff')).count, 'nobody is to be looked at').to.equal(0);
      // For somebody whom nobody knows, and the same message three times: looked at once, and nothing follows.
      const unknown = JSON.stringify({ type: 'user.delete', data: { uuid: 'nobody' } });
      for (let repeat = 0; repeat < 3; repeat += 1) expect(await send(unknown, { id: 'msg_unknown' })).to.equal(202);
      while (ended < 1) await new Promise((resolve) => told.addEventListener('told', resolve, { once: true }));
      expect(target.writes().length).to.equal(before);
      expect([...target.accounts.values()].map(({ attributes: { userName } }) => userName)).to.deep.equal(['ada']);
      const lines = (await (await fetch(`${serving.url}/metrics`)).text()).split('\n');
      const counted = lines.filter((line) => line.startsWith('rollcall_events_total')).sort();
      expect(counted).to.deep.equal(
        [
          ['refused-malformed', 3],
          ['refused-method', 1],
          ['refused-not-chosen', 1],
          ['refused-signature', 3],
          ['refused-too-large', 1],
          ['repeated', 2],
          ['stored', 1],
        ].map(([outcome, count]) => `rollcall_events_total{sync="staff",outcome="${outcome}"} ${count}`),
      );
      // And a good one does work.
      await send(UPDATE, { id: 'msg_good' });
      while (ended < 2) await new Promise((resolve) => told.addEventListener('told', resolve, { once: true }));
      expect([...target.accounts.values()].map(({ attributes: { userName } }) => userName)).to.deep.equal(['ada2']);
    } finally {
      await serving.stop();
    }
  });
});
