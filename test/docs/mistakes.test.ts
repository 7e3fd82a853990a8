import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { openStage, runCommand, type Stage } from '../support/stage.js';

const GUIDE = join(root, 'docs/guides/troubleshoot.md');

/** Makes one mistake on a stage where all is well, and calls the command that somebody would call. */
interface Mistake {
  readonly title: string;
  readonly args: readonly string[];
  /** Something else to write in the configuration. */
  readonly write?: readonly [find: string, instead: string];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What else is not as it should be. */
  readonly make?: (stage: Stage) => void | Promise<void>;
}

const MISTAKES: readonly Mistake[] = [
  {
    title: 'The wrong folder',
    args: ['check'],
    make: ({ folder }) => rmSync(join(folder, 'rollcall.yaml')),
  },
  { title: 'A secret is not set', args: ['check'], env: { JOOMLA_TOKEN: undefined } },
  {
    title: 'An extension is not installed',
    args: ['check'],
    write: ["'@rollcall/joomla']", "'@rollcall/jomla']"],
  },
  { title: 'A setting has another name', args: ['check'], write: ['correlate:', 'corelate:'] },
  { title: 'The address is wrong', args: ['check', 'intranet'], write: ['DRUPAL', 'http://127.0.0.1:9'] },
  { title: 'The password is wrong', args: ['check', 'intranet'], env: { DRUPAL_PASSWORD: 'another' } },
  {
    title: 'A permission is missing in Drupal',
    args: ['check', 'intranet'],
    make: ({ drupalSite }) => {
      const role = drupalSite.roles.find(({ permissions }) => permissions.includes('administer users'));
      if (role === undefined) throw new Error('no role of the simulated site may administer users');
      drupalSite.addRole({ ...role, permissions: ['administer permissions'] });
    },
  },
  { title: 'The token of Joomla is wrong', args: ['check', 'website'], env: { JOOMLA_TOKEN: 'c2hhMjU2OjE6YWJj' } },
  { title: 'An attribute is not there', args: ['plan'], write: ['field_first_name', 'field_frist_name'] },
  {
    title: 'The run waits',
    args: ['run'],
    write: ['guard: { deactivate: { percent: 50, atLeast: 20 }', 'guard: { create: { count: 1 }'],
  },
];

describe('the ten most likely mistakes', function () {
  this.timeout(60_000);
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ drupal: generateDrupalSite({ users: 12, seed: 2 }) });
  });
  afterEach(() => stage.close());

  /** What the command line says, with names for what differs from run to run. */
  async function said({ args, write, env = {}, make }: Mistake): Promise<string> {
    const [find = '', instead = ''] = write ?? [];
    const changed = stage.config.replace(find === 'DRUPAL' ? stage.drupal.url : find, instead);
    if (write !== undefined) expect(changed, 'the mistake').to.not.equal(stage.config);
    stage.configure(changed);
    await make?.(stage);
    const given = Object.fromEntries(
      Object.entries({ ...stage.env, ...env }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const { code, out, err } = await runCommand(stage.folder, given, args);
    expect(code, out + err).to.not.equal(0);
    return (
      (out + err)
        .replaceAll(`${stage.folder}/`, '')
        .replaceAll(stage.folder, 'this folder')
        .replaceAll(stage.drupal.url, 'https://intranet.example')
        .replaceAll('http://127.0.0.1:9', 'https://intranet.example')
        .replaceAll('127.0.0.1:9', 'intranet.example')
        .replaceAll(stage.joomla.url, 'https://www.example')
        // What is well, and what was not tried, is no part of the message. Lists of what there is grow with the product.
        .replaceAll(/^\s+[✓·] .*\n/gm, '')
        .replaceAll(/\d{8}T\d{6}-[0-9a-f]{8}/g, 'RUN')
        .replaceAll(/ in \d+\.\d s /g, ' in 2.0 s ')
        .replaceAll(/Known: [^()]*?\.(?= |$)/gm, 'Known: ….')
        .trim()
    );
  }

  it('are ten', () => {
    expect(MISTAKES).to.have.lengthOf(10);
  });

  for (const mistake of MISTAKES)
    it(`are shown with what Rollcall says: ${mistake.title}`, async () => {
      const text = await said(mistake);
      const guide = readFileSync(GUIDE, 'utf8');
      const place = new RegExp(`(### ${mistake.title}\\n\\n\`\`\`text\\n)([\\s\\S]*?)(\\n\`\`\`\\n)`);
      if (process.env.UPDATE_DOCS !== undefined)
        writeFileSync(
          GUIDE,
          guide.replace(place, (_, before: string, __, after: string) => before + text + after),
        );
      const [, , shown] = place.exec(readFileSync(GUIDE, 'utf8')) ?? [];
      expect(shown, `docs/guides/troubleshoot.md; UPDATE_DOCS=1 writes it`).to.equal(text);
    });
});
