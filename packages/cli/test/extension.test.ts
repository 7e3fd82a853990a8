import { expect } from 'chai';
import {
  MAPPER_FILE,
  openPluginFolder,
  PEOPLE_FILE,
  PLUGINS_YAML,
  type PluginFolder,
} from './support/plugin-folder.js';

const needs = (name: string, requires: readonly string[], more = ''): string => `
import { definePackage } from '@rollcall/contract';
export default definePackage({ name: ${JSON.stringify(name)}, requires: ${JSON.stringify(requires)}, plugins: [] ${more}});
`;

describe('rollcall extension', () => {
  let here: PluginFolder;
  beforeEach(() => {
    here = openPluginFolder();
    here.write('rollcall.yaml', PLUGINS_YAML);
    here.write('people.mjs', PEOPLE_FILE);
    here.write('staff-number.mjs', MAPPER_FILE);
  });
  afterEach(() => here.close());

  it('lists what is configured with what each brings, and what is installed besides', async () => {
    const { code, out } = await here.rollcall(['extension', 'list']);
    expect(code).to.equal(0);
    expect(out).to.match(/\.\/staff-number\.mjs +enabled +mapper staff-number/);
    expect(out).to.match(/@rollcall\/drupal +\d+\.\d+\.\d+ +installed/);
  });

  it('disables and enables again, and leaves every other character as it was', async () => {
    expect((await here.rollcall(['extension', 'disable', './staff-number.mjs'])).code).to.equal(0);
    expect(here.read('rollcall.yaml')).to.equal(
      PLUGINS_YAML.replace('"./staff-number.mjs"', '{ use: "./staff-number.mjs", enabled: false }'),
    );
    expect((await here.rollcall(['extension', 'list'])).out).to.match(/\.\/staff-number\.mjs +disabled/);
    expect((await here.rollcall(['extension', 'disable', './staff-number.mjs'])).out).to.contain('disabled already');
    expect((await here.rollcall(['extension', 'enable', './staff-number.mjs'])).out).to.contain('mapper staff-number');
    expect(here.read('rollcall.yaml')).to.equal(PLUGINS_YAML);
  });

  for (const [title, before, after] of [
    ['a list in one line', PLUGINS_YAML, PLUGINS_YAML.replace(']   # ours', ", './new.mjs']   # ours")],
    [
      'a list with a line each',
      'extensions:\n  - ./people.mjs # them\n  # last\nconnections: {}\n',
      "extensions:\n  - ./people.mjs # them\n  - './new.mjs'\n  # last\nconnections: {}\n",
    ],
    ['no list', '# Top.\nconnections: {} # none\n', "# Top.\nextensions: ['./new.mjs']\n\nconnections: {} # none\n"],
    ['an empty list', 'extensions: [] # none\n', "extensions: ['./new.mjs'] # none\n"],
    ['an empty value', 'extensions:\nsyncs: {}\n', "extensions: ['./new.mjs']\nsyncs: {}\n"],
  ] as const)
    it(`adds one to a file with ${title}`, async () => {
      here.write('rollcall.yaml', before);
      here.write('new.mjs', needs('new', []));
      const { code, err } = await here.rollcall(['extension', 'enable', './new.mjs']);
      expect(err).to.equal('');
      expect([code, here.read('rollcall.yaml')]).to.deep.equal([0, after]);
    });

  it('writes JSON where the file is JSON', async () => {
    here.write('rollcall.json', '{ "extensions": ["./people.mjs"] }');
    await here.rollcall(['extension', 'disable', './people.mjs', '-c', 'rollcall.json']);
    expect(JSON.parse(here.read('rollcall.json'))).to.deep.equal({
      extensions: [{ use: './people.mjs', enabled: false }],
    });
  });

  for (const [title, file, expected] of [
    ['is not there', undefined, /there is no file/],
    ['fails while loading', 'throw new Error("boom")', /boom/],
    ['is made for another contract', needs('new', [], ", core: '^9'"), /version \^9 of the contract/],
    ['needs what is not there', needs('new', ['absent']), /"absent"/],
    [
      'brings an id that is taken',
      MAPPER_FILE,
      /brings the mapper "staff-number", which "\.\/staff-number\.mjs" brings/,
    ],
  ] as const)
    it(`refuses one that ${title}, says why, and changes nothing`, async () => {
      if (file !== undefined) here.write('new.mjs', file);
      const { code, err } = await here.rollcall(['extension', 'enable', './new.mjs']);
      expect(err)
        .to.match(expected)
        .and.to.match(/nothing was changed/i);
      expect([code, here.read('rollcall.yaml')]).to.deep.equal([2, PLUGINS_YAML]);
    });

  it('does not disable what an enabled one needs, and names that one', async () => {
    here.write('base.mjs', needs('base', []));
    here.write('above.mjs', needs('above', ['base']));
    const text = 'extensions: [./base.mjs, ./above.mjs]\n';
    here.write('rollcall.yaml', text);
    const { code, err } = await here.rollcall(['extension', 'disable', './base.mjs']);
    expect(err).to.contain('"above"').and.to.contain('"base"');
    expect([code, here.read('rollcall.yaml')]).to.deep.equal([2, text]);
  });

  it('does not disable what is not there', async () => {
    const { code, err } = await here.rollcall(['extension', 'disable', 'nowhere']);
    expect([code, here.read('rollcall.yaml')]).to.deep.equal([2, PLUGINS_YAML]);
    expect(err).to.contain('there is no such extension');
  });
});
