import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import {
  MAPPER_FILE,
  openPluginFolder,
  PEOPLE_FILE,
  PLUGINS_YAML,
  type PluginFolder,
} from './support/plugin-folder.js';

describe('the command line for those who write plugins', () => {
  let here: PluginFolder;
  beforeEach(() => {
    here = openPluginFolder();
    here.write('rollcall.yaml', PLUGINS_YAML);
    here.write('people.mjs', PEOPLE_FILE);
    here.write('staff-number.mjs', MAPPER_FILE);
  });
  afterEach(() => here.close());

  it('dev shows what goes in and what comes out, for the people who are named', async () => {
    const { code, out } = await here.rollcall(['dev', 'ada', '--once']);
    expect(code).to.equal(0);
    expect(out).to.contain('number: number = 42 → staff-number → S-42').and.to.not.contain('bob');
  });

  it('dev tells the author of a mapper what it threw, and where', async () => {
    here.write('staff-number.mjs', MAPPER_FILE.replace('`S-${value}`', 'value.no.such'));
    const { out } = await here.rollcall(['dev', 'ada', '--once']);
    expect(out).to.match(/✗ .*threw TypeError.*: TypeError: .*\(staff-number\.mjs:\d+:\d+\)/);
  });

  it('a mapper that fails for somebody makes the plan fail as the run would, and says where; for many it is one line', async () => {
    const throwing = (for_: string): string => MAPPER_FILE.replace('`S-${value}`', `${for_} value.no.such`);
    here.write('staff-number.mjs', throwing("value !== '42' ? value :"));
    const one = await here.rollcall(['plan', '--exit-code']);
    expect(one.out).to.match(
      /error: 7: mapping number: mapper "staff-number" threw TypeError at staff-number\.mjs:2:\d+;/,
    );
    expect(one.out).to.contain('rollcall dev');
    expect([one.code, /Plan: \d × link/.test(one.out)], one.out).to.deep.equal([1, true]);
    expect((await here.rollcall(['run'])).code).to.equal(1);
    const other = openPluginFolder();
    try {
      other.write('rollcall.yaml', PLUGINS_YAML);
      other.write('people.mjs', PEOPLE_FILE);
      other.write('staff-number.mjs', throwing(''));
      const all = await other.rollcall(['plan', '--out', 'plan.json']);
      expect(all.out.match(/error: .*/g), all.out).to.have.lengthOf(1);
      expect(all.out).to.match(/error: 3 accounts: mapping number: .* \(7, 8, 9\)/);
      expect(all.out).to.not.match(/^hash\b/m);
      expect(all.code).to.equal(1);
    } finally {
      other.close();
    }
  });

  it('plan says why a mapper is not there: its file does not load, and on which line', async () => {
    here.write('staff-number.mjs', `${MAPPER_FILE}export const more = 1 +;\n`);
    const { code, err } = await here.rollcall(['plan']);
    expect(code).to.equal(2);
    expect(err).to.match(
      /The mapper "staff-number" does not exist\. It may be in what could not be used: loading extension "\.\/staff-number\.mjs": it fails while loading at line 3: Unexpected token ';'/,
    );
  });

  it('plan says of a mapper without its function what it has instead', async () => {
    here.write('staff-number.mjs', MAPPER_FILE.replace('map: (', 'mapp: ('));
    const { err } = await here.rollcall(['plan']);
    expect(err).to.contain(
      'defining the mapper "staff-number": it needs a function "map"; it has id, label, examples, mapp',
    );
  });

  it('dev shows it again when a plugin is saved, says what is wrong with a bad save, and goes on', async () => {
    const stop = new AbortController();
    let text = '';
    let tell = (): void => {};
    const printed = async (wanted: RegExp): Promise<void> => {
      while (!wanted.test(text)) await new Promise<void>((resolve) => (tell = resolve));
    };
    const ended = here.rollcall(['dev', 'ada'], stop.signal, (more) => {
      text += more;
      tell();
    });
    await printed(/Watching .*staff-number\.mjs/);
    here.write('staff-number.mjs', MAPPER_FILE.replace('`S-$', '`STAFF $').replace("'S-42'", "'STAFF 42'"));
    await printed(/~ number: .* → STAFF 42/);
    here.write('staff-number.mjs', 'export default 1 +');
    await printed(/✗ .*staff-number\.mjs/);
    here.write('staff-number.mjs', MAPPER_FILE);
    await printed(/~ number: .* → S-42\n[\s\S]*$/);
    stop.abort(new Error('stopped'));
    expect((await ended).code).to.equal(0);
  }).timeout(60_000);

  it('dev survives a plugin that ends the process', async () => {
    here.write('staff-number.mjs', `${MAPPER_FILE}\nprocess.exit(3);`);
    const { code, out } = await here.rollcall(['dev', '--once']);
    expect([code, out]).to.deep.equal([1, '✗ a plugin ended the process (exit code 3)\n']);
  });

  it('certify runs the contract of a mapper, and finds a planted fault', async () => {
    const sound = await here.rollcall(['certify', 'staff-number', '-o', 'table.md']);
    expect(sound.code, sound.out + sound.err).to.equal(0);
    expect(here.read('table.md')).to.contain('| clause | kept | why not |');
    // Another folder: a process reads a file once.
    const other = openPluginFolder();
    try {
      other.write('rollcall.yaml', PLUGINS_YAML);
      other.write('people.mjs', PEOPLE_FILE);
      other.write('staff-number.mjs', MAPPER_FILE.replace('`S-$', '`S-${Date.now()}-$'));
      const { code, out } = await other.rollcall(['certify', 'staff-number']);
      expect(code).to.equal(1);
      expect(out).to.match(/✗ .*(clock|outside|pure|same)/i);
    } finally {
      other.close();
    }
  });

  it('certify runs the contract of a provider against its live connection, and writes nothing there', async () => {
    here.write(
      'people.mjs',
      PEOPLE_FILE.replace("create: async () => ({ id: '1' })", "create: async () => { throw new Error('written'); }"),
    );
    const { code, out } = await here.rollcall(['certify', 'people']);
    expect(out)
      .to.match(/✓ accounts: reads every account once/)
      .and.to.match(/✓ writer: finds by the key/);
    expect(out).to.match(/· create: makes one account.*cannot create/);
    expect(code, out).to.equal(0);
  });

  it('certify finds a connection that lies', async () => {
    here.write(
      'people.mjs',
      PEOPLE_FILE.replace(
        'PEOPLE.find(({ id }) => id === wanted)',
        'PEOPLE.find(({ id }) => id === wanted) ?? { ...PEOPLE[0], id: wanted }',
      ),
    );
    const { code, out } = await here.rollcall(['certify', 'people']);
    expect(code).to.equal(1);
    expect(out).to.match(/✗ accounts: gets one by its id/);
  });

  it('certify runs the contract of a trigger with its settings', async () => {
    const good = await here.rollcall(['certify', 'poll', '--settings', '{"seconds": 60}']);
    expect(good.code, good.out + good.err).to.equal(0);
    const bad = await here.rollcall(['certify', 'poll', '--settings', 'seconds']);
    expect(bad.err).to.contain('it is no JSON');
  });

  it('certify tells what will be asked for later, which is no failure yet', async () => {
    const suites = 'node_modules/@rollcall/testing';
    here.write(`${suites}/package.json`, JSON.stringify({ type: 'module', exports: './suites.js' }));
    here.write(
      `${suites}/suites.js`,
      `export const checkMapper = async () => [{ clause: 'old', status: 'kept' }, { clause: 'new', status: 'announced', detail: 'it does not hold', binding: '0.3.0' }];`,
    );
    const { code, out, err } = await here.rollcall(['certify', 'staff-number']);
    expect(out, err).to.contain('! new (will fail from 0.3.0 on: it does not hold)');
    expect(out).to.contain('1 clauses kept, 0 broken, 1 that will be asked for from 0.3.0 on');
    expect(code).to.equal(0);
  });

  it('certify says what it can be asked for', async () => {
    const { code, err } = await here.rollcall(['certify', 'staff-numbr']);
    expect(code).to.equal(2);
    expect(err).to.contain('Did you mean "staff-number"?');
  });

  describe('doctor', () => {
    it('finds nothing wrong with a sound installation', async () => {
      const { code, out } = await here.rollcall(['doctor']);
      expect(code, out).to.equal(0);
      expect(out)
        .to.match(/✓ node: Node \d/)
        .and.to.match(/✓ packages: one copy/)
        .and.to.match(/✓ configuration: .*2 connections, 1 sync/);
      expect(out).to.match(/✓ state: .* will be made by the first run/);
    });

    it('says of each thing that is wrong what to do', async () => {
      here.write('rollcall.yaml', PLUGINS_YAML.replace("'./people.mjs'", "'./people.mjs', ./gone.mjs"));
      here.chmod('rollcall.yaml', 0o666);
      here.write(
        '.rollcall/state.sqlite',
        'this is no database, it is text, and long enough to be read as a header of one',
      );
      const { code, out } = await here.rollcall(['doctor']);
      expect(code).to.equal(1);
      expect(out).to.match(/✗ extensions: .*gone\.mjs/);
      expect(out).to.match(/✗ permissions: everybody on this machine may change .*\n {2}→ chmod o-w/);
      expect(out).to.match(/✗ state: /);
    });

    for (const [version, code, said] of [
      [
        99,
        1,
        /✗ state: .* of version 99, no run yet; this Rollcall knows \d+\n {2}→ install the Rollcall that wrote it/,
      ],
      [
        1,
        0,
        /! state: .* of version 1, no run yet; the next command .* brings it to version \d+.*\n {2}→ .*copy the file/,
      ],
    ] as const)
      it(`tells that a state file is of version ${version}, and leaves it as it is`, async () => {
        here.write('.rollcall/state.sqlite', '');
        const database = new DatabaseSync(join(here.folder, '.rollcall/state.sqlite'));
        database.exec(`CREATE TABLE run (number INTEGER, started_at INTEGER); PRAGMA user_version = ${version}`);
        const doctor = await here.rollcall(['doctor']);
        expect(doctor.code, doctor.out).to.equal(code);
        expect(doctor.out).to.match(said);
        expect(database.prepare('PRAGMA user_version').get()).to.deep.include({ user_version: version });
        database.close();
      });

    it('finds a second copy of a shared package, and names both', async () => {
      here.write(
        'node_modules/rollcall-odd/package.json',
        '{"name":"rollcall-odd","version":"1.0.0","rollcall":{"extension":"."}}',
      );
      here.write(
        'node_modules/rollcall-odd/node_modules/inversify/package.json',
        '{"name":"inversify","version":"7.0.0"}',
      );
      const { code, out } = await here.rollcall(['doctor']);
      expect(code).to.equal(1);
      expect(out).to.match(/✗ packages: there are 2 copies of inversify: .*7\.0\.0 in .*rollcall-odd/);
    });

    it('only warns of a second copy that does no harm', async () => {
      here.write(
        'node_modules/rollcall-odd/package.json',
        '{"name":"rollcall-odd","version":"1.0.0","rollcall":{"extension":"."}}',
      );
      here.write(
        'node_modules/rollcall-odd/node_modules/class-validator/package.json',
        '{"name":"class-validator","version":"0.14.0"}',
      );
      const { code, out } = await here.rollcall(['doctor']);
      expect(code, out).to.equal(0);
      expect(out).to.match(/! packages: there are 2 copies of class-validator: .*0\.14\.0 in .*rollcall-odd/);
    });

    it('reports a configuration that cannot be read, and what follows from it', async () => {
      here.write('rollcall.yaml', PLUGINS_YAML.replace('staff:', 'stuff: {}\n  staff:'));
      const { code, out } = await here.rollcall(['doctor']);
      expect(code).to.equal(1);
      expect(out).to.match(/✗ configuration: /);
    });
  });
});
