import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { definePackage, PROVIDER } from '@rollcall/contract';
import { createRollcall, MemoryState, type ServiceEvent } from '@rollcall/engine';
import { definePlugin, parseConfig } from '@rollcall/plugin';
import { ServerConfig, type Serving, serve } from '@rollcall/server';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import triggers from '@rollcall/triggers';
import { expect } from 'chai';
import { pino } from 'pino';
import { root } from '../support/root.js';
import { forgetPause, hasPhp, joomlaSite, type Order, site } from './support.js';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const OLD = secretOf('made up for this test, not used');
const NEW = secretOf('another one made up for a test');
const OTHER = secretOf('one that nobody was told');
const ADA = '5b1f0c3e-6a0f-4a39-9c39-1d3b0f2d7a11';
const BO = '0e9a4c56-8e0c-4d5e-9a3a-2f4c9b7e6d22';

interface Receiver {
  readonly serving: Serving;
  readonly address: string;
  readonly source: MemoryDirectory;
  readonly events: ServiceEvent[];
  /** Names of the accounts in the target. */
  readonly people: () => readonly unknown[];
  readonly outcomes: () => readonly string[];
  until(condition: () => boolean): Promise<void>;
}

/** A real Rollcall with the real webhook trigger, between two directories in memory. */
async function openReceiver(webhook: Readonly<Record<string, unknown>>): Promise<Receiver> {
  const attributes = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;
  const source = new MemoryDirectory();
  const target = new MemoryDirectory({ unique: ['userName'] });
  const provider = (id: string, directory: MemoryDirectory) =>
    definePlugin(PROVIDER, { id, label: id, create: () => new MemoryProvider(directory, { attributes }) });
  const rollcall = await createRollcall({
    config: {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: {
        staff: {
          from: 'here',
          to: 'there',
          mapping: { userName: 'userName' },
          operations: ['create', 'update', 'deactivate', 'delete'],
          leavers: { deleted: 'delete' },
          guard: { delete: { percent: 100 }, deactivate: { percent: 100 } },
          triggers: [{ webhook }],
        },
      },
    },
    state: new MemoryState(),
    extensions: [
      triggers,
      definePackage({
        name: 'directories',
        core: '^0.1.0',
        plugins: [provider('here', source), provider('there', target)],
      }),
    ],
  });
  const events: ServiceEvent[] = [];
  const heard = new EventTarget();
  const serving = await serve({
    rollcall,
    config: parseConfig(ServerConfig, { port: 0 }, []),
    log: pino({ level: 'silent' }),
    onEvent: (event) => {
      events.push(event);
      heard.dispatchEvent(new Event('told'));
    },
  });
  return {
    serving,
    address: `${serving.url}/hooks/staff/webhook`,
    source,
    events,
    people: () =>
      [...target.accounts.values()].filter(({ active }) => active).map(({ attributes: { userName } }) => userName),
    outcomes: () =>
      events.flatMap((event) => {
        if (event.kind === 'events-stored') return ['stored'];
        if (event.kind === 'event-repeated') return ['repeated'];
        return event.kind === 'event-refused' ? [event.reason] : [];
      }),
    until: async (condition) => {
      while (!condition()) await new Promise((resolve) => heard.addEventListener('told', resolve, { once: true }));
    },
  };
}

