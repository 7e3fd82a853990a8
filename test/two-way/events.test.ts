import { randomUUID } from 'node:crypto';
import { createRollcall, MemoryState, type Rollcall, type ServiceEvent } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import { parseConfig } from '@rollcall/plugin';
import { ServerConfig, type Serving, serve } from '@rollcall/server';
import triggers from '@rollcall/triggers';
import { expect } from 'chai';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { openStage, type Stage } from '../support/stage.js';
import { addPerson, expectSame, type TwoSites, twoSites, twoWayConfig, writesOf } from '../support/two-way-stage.js';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const SECRETS = { drupal: secretOf('made up for the intranet'), joomla: secretOf('made up for the website') };
type At = keyof typeof SECRETS;
/** A sync has a hook for each of its webhooks, in their order. */
const HOOKS = { drupal: 'webhook', joomla: 'webhook-2' } as const;

interface Message {
  readonly at: At;
  readonly id: string;
  readonly body: string;
}

describe('events of both companion modules into a two-way sync, over the wire', function () {
  this.timeout(60_000);
  let sites: TwoSites;
  let stage: Stage;
  let rollcall: Rollcall;
  let serving: Serving;
  const told: ServiceEvent[] = [];
  const heard = new EventTarget();

  before(async () => {
    sites = twoSites();
    stage = await openStage({ drupal: sites.drupal, joomla: { site: sites.joomla } });
    stage.configure(
      twoWayConfig(
        stage,
        `    conflicts: intranet
    triggers: [{ webhook: { secret: '${SECRETS.drupal}' } }, { webhook: { secret: '${SECRETS.joomla}' } }]
`,
      ),
    );
    for (const name of ['ada', 'bob', 'eve']) addPerson(sites, 'drupal', name);
    rollcall = await createRollcall({
      config: `${stage.folder}/rollcall.yaml`,
      env: stage.env,
      state: new MemoryState(),
      extensions: [mappers, triggers],
    });
    const sync = rollcall.sync('people');
    await sync.approve((await sync.run()).run.id);
    expectSame(stage);
    serving = await serve({
      rollcall,
      config: parseConfig(ServerConfig, { port: 0 }, []),
      log: pino({ level: 'silent' }),
      onEvent: (event) => {
        told.push(event);
        heard.dispatchEvent(new Event('told'));
      },
    });
  });
  after(async () => {
    await serving?.stop();
    await rollcall?.close();
    await stage?.close();
  });

  const runs = (): number => told.filter(({ kind }) => kind === 'run-ended').length;

  /** As the companion modules write it: kind and id, nothing else about the person. */
  function message(at: At, name: string, type = 'user.update'): Message {
    const subject = at === 'drupal' ? { uuid: drupal(name).uuid } : { id: String(joomla(name).id) };
    const body = JSON.stringify({ type, timestamp: new Date().toISOString().replace(/\.\d+/, ''), data: subject });
    return { at, id: `msg_${randomUUID().replaceAll('-', '')}`, body };
  }

  async function send({ at, id, body }: Message, secret: string = SECRETS[at]): Promise<number> {
    const now = new Date();
    const response = await fetch(`${serving.url}/hooks/people/${HOOKS[at]}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      },
    });
    return response.status;
  }

  /** What was written to each site while the messages were sent and looked at, in one run. */
  async function writesAfter(
    ...messages: readonly Message[]
  ): Promise<{ readonly drupal: number; readonly joomla: number }> {
    const before = { runs: runs(), drupal: writesOf(stage.drupal), joomla: writesOf(stage.joomla) };
    for (const one of messages) expect(await send(one)).to.equal(202);
    while (runs() === before.runs)
      await new Promise((resolve) => heard.addEventListener('told', resolve, { once: true }));
    // Rollcall asks Drupal whether it may write by a POST that writes nothing, once a run.
    const asked = runs() - before.runs;
    return { drupal: writesOf(stage.drupal) - before.drupal - asked, joomla: writesOf(stage.joomla) - before.joomla };
  }

  function drupal(name: string): { readonly uid: number; readonly uuid: string } {
    const user = sites.drupal.users.findByName(name);
    if (user === undefined) throw new Error(`no ${name}`);
    return user;
  }
  function joomla(name: string): NonNullable<ReturnType<TwoSites['joomla']['userByUsername']>> {
    const user = sites.joomla.userByUsername(name);
    if (user === undefined) throw new Error(`no ${name}`);
    return user;
  }
  function edit(at: At, name: string, department: string): void {
    if (at === 'joomla') joomla(name).fields.set('department', department);
    else sites.drupal.updateUser(drupal(name).uid, { fields: { field_department: department } });
  }

  for (const [at, other] of [
    ['drupal', 'joomla'],
    ['joomla', 'drupal'],
  ] as const)
    it(`an edit at ${at} is one write at ${other} and none back; the echo of our own write, and a repeat, write nothing`, async () => {
      edit(at, 'ada', `Sales of ${at}`);
      const sent = message(at, 'ada');
      expect(await writesAfter(sent)).to.deep.equal({ drupal: 0, joomla: 0, [other]: 1 });
      expectSame(stage);
      const stored = (kind: ServiceEvent['kind']): number => told.filter((event) => event.kind === kind).length;
      const repeated = stored('event-repeated');
      expect(await send(sent), 'a repeat is answered alike').to.equal(202);
      expect(stored('event-repeated')).to.equal(repeated + 1);
      expect(
        await writesAfter(message(other, 'ada'), message(at, 'ada')),
        'the echo, and the same once more',
      ).to.deep.equal({
        drupal: 0,
        joomla: 0,
      });
    });

  it('edits of several people on both sites, whose events come in another order and twice, are one write each', async () => {
    edit('drupal', 'ada', 'Law');
    const late = message('drupal', 'ada');
    edit('drupal', 'ada', 'Press');
    const early = message('drupal', 'ada');
    edit('joomla', 'bob', 'Shop');
    const bob = message('joomla', 'bob');
    expect(await writesAfter(bob, early, late, { ...bob, id: 'msg_again' })).to.deep.equal({ drupal: 1, joomla: 1 });
    expectSame(stage);
  });

  it('both sites changed one person: the preferred one has its way, and what only the other one changed holds as well', async () => {
    edit('drupal', 'eve', 'Lab');
    edit('joomla', 'eve', 'Shop');
    joomla('eve').fields.set('phone', '+49 30 1');
    expect(await writesAfter(message('joomla', 'eve'), message('drupal', 'eve'))).to.deep.equal({
      drupal: 1,
      joomla: 1,
    });
    expectSame(stage);
    expect(joomla('eve').fields.get('department')).to.equal('Lab');
  });

  it('an event that is lost is made good by the next run for everybody, and one that comes after that writes nothing', async () => {
    edit('joomla', 'bob', 'Lab');
    const late = message('joomla', 'bob');
    const before = { drupal: writesOf(stage.drupal), joomla: writesOf(stage.joomla) };
    await rollcall.sync('people').run({ cause: 'schedule' });
    expect(writesOf(stage.drupal) - before.drupal - 1).to.equal(1);
    expect(writesOf(stage.joomla)).to.equal(before.joomla);
    expectSame(stage);
    expect(await writesAfter(late)).to.deep.equal({ drupal: 0, joomla: 0 });
  });

  it('somebody new on one site is made on the other by the event, once, and the event of that writes nothing', async () => {
    addPerson(sites, 'joomla', 'fay', { department: 'Lab' });
    expect(await writesAfter(message('joomla', 'fay', 'user.insert'))).to.deep.equal({ drupal: 1, joomla: 0 });
    expect(await writesAfter(message('drupal', 'fay', 'user.insert'))).to.deep.equal({ drupal: 0, joomla: 0 });
    expectSame(stage);
  });

  it('a message that the other site signed is refused, and nobody is looked at', async () => {
    edit('drupal', 'ada', 'Nobody');
    const reads = stage.drupal.counts.GET;
    expect(await send(message('drupal', 'ada'), SECRETS.joomla)).to.equal(401);
    expect(stage.drupal.counts.GET).to.equal(reads);
  });
});
