import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { type MemoryWorld, openMemoryWorld } from '../support/memory-world.js';

const SECRET = `whsec_${Buffer.from('made up for this test, not used').toString('base64')}`;
const MINUTE = 60_000;

type Account = NonNullable<ReturnType<MemoryWorld['source']['accounts']['get']>>;

function at(world: MemoryWorld, id: string): Account {
  const account = world.source.accounts.get(id);
  if (account === undefined) throw new Error(`no ${id}`);
  return account;
}

/** What happens to people, step by step, and whom each step is about. */
const LIFE: readonly {
  readonly step: string;
  readonly about: readonly string[];
  readonly happens: (world: MemoryWorld) => void;
}[] = [
  {
    step: 'three people join',
    about: ['ada', 'bo', 'cy'],
    happens: (world) => ['ada', 'bo', 'cy'].forEach((id) => void world.person(id)),
  },
  {
    step: 'one moves',
    about: ['ada'],
    happens: (world) => void Object.assign(at(world, 'ada').attributes, { title: 'head' }),
  },
  { step: 'one gets a role', about: ['bo'], happens: (world) => void at(world, 'bo').groups.add('editor') },
  {
    step: 'one is renamed',
    about: ['cy'],
    happens: (world) => void Object.assign(at(world, 'cy').attributes, { userName: 'cyrus' }),
  },
  { step: 'one is blocked', about: ['ada'], happens: (world) => void (at(world, 'ada').active = false) },
  { step: 'one loses a role', about: ['bo'], happens: (world) => void at(world, 'bo').groups.delete('editor') },
  {
    step: 'the blocked one returns with another title',
    about: ['ada'],
    happens: (world) => {
      at(world, 'ada').active = true;
      Object.assign(at(world, 'ada').attributes, { title: 'back' });
    },
  },
  {
    step: 'two swap their mail addresses',
    about: ['ada', 'bo'],
    happens: (world) => {
      const [one, two] = [at(world, 'ada').attributes, at(world, 'bo').attributes];
      [one.mail, two.mail] = [two.mail as string, one.mail as string];
    },
  },
  { step: 'one leaves the scope', about: ['cy'], happens: (world) => void at(world, 'cy').groups.delete('staff') },
  {
    step: 'one comes back into the scope, with a role',
    about: ['cy'],
    happens: (world) => void at(world, 'cy').groups.add('staff').add('manager'),
  },
  {
    step: 'two were one person: one account is deleted',
    about: ['bo'],
    happens: (world) => void world.source.accounts.delete('bo'),
  },
  {
    step: 'somebody new joins',
    about: ['di'],
    happens: (world) => world.person('di', { groups: ['staff', 'editor'] }),
  },
];

/** What the target must hold, from the source alone: everybody who ever was in scope, and off once they are not. */
class Oracle {
  private readonly known = new Map<
    string,
    { name: string; mail: string; title: string; groups: string; on: boolean }
  >();

  look(world: MemoryWorld): readonly string[] {
    for (const known of this.known.values()) known.on = false;
    for (const [id, { attributes, active, groups }] of world.source.accounts) {
      if (!active || !groups.has('staff')) continue;
      const names = [groups.has('editor') ? 'Editors' : '', groups.has('manager') ? 'Managers' : ''].filter(
        (name) => name !== '',
      );
      this.known.set(id, {
        name: String(attributes.userName),
        mail: String(attributes.mail),
        title: String(attributes.title),
        groups: names.join('+'),
        on: true,
      });
    }
    return [...this.known.values()]
      .map(({ name, mail, title, groups, on }) => `${name}:${mail}:${title}:${groups}:${on ? 'on' : 'off'}`)
      .sort();
  }
}

