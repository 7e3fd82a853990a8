import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError, defineMapper, definePackage, defineTrigger } from '@rollcall/contract';
import { MemoryState, SERVICE_EVENT_KINDS } from '@rollcall/engine';
import { expect } from 'chai';
import { type EventLog, type HostedRollcall, hostRollcall, nodeListener } from '../src/index.js';
import { directories } from './support/directories.js';

const root = join(import.meta.dirname, '..', '..', '..');

const doorbell = defineTrigger({
  id: 'doorbell',
  label: 'Doorbell',
  create: () => {
    let ring = (): void => {};
    return {
      start: async (requests, signal) => {
        const stopped = new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        ring = () => void requests.run({ scope: { kind: 'full' }, cause: 'doorbell' }).catch(() => {});
        await stopped;
      },
      handle: async (request) => {
        ring();
        return new Response(`rang ${new URL(request.url).pathname} ${await request.text()}`, { status: 202 });
      },
    };
  },
});

async function open(people: readonly string[], basePath?: string, logger?: EventLog): Promise<HostedRollcall> {
  return hostRollcall({
    config: {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: {
        staff: {
          from: 'here',
          to: 'there',
          correlate: ['userName'],
          mapping: { userName: 'userName' },
          operations: ['create'],
          triggers: ['doorbell'],
        },
      },
    },
    state: new MemoryState(),
    extensions: [directories(people), definePackage({ name: 'bell', plugins: [doorbell] })],
    ...(basePath === undefined ? {} : { basePath }),
    ...(logger === undefined ? {} : { logger }),
  });
}

