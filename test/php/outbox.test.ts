import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { root } from '../support/root.js';
import { hasPhp, type Order, site } from './support.js';

const SECRET = `whsec_${Buffer.from('made up for this test, not used.').toString('base64')}`;

interface Heard {
  readonly id: string;
  readonly type: string;
  readonly who: string;
}

/** A receiver that verifies signatures by the library of Standard Webhooks, and answers as it is told. */
class Receiver {
  readonly heard: Heard[] = [];
  answer: (response: ServerResponse, heard: Heard) => void = (response) => response.writeHead(202).end();
  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static open(): Promise<Receiver> {
    return new Promise((resolve) => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const headers = request.headers as Record<string, string>;
          const body = new Webhook(SECRET).verify(Buffer.concat(chunks).toString(), headers) as {
            type: string;
            data: { uuid: string };
          };
          const heard = { id: headers['webhook-id'] ?? '', type: body.type, who: body.data.uuid };
          receiver.heard.push(heard);
          receiver.answer(response, heard);
        });
      });
      let receiver: Receiver;
      server.listen(0, '127.0.0.1', () => {
        receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        resolve(receiver);
      });
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

describe('the outbox of the companion modules', () => {
  let receiver: Receiver;
  let order: Order;
  before(function () {
    if (!hasPhp) this.skip();
  });
  beforeEach(async () => {
    receiver = await Receiver.open();
    mkdirSync(join(root, '.rollcall'), { recursive: true });
    order = { folder: mkdtempSync(join(root, '.rollcall', 'php-')), address: receiver.address, secret: SECRET };
  });
  afterEach(async () => {
    await receiver.close();
    rmSync(order.folder, { recursive: true, force: true });
  });

  const add = [
    ['user.update', 'a'],
    ['user.update', 'b'],
    ['user.delete', 'a'],
  ] as const;
  const told = (): string[] => receiver.heard.map(({ type, who }) => `${type} ${who}`);

  it('loses nothing while nobody listens', async () => {
    await receiver.close();
    const { result, count } = await site({ ...order, add, drain: true });
    expect([result.sent, count.waiting]).to.deep.equal([0, 3]);
    expect(result.why).to.match(/^no answer: .*refused/i);
    const again = await site({ ...order, drain: true, now: false });
    expect(again.result.why, 'it leaves the receiver alone for a while').to.contain('the next attempt is at');
    receiver = await Receiver.open();
    expect((await site({ ...order, address: receiver.address, drain: true })).count.waiting).to.equal(0);
    expect(told()).to.deep.equal(['user.update b', 'user.delete a']);
  });

  it('loses nothing while the receiver has trouble, or is slow', async function () {
    this.timeout(30_000);
    receiver.answer = (response) => response.writeHead(500).end();
    expect((await site({ ...order, add, drain: true })).count.waiting).to.equal(3);
    receiver.answer = () => {};
    const slow = await site({ ...order, drain: true, timeout: 1 });
    expect([slow.result.sent, slow.count.waiting]).to.deep.equal([0, 3]);
    receiver.answer = (response) => response.writeHead(302, { location: `${receiver.address}elsewhere` }).end();
    expect((await site({ ...order, drain: true })).result.why).to.contain('the address redirects');
    expect(receiver.heard).to.have.length(3);
    receiver.answer = (response) => response.writeHead(202).end();
    expect((await site({ ...order, drain: true })).count).to.deep.include({ waiting: 0, dead: 0 });
  });

  it('sends the same message again after a kill between the sending and the noting', async () => {
    const kill = new AbortController();
    receiver.answer = () => kill.abort();
    const killed = await site({ ...order, add, drain: true }, kill.signal).then(
      () => false,
      () => true,
    );
    expect(killed).to.equal(true);
    receiver.answer = (response) => response.writeHead(202).end();
    expect((await site({ ...order, drain: true })).count.waiting).to.equal(0);
    expect(told()).to.deep.equal(['user.delete a', 'user.delete a', 'user.update b']);
    expect(receiver.heard[0]?.id, 'so that the receiver knows the repeat').to.equal(receiver.heard[1]?.id);
  });

  it('is sent by one process at a time, whoever adds to it meanwhile', async function () {
    this.timeout(60_000);
    let open = 0;
    let most = 0;
    receiver.answer = (response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        response.writeHead(202).end();
      });
    };
    const people = Array.from({ length: 40 }, (_, index) => `p${index % 8}`);
    const results = await Promise.all(
      Array.from({ length: 4 }, (_, worker) =>
        site({
          ...order,
          add: people.filter((_person, index) => index % 4 === worker).map((who) => ['user.update', who] as const),
          drain: true,
        }),
      ),
    );
    expect(most).to.equal(1);
    const left = await site({ ...order, drain: true });
    expect(left.count).to.deep.include({ waiting: 0, dead: 0 });
    expect(new Set(receiver.heard.map(({ who }) => who))).to.have.property('size', 8);
    expect(new Set(receiver.heard.map(({ id }) => id)).size, 'no message twice').to.equal(receiver.heard.length);
    const sent = [...results, left].reduce((sum, { result }) => sum + (result.sent ?? 0), 0);
    expect(sent).to.equal(receiver.heard.length);
  });
});
