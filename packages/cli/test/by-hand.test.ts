import { expect } from 'chai';
import { configText, openStage, type Stage, SYNC } from './support/stage.js';

const names = (stage: Stage): readonly unknown[] =>
  [...stage.target.accounts.values()].map(({ attributes: { userName } }) => userName).sort();

describe('provisioning by hand', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  it('shows the steps and what is to be done, and does it only after a yes', async () => {
    for (const answer of ['', 'n', 'nonsense']) {
      const questions: string[] = [];
      const { code, out } = await stage.rollcall(['provision', 'ada.k'], {
        ask: async (question) => {
          questions.push(question);
          return answer;
        },
      });
      expect([code, questions, names(stage)]).to.deep.equal([0, ['Do it? [y/N] '], []]);
      expect(out).to.match(
        /Found: ada\.k[\s\S]*In scope: yes[\s\S]*To do:[\s\S]*\+ create ada\.k[\s\S]*Nothing was done\./,
      );
    }
    const { code, out } = await stage.rollcall(['provision', 'ada.k'], { ask: async () => 'Y' });
    expect([code, names(stage)]).to.deep.equal([0, ['ada.k']]);
    expect(out).to.contain('Done: create');
  });

  it('asks nothing with --yes, where nobody can answer, for programs, and when there is nothing to do', async () => {
    const never = (): Promise<string> => expect.fail('it asks');
    expect((await stage.rollcall(['provision', 'ada.k', '--yes'], { ask: never })).code).to.equal(0);
    expect((await stage.rollcall(['provision', 'bob.l'])).code).to.equal(0);
    expect((await stage.rollcall(['provision', 'cem.m', '--json'], { ask: never })).code).to.equal(0);
    expect((await stage.rollcall(['provision', 'ada.k'], { ask: never })).out).to.contain('Done: nothing to do');
    expect(names(stage)).to.deep.equal(['ada.k', 'bob.l', 'cem.m']);
  });

  it('takes several people, also from a list, each once, in one run', async () => {
    stage.write('people.txt', '# the new ones\n\n  bob.l  # by user name\r\np-ada.k\n');
    const { code, out } = await stage.rollcall(['provision', 'ada.k', '--file', 'people.txt'], {
      ask: async () => 'yes',
    });
    expect([code, names(stage)]).to.deep.equal([0, ['ada.k', 'bob.l']]);
    expect(out.match(/Done: create/g)).to.have.length(2);
    const { out: runs } = await stage.rollcall(['runs', '--json']);
    expect(JSON.parse(runs)).to.have.length(1);
  });

  it('does nothing for anybody when one of several is not found, or nobody is named', async () => {
    for (const [args, text] of [
      [['provision', 'ada.k', 'zoe'], 'nobody fits'],
      [['provision'], 'nobody is named'],
      [['provision', '--file', 'none.txt'], 'the file cannot be read'],
    ] as const) {
      const { code, err } = await stage.rollcall(args);
      expect([code, err.includes(text)], err).to.deep.equal([1, true]);
    }
    expect(names(stage)).to.deep.equal([]);
  });
});

describe('what waits for a person', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
    stage.write('rollcall.yaml', configText(`\n  staff:${SYNC}\n    adopt: confirm`));
    for (const userName of ['ada.k', 'bob.l', 'cem.m']) stage.target.add({ attributes: { userName, title: 'old' } });
  });
  afterEach(() => stage.close());

  const titles = (): readonly unknown[] =>
    [...stage.target.accounts.values()]
      .map(({ attributes: { userName, title } }) => `${String(userName)}:${String(title)}`)
      .sort();

  it('is shown one by one, and each can be approved alone; the others go on waiting', async () => {
    expect((await stage.rollcall(['run'])).code).to.equal(3);
    expect(titles()).to.deep.equal(['ada.k:old', 'bob.l:old', 'cem.m:old']);
    const all = await stage.rollcall(['waiting']);
    expect(all.code).to.equal(3);
    for (const id of ['p-ada.k', 'p-bob.l', 'p-cem.m']) expect(all.out).to.contain(`--account ${id}`);
    expect((await stage.rollcall(['approve', '--account', 'p-bob.l'])).code).to.equal(0);
    expect(titles()).to.deep.equal(['ada.k:old', 'bob.l:Dr', 'cem.m:old']);
    const status = await stage.rollcall(['status']);
    expect(status.out).to.match(/Run \S+ waits for approval: .*of \d+ that waited, \d (was|were) let through since/);
    const told = await stage.rollcall(['waiting']);
    expect(told.out).to.match(/\d operations? waits?; of \d+ that waited, \d (was|were) let through since\./);
    const left = await stage.rollcall(['waiting', '--json']);
    const { waiting } = JSON.parse(left.out) as { waiting: { sourceId: string }[] };
    expect([...new Set(waiting.map(({ sourceId }) => sourceId))]).to.deep.equal(['p-ada.k', 'p-cem.m']);
    expect((await stage.rollcall(['approve'])).code).to.equal(0);
    expect(titles()).to.deep.equal(['ada.k:Dr', 'bob.l:Dr', 'cem.m:Dr']);
    const none = await stage.rollcall(['waiting']);
    expect(none.code).to.equal(0);
    expect(none.out).to.equal('Nothing waits for approval.\n');
  });

  it('can be refused, for some or wholly; whatever was refused is asked for again by the next run', async () => {
    await stage.rollcall(['run']);
    expect((await stage.rollcall(['refuse', '--account', 'p-ada.k'])).out).to.match(/^1 change of run .* refused/);
    const left = JSON.parse((await stage.rollcall(['waiting', '--json'])).out) as { waiting: { sourceId: string }[] };
    expect([...new Set(left.waiting.map(({ sourceId }) => sourceId))]).to.deep.equal(['p-bob.l', 'p-cem.m']);
    await stage.rollcall(['refuse']);
    expect((await stage.rollcall(['waiting'])).out).to.equal('Nothing waits for approval.\n');
    expect(titles()).to.deep.equal(['ada.k:old', 'bob.l:old', 'cem.m:old']);
    expect((await stage.rollcall(['run'])).code).to.equal(3);
  });

  it('says so when nothing waits, and that a run is unknown', async () => {
    expect((await stage.rollcall(['waiting'])).out).to.equal('Nothing waits for approval.\n');
    const { code, err } = await stage.rollcall(['waiting', 'nothing']);
    expect([code, err.includes('there is none')], err).to.deep.equal([1, true]);
  });
});
