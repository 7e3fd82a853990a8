import { type DrupalSite, generateDrupalSite, seededRandom } from '@rollcall/testing';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { freePort, type RollcallProcess, startRollcall } from '../support/child.js';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { openStage, SYNC } from '../support/stage.js';

const SECRET = `whsec_${Buffer.from('made up for this test, not used').toString('base64')}`;
const PEOPLE = 500;
const EVENTS = 10_000;
const KILLS = 3;
const SENDERS = 16;

describe('a storm of events', () => {
  it(`of ${EVENTS} for ${PEOPLE} people, while the process is killed ${KILLS} times, ends with everybody right`, async function () {
    this.timeout(300_000);
    const site = generateDrupalSite({ users: PEOPLE, seed: 77 });
    const stage = await openStage({
      drupal: site,
      sync: `${SYNC}    triggers: [{ webhook: { secret: '${SECRET}' } }]\n`,
    });
    let serving: RollcallProcess | undefined;
    try {
      const first = await stage.rollcall('run');
      expect(first.err + first.out).to.contain('Done in');
      const people = [...site.users.all()].filter(({ uid, roles }) => uid > 1 && roles.includes('joomla_user'));
      const writesBefore = writes(stage);
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/hooks/staff/webhook`;
      const start = async (): Promise<RollcallProcess> => {
        const process = startRollcall(stage.folder, stage.env, [
          'serve',
          '--port',
          String(port),
          '--log-level',
          'error',
        ]);
        await process.printed('Rollcall serves');
        return process;
      };
      serving = await start();
      const random = seededRandom(5);
      let sent = 0;
      let answered = 0;
      const sender = async (): Promise<void> => {
        while (sent < EVENTS) {
          const serial = sent;
          sent += 1;
          const person = people[Math.floor(random() * people.length)];
          if (person === undefined) continue;
          if (random() < 0.1) rename(site, person.uid, `Name${serial}`);
          if (random() < 0.02) site.updateUser(person.uid, { status: random() < 0.5 });
          await send(url, `msg_${serial}`, person.uuid);
          answered += 1;
        }
      };
      const killer = async (): Promise<void> => {
        for (let kill = 1; kill <= KILLS; kill += 1) {
          while (answered < (EVENTS * kill) / (KILLS + 1)) await new Promise((resolve) => setTimeout(resolve, 5));
          await serving?.kill('SIGKILL');
          serving = await start();
        }
      };
      await Promise.all([...Array.from({ length: SENDERS }, sender), killer()]);
      await drained(port);
      expect(await serving.kill('SIGTERM')).to.equal(0);
      const made = writes(stage) - writesBefore;
      expect(actualPeople(stage.joomlaSite)).to.deep.equal(expectedPeople(site));
      console.log(`      ${EVENTS} events, ${KILLS} kills: ${made} writes in Joomla`);
      expect(made).to.be.lessThan(EVENTS / 3);
    } finally {
      await serving?.kill('SIGKILL');
      await stage.close();
    }
  });
});

function rename(site: DrupalSite, uid: number, first: string): void {
  site.updateUser(uid, { fields: { ...site.users.find(uid)?.fields, field_first_name: first } });
}

function writes({ joomla }: Awaited<ReturnType<typeof openStage>>): number {
  return Object.entries(joomla.counts).reduce((sum, [method, count]) => sum + (method === 'GET' ? 0 : count), 0);
}

/** As a companion module does: again and again until it is taken. */
async function send(url: string, id: string, uuid: string): Promise<void> {
  const body = JSON.stringify({ type: 'user.update', data: { uuid, origin: 'admin' } });
  for (;;) {
    const now = new Date();
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign(id, now, body),
    };
    const status = await fetch(url, { method: 'POST', body, headers }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 202) return;
    expect(status, 'only a service that is down or starting may refuse').to.be.oneOf([0, 503]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function drained(port: number): Promise<void> {
  for (;;) {
    const { syncs } = (await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json()) as {
      syncs: { staff: { waiting: number; lastStatus: string } };
    };
    if (syncs.staff.waiting === 0 && syncs.staff.lastStatus === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