describe('Rollcall in a host application', () => {
  const opened: HostedRollcall[] = [];
  const host = async (...values: Parameters<typeof open>): Promise<HostedRollcall> => {
    const one = await open(...values);
    opened.push(one);
    return one;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.stop()));
  });

  it('answers below the path where it is mounted, and tells each event to whoever asked for its kind', async () => {
    const one = await host(['ada', 'bo'], '/rollcall');
    const ended = new Promise<number>((resolve) => {
      one.on('run-ended', ({ run }) => resolve(run.counts['create:done'] ?? 0));
    });
    one.start();
    const answer = await one.fetch(
      new Request('http://host.test/rollcall/hooks/staff/doorbell', { method: 'POST', body: 'twice' }),
    );
    expect([answer.status, await answer.text()]).to.deep.equal([202, 'rang /hooks/staff/doorbell twice']);
    expect(await ended).to.equal(2);
    expect((await one.fetch(new Request('http://host.test/rollcall/health/ready'))).status).to.equal(200);
    expect((await one.fetch(new Request('http://host.test/hooks/staff/doorbell'))).status).to.equal(404);
  });

  it('provisions one person on demand, and says so where nobody fits', async () => {
    const one = await host(['ada', 'bo']);
    const report = await one.sync('staff').provision('ada');
    expect(report.run.counts['create:done']).to.equal(1);
    let refused: unknown;
    await one
      .sync('staff')
      .provision('zoe')
      .catch((error: unknown) => {
        refused = error;
      });
    expect(String(refused)).to.contain('nobody fits');
  });

  it('goes on when a listener throws, and logs it', async () => {
    const lines: string[] = [];
    const line = (_: object, message: string): void => void lines.push(message);
    const one = await host(['ada'], '/', { debug: line, info: line, warn: line, error: line });
    let heard = 0;
    one.on('run-started', () => {
      throw new Error('mine');
    });
    const ended = new Promise<void>((resolve) => {
      const off = one.on('run-ended', () => {
        heard += 1;
        off();
        resolve();
      });
    });
    one.start();
    await one.fetch(new Request('http://host.test/hooks/staff/doorbell', { method: 'POST' }));
    await ended;
    expect(lines).to.include('a listener to run-started failed').and.to.include('run done');
    expect(heard).to.equal(1);
  });

  it('says so where somebody waits for an event that never comes', async () => {
    const one = await host(['ada']);
    expect(() => one.on('run-endet' as never, () => {})).to.throw(
      TypeError,
      /no event "run-endet"\. Did you mean "run-ended"/,
    );
    for (const kind of SERVICE_EVENT_KINDS) one.on(kind, () => {})();
  });

  it('says so when it is used after it was stopped, and sends requests away', async () => {
    const one = await host(['ada']);
    await one.stop();
    for (const use of [() => one.start(), () => one.sync('staff')])
      expect(use).to.throw(ConfigError, /this Rollcall was stopped; open another one with hostRollcall\(\)/);
    expect((await one.fetch(new Request('http://host.test/health/ready'))).status).to.equal(503);
    await one.stop();
  });

  it('needs a state, which only a compiler would say otherwise', async () => {
    const config = { connections: {}, syncs: {} };
    const error: unknown = await hostRollcall({ config } as never).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/^TypeError: createRollcall\(\) needs a state, such as new SqliteState\(/);
  });

  it('names a plugin as missing by its type where the host brings none', async () => {
    const config = { connections: { here: { provider: 'here' } }, syncs: {} };
    const error: unknown = await hostRollcall({ config, state: new MemoryState() }).catch((reason: unknown) => reason);
    expect(String(error)).to.match(
      /The provider "here" does not exist\. None are known\. No extension that is loaded brings a provider/,
    );
  });

  it('shares no plugin with another one: each has its own of one id', async () => {
    const seen: string[] = [];
    const shout = (mark: string) =>
      definePackage({
        name: 'shout',
        plugins: [
          defineMapper({
            id: 'shout',
            label: 'Shout',
            map: ({ value }) => `${seen.push(mark) && mark}${String(value)}`,
          }),
        ],
      });
    const config = {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: {
        staff: {
          from: 'here',
          to: 'there',
          correlate: ['userName'],
          mapping: { userName: { from: 'userName', through: ['shout'] } },
          operations: ['create'],
        },
      },
    };
    const both = await Promise.all(
      ['one-', 'other-'].map((mark) =>
        hostRollcall({ config, state: new MemoryState(), extensions: [directories(['ada']), shout(mark)] }),
      ),
    );
    opened.push(...both);
    await Promise.all(both.map((hosted) => hosted.sync('staff').run()));
    const written = await Promise.all(
      both.map(async ({ rollcall }) => (await rollcall.state.links.page('staff', { limit: 9 }))[0]?.base.userName),
    );
    expect(written).to.deep.equal(['one-ada', 'other-ada']);
    expect(new Set(seen)).to.have.property('size', 2);
  });

  it('shares nothing with another one in the same process', async () => {
    const [one, other] = [await host(['ada', 'bo']), await host(['cem'])];
    const heard: string[] = [];
    one.on('run-ended', () => heard.push('one'));
    other.on('run-ended', () => heard.push('other'));
    one.start();
    other.start();
    await one.sync('staff').run();
    expect(await one.rollcall.state.links.count('staff')).to.include({ active: 2 });
    expect(await other.rollcall.state.links.count('staff')).to.include({ active: 0 });
    await one.rollcall.freeze('holidays');
    expect(await other.rollcall.frozen('staff')).to.equal(undefined);
    await one.stop();
    expect((await other.sync('staff').run()).status).to.equal('done');
  });

  it("is a listener of Node's own server, and leaves the global Request and Response alone", async () => {
    const globals = [globalThis.Request, globalThis.Response];
    const one = await host(['ada']);
    const listener = nodeListener(one.fetch);
    const server = createServer((request, response) => void listener(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect([answer.status, await answer.text()]).to.deep.equal([200, 'live\n']);
    await new Promise((resolve) => server.close(resolve));
    expect([globalThis.Request, globalThis.Response]).to.deep.equal(globals);
  });

  it('prints nothing, and lets the process of its host end by itself', async () => {
    const script = `
      const { hostRollcall } = await import('@rollcall/server');
      const { MemoryState } = await import('@rollcall/engine');
      const before = Object.getOwnPropertyNames(globalThis).sort().join();
      const one = await hostRollcall({ config: { connections: {}, syncs: {} }, state: new MemoryState() });
      one.start();
      await one.stop();
      if (Object.getOwnPropertyNames(globalThis).sort().join() !== before) throw new Error('it made something global');
    `;
    const flags = ['--conditions=@rollcall/source', '--import', 'tsx', '--disable-warning=ExperimentalWarning'];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...flags, '--input-type=module', '-e', script],
      { cwd: join(root, 'packages/server'), env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
    );
    expect([stdout, stderr]).to.deep.equal(['', '']);
  });

  it('has no library that prints, ends the process, or takes signals', () => {
    const libraries = ['core', 'adapters', 'packages'].flatMap((parent) =>
      readdirSync(join(root, parent)).flatMap((name) =>
        ['cli', 'create-rollcall-plugin', 'testing'].includes(name) ? [] : [join(root, parent, name, 'src')],
      ),
    );
    const files = libraries.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name)),
    );
    expect(files.length).to.be.greaterThan(200);
    const forbidden = /(?<!\/\/.*|\* .*)\b(console\.\w+\(|process\.(exit|abort|on|once|stdout|stderr|chdir)\b)/;
    const offends = (text: string): boolean => text.split('\n').some((line) => forbidden.test(line));
    expect(files.filter((file) => offends(readFileSync(file, 'utf8')))).to.deep.equal([]);
    for (const planted of [
      "  console.log('here');",
      'if (bad) process.exit(1);',
      "process.once('SIGTERM', stop);",
      'process.stdout.write(text);',
    ])
      expect(offends(`const a = 1;\n${planted}\n`), planted).to.equal(true);
    expect(offends('// console.log is never called.\n * process.exit is not, either')).to.equal(false);
  });
});