const WAYS: readonly {
  readonly way: string;
  readonly triggers: readonly unknown[];
  readonly tell: (
    world: MemoryWorld,
    about: readonly string[],
    serial: number,
    service: ReturnType<MemoryWorld['serve']>,
  ) => Promise<void>;
}[] = [
  {
    way: 'by hand, for the people it is about',
    triggers: ['manual'],
    tell: async (world, about) => {
      await world.rollcall.sync('staff').run({ accounts: about });
    },
  },
  {
    way: 'by hand, for everybody',
    triggers: ['manual'],
    tell: async (world) => {
      await world.rollcall.sync('staff').run();
    },
  },
  {
    way: 'by events',
    triggers: [{ webhook: { secret: SECRET } }],
    tell: async (world, about, serial, service) => {
      for (const uuid of about) {
        const body = JSON.stringify({ type: 'user.update', data: { uuid } });
        const id = `msg_${serial}_${uuid}`;
        const now = new Date();
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          'webhook-signature': new Webhook(SECRET).sign(id, now, body),
        };
        for (let repeat = 0; repeat < 2; repeat += 1) {
          const response = await service.handle(
            'staff',
            'webhook',
            new Request('http://x.test/', { method: 'POST', body, headers }),
          );
          expect(response?.status).to.equal(202);
        }
      }
      await world.pass(5_000);
    },
  },
  {
    way: 'on a schedule',
    triggers: [{ schedule: '*/10 * * * *' }],
    tell: async (world) => {
      await world.pass(11 * MINUTE);
    },
  },
  {
    way: 'by polling',
    triggers: [{ poll: { seconds: 60 } }],
    tell: async (world) => {
      await world.pass(2 * MINUTE);
    },
  },
];

describe('whole lives', () => {
  for (const { way, triggers, tell } of WAYS) {
    it(`end right ${way}, after each step, with no write that is not needed`, async () => {
      const world = await openMemoryWorld(triggers);
      const service = world.serve();
      await world.pass(1_000);
      const oracle = new Oracle();
      for (const [serial, { step, about, happens }] of LIFE.entries()) {
        happens(world);
        await tell(world, about, serial, service);
        expect(world.seen(), step).to.deep.equal(oracle.look(world));
      }
      const writes = world.target.writes().length;
      await world.rollcall.sync('staff').run({ verify: true });
      expect(world.target.writes().length, 'writes of a last look at everything').to.equal(writes);
      // 4 creates; a change, a role, a name, a block, a role, a return with a change (2), 2 mails, a leave, a return with a role (2), a leave.
      expect(writes).to.equal(4 + 14 - 1);
      await service.stop();
    });
  }

  it('goes on where somebody is blocked while a run is under way', async () => {
    const world = await openMemoryWorld(['manual']);
    for (let number = 0; number < 60; number += 1) world.person(`p${number}`);
    let calls = 0;
    world.target.faults = () => {
      calls += 1;
      if (calls === 40) at(world, 'p3').active = false;
      return undefined;
    };
    await world.rollcall.sync('staff').run();
    await world.rollcall.sync('staff').run();
    expect(world.seen().filter((line) => line.endsWith(':off'))).to.deep.equal(['p3:p3@example.test:none::off']);
  });

  it('by hand for one role touches nobody else, and takes nothing from anybody', async () => {
    const world = await openMemoryWorld(['manual']);
    for (const id of ['ada', 'bo']) world.person(id);
    await world.rollcall.sync('staff').run();
    world.person('cy', { groups: ['staff', 'editor'] });
    world.person('di');
    world.source.accounts.delete('bo');
    Object.assign(at(world, 'ada').attributes, { title: 'head' });
    const { run } = await world.rollcall.sync('staff').run({ role: 'editor' });
    expect(run.scope).to.equal('role');
    expect(
      world.seen().map((line) =>
        line
          .split(':')
          .filter((_, part) => part !== 1)
          .join(':'),
      ),
    ).to.deep.equal(['ada:none::on', 'bo:none::on', 'cy:none:Editors:on']);
    const refused = await world.rollcall
      .sync('staff')
      .run({ role: 'editr' })
      .then(() => '', String);
    expect(refused).to.contain(
      'looking for the role "editr" in here: there is none of that name; Did you mean "editor"?',
    );
  });

  it('a role that is deleted takes its members out of the group, after one event about the role', async () => {
    const world = await openMemoryWorld([{ webhook: { secret: SECRET } }]);
    const service = world.serve();
    for (const id of ['ada', 'bo']) world.person(id, { groups: ['staff', 'editor'] });
    await world.rollcall.sync('staff').run();
    for (const { groups } of world.source.accounts.values()) groups.delete('editor');
    const body = JSON.stringify({ type: 'role.delete', data: { id: 'editor' } });
    const now = new Date();
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign('m', now, body),
    };
    await service.handle('staff', 'webhook', new Request('http://x.test/', { method: 'POST', body, headers }));
    await world.pass(5_000);
    expect(world.seen().map((line) => line.split(':')[3])).to.deep.equal(['', '']);
    await service.stop();
  });
});
