// A PostgreSQL server for the tests: in a folder of its own, on a free port of this machine, ended and gone with them.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const LONGEST_START_MS = 60_000;
/** What a server needs that lives for some minutes and keeps nothing: no wait for the disk. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=32MB',
  'unix_socket_directories=',
];

/** `{ url, stop }`, or undefined where PostgreSQL is not installed. */
export async function startPostgres() {
  const programs = findPrograms();
  if (programs === undefined) return undefined;
  const owner = lesserUser();
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'));
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const data = join(folder, 'data');
    const password = randomUUID();
    writeFileSync(join(folder, 'password'), password);
    // Other words in its messages would be others' locale.
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
    execFileSync(
      join(programs, 'initdb'),
      [
        '-D',
        data,
        '-U',
        'rollcall',
        '-A',
        'scram-sha-256',
        `--pwfile=${join(folder, 'password')}`,
        '-E',
        'UTF8',
        '--no-sync',
      ],
      {
        ...owner,
        env,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const port = await freePort();
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
      { ...owner, env, cwd: folder, stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => server.once('exit', resolve));
    await answering(programs, port, server);
    return {
      url: `postgres://rollcall:${password}@127.0.0.1:${port}/postgres`,
      /** SIGQUIT: at once, without tidying up what is thrown away. */
      stop: async () => {
        server.kill('SIGQUIT');
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The newest of Debian's, or whatever is on the PATH. */
function findPrograms() {
  const found = globSync('/usr/lib/postgresql/*/bin/postgres').sort((a, b) => versionOf(b) - versionOf(a))[0];
  if (found !== undefined) return dirname(found);
  return (process.env.PATH ?? '')
    .split(':')
    .find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

function versionOf(path) {
  return Number(path.split('/').at(-3));
}

/** PostgreSQL refuses to be run by root. */
function lesserUser() {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return user === undefined ? undefined : { uid: Number(user[2]), gid: Number(user[3]) };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

/** It listens before it answers. */
async function answering(programs, port, server) {
  const until = Date.now() + LONGEST_START_MS;
  const isReady = () =>
    new Promise((resolve) => {
      spawn(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
        .once('error', () => resolve(false))
        .once('exit', (code) => resolve(code === 0));
    });
  while (!(await isReady())) {
    if (server.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL for the tests does not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