describe('events of the companion module for Drupal, at the real webhook trigger', () => {
  let receiver: Receiver;
  let order: Order;
  const folders: string[] = [];

  async function open(webhook: Readonly<Record<string, unknown>>): Promise<void> {
    receiver = await openReceiver(webhook);
    mkdirSync(join(root, '.rollcall'), { recursive: true });
    const folder = mkdtempSync(join(root, '.rollcall', 'php-'));
    folders.push(folder);
    order = { folder, address: receiver.address, secret: OLD };
  }
  before(function () {
    if (!hasPhp) this.skip();
  });
  afterEach(() => receiver.serving.stop());
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('are accepted, and the people that they name are looked at', async () => {
    await open({ secret: OLD });
    receiver.source.add({ id: ADA, attributes: { userName: 'ada' } });
    receiver.source.add({ id: BO, attributes: { userName: 'bo' } });
    const { result, count } = await site({ ...order, add: [['user.insert', ADA]], drain: true });
    expect([result.sent, result.why, count.waiting]).to.deep.equal([1, '', 0]);
    await receiver.until(() => receiver.events.some(({ kind }) => kind === 'run-ended'));
    expect(receiver.people()).to.deep.equal(['ada']);
  });

  it('make the target follow a deletion, and a deleted role makes everybody looked at', async () => {
    await open({ secret: OLD });
    const ended = (): number => receiver.events.filter(({ kind }) => kind === 'run-ended').length;
    receiver.source.add({ id: ADA, attributes: { userName: 'ada' } });
    receiver.source.add({ id: BO, attributes: { userName: 'bo' } });
    await site({ ...order, add: [['role.delete', 'a3b2c1d0-0000-4000-8000-000000000001']], drain: true });
    await receiver.until(() => ended() === 1);
    expect(receiver.people()).to.have.members(['ada', 'bo']);
    receiver.source.accounts.delete(ADA);
    await site({ ...order, add: [['user.delete', ADA]], drain: true });
    await receiver.until(() => ended() === 2);
    expect(receiver.people()).to.deep.equal(['bo']);
  });

  it('are refused when they are signed by another secret; they wait, and arrive when it is set right', async () => {
    await open({ secret: OLD });
    const { result, count } = await site({ ...order, secret: OTHER, add: [['user.update', ADA]], drain: true });
    expect([result.sent, count.waiting, count.dead]).to.deep.equal([0, 1, 0]);
    expect(result.why).to.contain('the secrets of both sides differ');
    expect(receiver.outcomes()).to.deep.equal(['signature']);
    expect((await site({ ...order, drain: true })).count.waiting).to.equal(0);
    expect(receiver.outcomes()).to.deep.equal(['signature', 'stored']);
  });

  it('are accepted all the way through a change of the secret, whichever side changes first', async () => {
    await open({ secret: OLD });
    // The site signs by both, the receiver knows the old one.
    const both = { ...order, secret: NEW, previous: OLD, drain: true };
    expect((await site({ ...both, add: [['user.update', ADA]] })).result.sent).to.equal(1);
    await receiver.serving.stop();
    // The receiver knows both; the site may have either, or both.
    await open({ secret: NEW, oldSecret: OLD });
    for (const secrets of [{ secret: OLD }, { secret: NEW, previous: OLD }, { secret: NEW }])
      expect((await site({ ...order, ...secrets, add: [['user.update', ADA]], drain: true })).result.sent).to.equal(1);
    await receiver.serving.stop();
    // The change is over at the receiver.
    await open({ secret: NEW });
    const over = { ...order, secret: NEW, previous: OLD, add: [['user.update', ADA]] as const, drain: true };
    expect((await site(over)).result.sent).to.equal(1);
    expect((await site({ ...over, secret: OLD, previous: '' })).result.sent).to.equal(0);
  });

  it('can be tried with a test event, which makes nobody looked at', async () => {
    await open({ secret: OLD });
    expect((await site({ ...order, test: true })).result).to.deep.equal({ accepted: true, text: '202: accepted' });
    const wrong = await site({ ...order, secret: OTHER, test: true });
    expect(wrong.result.accepted).to.equal(false);
    expect(wrong.result.text).to.match(/^401: the signature does not fit/);
    const nowhere = await site({ ...order, address: `${receiver.serving.url}/hooks/nobody/webhook`, test: true });
    expect(nowhere.result.text).to.match(/^404: Rollcall knows no such webhook/);
    expect(receiver.outcomes()).to.deep.equal(['signature']);
  });

  it('arrive once when a site sends one again because it did not hear the answer', async () => {
    await open({ secret: OLD });
    const lost = await site({ ...order, add: [['user.update', ADA]] });
    expect(lost.count.waiting).to.equal(1);
    // A copy of the outbox, as it is before the answer is noted.
    const copy = `${order.folder}-copy`;
    folders.push(copy);
    cpSync(order.folder, copy, { recursive: true });
    expect((await site({ ...order, drain: true })).result.sent).to.equal(1);
    expect((await site({ ...order, folder: copy, drain: true })).result.sent).to.equal(1);
    expect(receiver.outcomes()).to.deep.equal(['stored', 'repeated']);
  });
});

describe('events of the companion plugin for Joomla, at the real webhook trigger', () => {
  let receiver: Receiver;
  let folder: string;
  before(function () {
    if (!hasPhp) this.skip();
  });
  beforeEach(async () => {
    receiver = await openReceiver({ secret: OLD });
    folder = mkdtempSync(join(root, '.rollcall', 'php-'));
  });
  afterEach(async () => {
    await receiver.serving.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const saved = (id: number, isNew: boolean) =>
    [
      'afterSave',
      { subject: { id, name: 'Ada', password_clear: 'not to be sent' }, isNew, savingResult: true },
    ] as const;

  it('are accepted when the program ends, and the people that they name are looked at', async () => {
    receiver.source.add({ id: '42', attributes: { userName: 'ada' } });
    receiver.source.add({ id: '43', attributes: { userName: 'bo' } });
    const left = await joomlaSite({ folder, address: receiver.address, secret: OLD, events: [saved(42, true)] });
    expect(left).to.deep.equal([]);
    await receiver.until(() => receiver.events.some(({ kind }) => kind === 'run-ended'));
    expect(receiver.people()).to.deep.equal(['ada']);
  });

  it('about a group that was deleted make everybody looked at', async () => {
    receiver.source.add({ id: '42', attributes: { userName: 'ada' } });
    receiver.source.add({ id: '43', attributes: { userName: 'bo' } });
    const deleted = ['afterDeleteGroup', { data: { id: 8 }, deletingResult: true }] as const;
    await joomlaSite({ folder, address: receiver.address, secret: OLD, events: [deleted] });
    await receiver.until(() => receiver.events.some(({ kind }) => kind === 'run-ended'));
    expect(receiver.people()).to.have.members(['ada', 'bo']);
  });

  it('are refused when they are signed by another secret, kept, and accepted with the right one beside it', async () => {
    const order = { folder, address: receiver.address, secret: OTHER };
    const [left] = await joomlaSite({ ...order, events: [saved(42, false)] });
    expect(left?.note).to.match(/^401: the signature does not fit/);
    expect(receiver.outcomes()).to.deep.equal(['signature']);
    // Another process, after the pause: both secrets sign.
    forgetPause(folder);
    expect(await joomlaSite({ ...order, previous: OLD, events: [saved(43, false)] })).to.deep.equal([]);
    expect(receiver.outcomes()).to.deep.equal(['signature', 'stored', 'stored']);
  });
});
