import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@rollcall/cli';
import {
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  generateDrupalSite,
  JoomlaSite,
  serveSimulator,
} from '@rollcall/testing';
import { expect } from 'chai';
import { openStage, type Stage } from './support/stage.js';

describe('rollcall init', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());
  const INIT = ['init', '-c', 'new.yaml'] as const;

  it('asks a person, again where the answer cannot be, and keeps secrets out of the file', async () => {
    const answers = ['nonsense', 'https://intranet.test', 'robot', 'pat', 'scim', 'https://directory.test/scim/v2'];
    const questions: string[] = [];
    const { code, err } = await stage.rollcall(INIT, {
      ask: async (question) => {
        questions.push(question);
        return answers.shift() ?? '';
      },
    });
    expect(code).to.equal(0);
    expect(err).to.contain('that is not an address').and.to.contain('please answer joomla or scim');
    expect(questions).to.have.lengthOf(6);
    const text = stage.read('new.yaml');
    expect(text)
      .to.contain('provider: scim')
      .and.to.contain('"https://intranet.test"')
      .and.to.contain('username: "robot"');
    expect([...text.matchAll(/(?:password|token): (\S+)/g)].map(([, value]) => value)).to.satisfy(
      (values: readonly string[]) => values.length === 2 && values.every((value) => value.startsWith("'${env:")),
    );
  });

  it('leaves a file alone that is there, unless it is told to overwrite it', async () => {
    stage.write('new.yaml', 'mine');
    const { code, err } = await stage.rollcall(INIT);
    expect([code, stage.read('new.yaml')]).to.deep.equal([2, 'mine']);
    expect(err).to.contain('--force');
    const forced = await stage.rollcall([...INIT, '--force']);
    expect(forced.code).to.equal(0);
    expect(stage.read('new.yaml')).to.contain('connections:');
    // Nobody was here to say them.
    expect(forced.out).to.contain('1. Put the addresses of your two sites into new.yaml');
    const given = ['--force', '--source-url', 'https://a.test', '--target-url', 'https://b.test'];
    expect((await stage.rollcall([...INIT, ...given])).out).to.contain('1. Put the secrets into the environment');
  });

  for (const address of ['www.example', 'ftp://www.example', 'https://'])
    it(`writes nothing for the address ${address}`, async () => {
      const { code, err } = await stage.rollcall([...INIT, '--source-url', address]);
      expect(code).to.equal(2);
      expect(err).to.contain(address);
      expect(() => stage.read('new.yaml')).to.throw(/ENOENT/);
    });

  it('writes a file that check accepts and run can use', async () => {
    const root = join(import.meta.dirname, '..', '..', '..');
    mkdirSync(join(root, '.rollcall'), { recursive: true });
    // Below the workspace, where the adapters that the file names are found.
    const folder = mkdtempSync(join(root, '.rollcall', 'init-'));
    const site = new JoomlaSite({});
    const admin = site.addUser({ name: 'Admin', username: 'admin', email: 'admin@joomla.example.test', groups: [8] });
    const drupal = await serveSimulator(createDrupalSimulator({ site: generateDrupalSite({ users: 5, seed: 1 }) }));
    const joomla = await serveSimulator(createJoomlaSimulator({ site }));
    const env = { DRUPAL_PASSWORD: DRUPAL_ACCOUNTS.provisioner.pass, JOOMLA_TOKEN: site.tokenFor(admin) };
    const rollcall = async (...args: readonly string[]) => {
      let text = '';
      const print = (more: string): void => {
        text += more;
      };
      const terminal = { out: print, err: print, color: false, live: false, columns: 120 };
      const code = await runProgram({ terminal, env, folder, stop: new AbortController().signal }, args, '1.2.3');
      return { code, text };
    };
    try {
      await rollcall('init', '--target', 'joomla', '--source-url', drupal.url, '--target-url', joomla.url);
      const { code, text } = await rollcall('check');
      expect(text).to.contain('Sync staff: 3 attributes');
      expect(code, text).to.equal(0);
      const plan = await rollcall('plan');
      expect(plan.code, plan.text).to.equal(0);
    } finally {
      await Promise.all([drupal.close(), joomla.close()]);
      rmSync(folder, { recursive: true });
    }
  });
});
