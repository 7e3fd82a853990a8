import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { HELP_EXAMPLES } from '../src/help-examples.js';
import { openStage, type Stage } from './support/stage.js';

const root = join(import.meta.dirname, '..', '..', '..');
const ESCAPE = String.fromCharCode(27);

/** Commands that print, in an order in which each has something to print. */
const COMMANDS: readonly (readonly string[])[] = [
  ['check'],
  ['plugins'],
  ['schema'],
  ['schema', 'people'],
  ['plan'],
  ['run'],
  ['explain', 'ada.k'],
  ['provision', 'bob.l'],
  ['status'],
  ['runs'],
  ['links'],
  ['report'],
];

describe('what a command prints', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  it('is, with --json, JSON and nothing else', async () => {
    for (const command of COMMANDS) {
      const { code, out } = await stage.rollcall([...command, '--json'], { color: true });
      expect(code, command.join(' ')).to.equal(0);
      expect(() => JSON.parse(out), `${command.join(' ')}: ${out.slice(0, 200)}`).to.not.throw();
    }
  });

  it('is JSON for one run, too', async () => {
    await stage.rollcall(['run']);
    const runs = JSON.parse((await stage.rollcall(['runs', '--json'])).out) as readonly { readonly id: string }[];
    const { out } = await stage.rollcall(['runs', runs[0]?.id ?? '', '--json']);
    expect((JSON.parse(out) as { readonly run: { readonly id: string } }).run.id).to.equal(runs[0]?.id);
  });

  it('says of a run that did nothing to anybody that it did, beside the empty table', async () => {
    await stage.rollcall(['run']);
    await stage.rollcall(['run']);
    const { out, err, code } = await stage.rollcall(['report']);
    expect(out.trim().split('\n')).to.have.lengthOf(1);
    expect(err).to.match(/The run \S+ did nothing to anybody/);
    expect(code).to.equal(0);
  });

  it('leaves standard output empty when a command with --json fails', async () => {
    const { code, out, err } = await stage.rollcall(['run', '--sync', 'stuff', '--json']);
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.contain('stuff');
  });

  it('has no colour and no control characters where nobody watches, and colour where somebody does', async () => {
    let colours = 0;
    for (const command of COMMANDS) {
      const { out, err } = await stage.rollcall(command);
      expect(out + err, command.join(' ')).to.not.contain(ESCAPE);
      colours += (await stage.rollcall(command, { color: true })).out.includes(ESCAPE) ? 1 : 0;
    }
    expect(colours, 'commands with colour').to.be.greaterThan(4);
  });

  it('shows a name that would steer the terminal harmlessly', async () => {
    stage.source.add({ id: 'p-evil', attributes: { userName: `evil${ESCAPE}[2J` } });
    for (const command of [['plan'], ['run'], ['links'], ['explain', 'p-evil']])
      expect((await stage.rollcall(command)).out, command.join(' ')).to.not.contain(ESCAPE);
  });

  it('says who nobody is, and who several are', async () => {
    const nobody = await stage.rollcall(['explain', 'zoe']);
    expect(nobody.err).to.contain('nobody fits').and.to.contain('Try the user name');
    const several = await stage.rollcall(['explain', '.']);
    expect(several.err).to.contain('3 people fit').and.to.contain('p-bob.l');
    expect(nobody.code).to.not.equal(0);
  });

  it('is a list of commands, each with a description, for --help', async () => {
    const { out } = await stage.rollcall(['--help']);
    const commands = [...out.matchAll(/^ {2}([a-z]+) (?:\[options\]|\[).*? {2,}(\S.*)$/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help');
    expect(commands).to.include.members(['init', 'check', 'plan', 'run', 'approve', 'provision', 'explain', 'status']);
    expect(out).to.contain('Examples:\n  rollcall init');
    for (const name of commands) {
      const help = await stage.rollcall([String(name), '--help']);
      expect(help.out, String(name)).to.match(/^Usage: rollcall [a-z]+ /);
      expect(help.out).to.contain('--json');
      const isGroup = ['token', 'extension', 'state'].includes(String(name));
      if (!isGroup) expect(help.out, String(name)).to.contain(`Examples:\n  rollcall ${name}`);
    }
  });

  it('has examples that use only what the command has', async () => {
    for (const [name, examples] of Object.entries(HELP_EXAMPLES)) {
      const { out, code } = await stage.rollcall([...name.split(' '), '--help']);
      expect(code, name).to.equal(0);
      for (const [line] of examples) {
        expect(line.startsWith(name), line).to.equal(true);
        expect(out).to.contain(`rollcall ${line}\n`);
        for (const [option] of line.matchAll(/--[a-z-]+/g))
          expect(out.slice(0, out.indexOf('Examples:')), line).to.match(new RegExp(`${option}\\b`));
      }
    }
  });
});

describe('the program in a pipe', function () {
  this.timeout(60_000);

  it('prints no colour, and ends with the exit code', async () => {
    const stage = openStage();
    const script = `import 'reflect-metadata'; import { main } from '@rollcall/cli'; process.exitCode = await main(process.argv.slice(1));`;
    const flags = ['--conditions=@rollcall/source', '--import', 'tsx', '--input-type=module', '--eval', script, '--'];
    const env: NodeJS.ProcessEnv = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), TERM: 'xterm' };
    delete env.FORCE_COLOR;
    try {
      const config = ['-c', join(stage.folder, 'none.yaml')];
      const error = (await promisify(execFile)(process.execPath, [...flags, 'check', ...config], {
        cwd: root,
        env,
      }).then(
        () => expect.fail('it should exit with 2'),
        (failure: unknown) => failure,
      )) as { readonly code: number; readonly stdout: string; readonly stderr: string };
      expect(error.stderr).to.contain('none.yaml').and.to.not.contain(ESCAPE);
      expect([error.code, error.stdout]).to.deep.equal([2, '']);
    } finally {
      stage.close();
    }
  });
});
