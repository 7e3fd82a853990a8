import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '@rollcall/cli';
import { expect } from 'chai';
import { configText, openStage, type Stage, SYNC } from './support/stage.js';

describe('the exit code', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  it('is documented: each in the help and in the README', async () => {
    const { out } = await stage.rollcall(['--help']);
    const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
    const codes = out.slice(out.indexOf('Exit codes:'));
    for (const code of Object.values(EXIT)) {
      expect(codes, 'the help').to.match(new RegExp(`\\b${code} [a-z]`));
      expect(readme, 'the README').to.match(new RegExp(`\\b${code} [a-z]`));
    }
  });

  it('is 0 when all went well, and for help and the version', async () => {
    for (const args of [['run'], ['plan'], ['status'], ['--help'], ['run', '--help'], ['--version']])
      expect((await stage.rollcall(args)).code, args.join(' ')).to.equal(0);
    expect([...stage.target.accounts.values()].map(({ attributes }) => attributes.userName).toSorted()).to.deep.equal([
      'ada.k',
      'bob.l',
      'cem.m',
    ]);
  });

  it('is 1 when an account could not be done, and the others are', async () => {
    let creations = 0;
    stage.target.faults = ({ operation }) => {
      creations += operation === 'create' ? 1 : 0;
      return operation === 'create' && creations === 1 ? 'rejected' : undefined;
    };
    const { code, out } = await stage.rollcall(['run']);
    expect(code).to.equal(1);
    expect(out).to.contain('2 × create, 1 × create rejected');
    expect(stage.target.accounts.size).to.equal(2);
  });

  it('is 0 when what failed was made good in the same run, and 1 when something else was not', async () => {
    await stage.rollcall(['run']);
    const rename = (id: string, userName: string): void => {
      const account = stage.source.accounts.get(id);
      if (account !== undefined) account.attributes.userName = userName;
    };
    const remove = (userName: string): void => {
      for (const [id, { attributes }] of stage.target.accounts)
        if (attributes.userName === userName) stage.target.accounts.delete(id);
    };
    remove('ada.k');
    rename('p-ada.k', 'ada.two');
    const first = await stage.rollcall(['run']);
    expect(first.out).to.contain('1 × update failed').and.to.contain('1 of what failed was made good in the same run');
    expect(first.code, first.out).to.equal(0);
    remove('ada.two');
    rename('p-ada.k', 'ada.three');
    rename('p-bob.l', 'bob.three');
    stage.target.faults = ({ operation, id }) =>
      operation === 'update' && stage.target.accounts.get(id ?? '')?.attributes.userName === 'bob.l'
        ? 'rejected'
        : undefined;
    const second = await stage.rollcall(['run']);
    expect(second.out).to.contain('1 of what failed was made good in the same run');
    expect(second.code, second.out).to.equal(1);
  });

  it('is 1 for check when an extension is not installed; it is named, and the others work', async () => {
    stage.write('rollcall.yaml', configText().replace('extensions: [', "extensions: ['@acme/nothing', "));
    const { code, err } = await stage.rollcall(['check']);
    expect(code).to.equal(1);
    expect(err).to.contain('@acme/nothing').and.to.contain('npm install @acme/nothing');
    expect((await stage.rollcall(['plan'])).code).to.equal(0);
  });

  it('is 1 when the credential is refused', async () => {
    stage.source.faults = () => 'unauthorized';
    const { code, out, err } = await stage.rollcall(['run']);
    expect(code).to.equal(1);
    expect(out + err).to.contain('the credential was refused');
  });

  it('is 3 when something waits for approval, and 0 once it is approved', async () => {
    await stage.rollcall(['run']);
    stage.source.accounts.delete('p-ada.k');
    expect((await stage.rollcall(['run'])).code).to.equal(3);
    expect(active(stage)).to.equal(3);
    expect((await stage.rollcall(['approve'])).code).to.equal(0);
    expect(active(stage)).to.equal(2);
  });

  it('is 4 when a plan has changes, only where that is asked for', async () => {
    expect((await stage.rollcall(['plan', '--exit-code'])).code).to.equal(4);
    expect((await stage.rollcall(['plan'])).code).to.equal(0);
    await stage.rollcall(['run']);
    expect((await stage.rollcall(['plan', '--exit-code'])).code).to.equal(0);
  });

  it('is 130 when it was stopped', async () => {
    const { code } = await stage.rollcall(['run'], { stop: AbortSignal.abort(new Error('stopped')) });
    expect(code).to.equal(130);
    expect(stage.target.accounts.size).to.equal(0);
  });

  for (const [title, args, expected] of [
    ['an unknown command', ['rum'], /unknown command 'rum'[\s\S]*Did you mean run\?/],
    ['an unknown option', ['run', '--al'], /unknown option '--al'/],
    ['a number that is none', ['runs', '--limit', 'many'], /It must be a whole number/],
    ['a missing argument', ['explain'], /missing required argument 'person'/],
    ['a file that is not there', ['run', '-c', 'other.yaml'], /other\.yaml/],
    ['an unknown sync', ['run', '--sync', 'stuff'], /stuff/],
    ['an unknown connection', ['check', 'websit'], /websit/],
    ['a plan that is no JSON', ['run', '--plan', 'rollcall.yaml'], /rollcall\.yaml: it is not JSON/],
    ['a plan that is not there', ['run', '--plan', 'plan.json'], /plan\.json: the file cannot be read/],
    ['an unknown choice', ['links', '--state', 'odd'], /Allowed choices are none, active/],
  ] as const)
    it(`is 2 for ${title}, and nothing is done`, async () => {
      const { code, out, err } = await stage.rollcall(args);
      expect(err).to.match(expected);
      expect([code, out]).to.deep.equal([2, '']);
      expect(stage.target.writes()).to.deep.equal([]);
    });

  for (const [title, text, expected] of [
    ['bad YAML, with line and column', 'connections: [\nsyncs: {', /line \d+, column \d+|:\d+:\d+/],
    ['an unknown setting', `${configText()}    guards: {}\n`, /guards/],
    ['an unknown provider', configText().replace('memory-source', 'memory-sorce'), /Did you mean "memory-source"\?/],
    ['several syncs, and none named', configText(`\n  one:${SYNC}\n  two:${SYNC}`), /several: one, two/],
  ] as const)
    it(`is 2 for a configuration with ${title}`, async () => {
      stage.write('rollcall.yaml', text);
      const { code, err } = await stage.rollcall(['run']);
      expect(err).to.match(expected);
      expect(err).to.not.contain('fault in Rollcall');
      expect(code).to.equal(2);
    });
});

function active(stage: Stage): number {
  return [...stage.target.accounts.values()].filter((account) => account.active).length;
}
