import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definePackage, defineTrigger } from '@rollcall/contract';
import { MemoryState } from '@rollcall/engine';
import { configJsonSchema, type PluginDefinition } from '@rollcall/plugin';
import type { HostedRollcall } from '@rollcall/server';
import { expect } from 'chai';
import { directories } from '../../packages/server/test/support/directories.js';
import { root } from '../support/root.js';

const EXAMPLE = join(root, 'docs', 'examples', 'plugin-type');

/** Runs for everybody as soon as the host starts. */
const atOnce = defineTrigger({
  id: 'at-once',
  label: 'At once',
  create: () => ({
    start: async (requests, signal) => {
      await requests.run({ scope: { kind: 'full' }, cause: 'at-once' });
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    },
  }),
});

interface Site {
  readonly hosted: HostedRollcall;
  readonly notifiers: { definition(id: string): PluginDefinition };
}
type OpenSite = (options: object) => Promise<Site>;

/** The example of the guide to a plugin type of one's own, as it stands. */
describe('a plugin type of a host, as in docs/examples/plugin-type', () => {
  const lines: string[] = [];
  let open: (notifiers: readonly object[], extensions?: readonly string[]) => Promise<Site>;
  const opened: Site[] = [];
  before(async () => {
    const { openSite } = (await import(pathToFileURL(join(EXAMPLE, 'open-site.js')).href)) as {
      readonly openSite: OpenSite;
    };
    open = async (notifiers, extensions = ['./chat-extension.js']) => {
      const staff = {
        from: 'here',
        to: 'there',
        correlate: ['userName'],
        mapping: { userName: 'userName' },
        operations: ['create'],
        triggers: ['at-once'],
      };
      const connections = { here: { provider: 'here' }, there: { provider: 'there' } };
      const data = { extensions, connections, syncs: { staff } };
      const config = { path: join(EXAMPLE, 'rollcall.yaml'), data, locate: () => undefined };
      const site = await openSite({
        config,
        state: new MemoryState(),
        extensions: [directories(['ada']), definePackage({ name: 'at-once', plugins: [atOnce] })],
        notifiers,
        write: (line: string) => void lines.push(line),
      });
      opened.push(site);
      return site;
    };
  });
  afterEach(async () => {
    lines.length = 0;
    await Promise.all(opened.splice(0).map(({ hosted }) => hosted.stop()));
  });

  it('is brought by an extension that the configuration names', async () => {
    const { hosted, notifiers } = await open([{ plugin: 'chat', channel: '#ops' }]);
    const chat = hosted.rollcall.extensions().find(({ name }) => name === 'my-site-chat');
    expect([chat?.enabled, chat?.problem, chat?.plugins.map(({ id }) => id)]).to.deep.equal([
      true,
      undefined,
      ['chat'],
    ]);
    const { config } = notifiers.definition('chat');
    expect(config && Object.keys(configJsonSchema(config).properties ?? {})).to.deep.equal(['channel', 'mention']);
  });

  it('tells what happens, each instance with its own settings, and one that fails harms nobody', async () => {
    const { hosted } = await open([
      { plugin: 'chat', channel: '#ops', mention: 'here' },
      { plugin: 'chat', channel: '#office' },
    ]);
    const ended = new Promise<void>((resolve) => void hosted.on('run-ended', () => resolve()));
    hosted.start();
    await ended;
    expect(lines).to.deep.equal(['#ops @here staff: the run ended: done', '#office staff: the run ended: done']);
  });

  it('is unknown where nobody brings it, and says what there is', async () => {
    expect(await refusal(open([{ plugin: 'chta', channel: '#ops' }]))).to.match(
      /The notifier "chta" does not exist\. Did you mean "chat"\?/,
    );
    expect(await refusal(open([{ plugin: 'chat', channel: '#ops' }], []))).to.match(
      /The notifier "chat" does not exist/,
    );
  });

  it('has settings that are checked, all problems together, with their path', async () => {
    const message = await refusal(open([{ plugin: 'chat', channel: 'ops', mention: 'somebody', colour: 'red' }]));
    expect(message)
      .to.match(/notifiers\[?\.?0\]?\.channel: begins with #/)
      .and.to.contain('mention')
      .and.to.contain('colour');
  });

  async function refusal(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    // The example is loaded by Node itself, with a kernel of its own: "instanceof" would not see it.
    if (error instanceof Error && ['UnknownPluginError', 'ConfigProblems'].includes(error.name)) return error.message;
    throw new Error(`it was not refused as it should be: ${String(error)}`);
  }
});
