import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SHELL = ['sh', 'env', 'mkdir', 'chown', 'chmod', 'touch', 'id'];
/** Who may do little, as in the images of Node. */
export const NODE_USER = 1000;

export interface BaseImageParts {
  /** Empty folder. */
  readonly root: string;
  /** Text of the `.npmrc` of root, for what the recipe installs. */
  readonly npmrc: string;
}

/**
 * Makes a root file system that is to the recipe what `node:24-slim` is: Node, npm, a shell, the user "node", and nothing else. It comes from this
 * machine's own files, so that no image has to be fetched from anywhere.
 */
export function makeBaseImage({ root, npmrc }: BaseImageParts): void {
  for (const folder of [
    'usr/local/bin',
    'usr/local/lib/node_modules',
    'usr/bin',
    'etc/ssl',
    'tmp',
    'proc',
    'dev',
    'root',
    'var/node',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  const programs = [
    [realpathSync(process.execPath), 'usr/local/bin/node'],
    ...SHELL.map((name) => [which(name), `usr/bin/${name}`]),
  ] as const;
  for (const [from, to] of programs) {
    cpSync(from ?? '', join(root, to ?? ''));
    for (const library of librariesOf(from ?? ''))
      if (!existsSync(join(root, library))) copyAs(library, join(root, library));
  }
  symlinkSync('usr/bin', join(root, 'bin'));
  // The npm that is called here, whichever Node it came with.
  cpSync(dirname(dirname(which('npm'))), join(root, 'usr/local/lib/node_modules/npm'), {
    recursive: true,
    dereference: true,
  });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  writeFileSync(
    join(root, 'etc/passwd'),
    `root:x:0:0::/root:/bin/sh\nnode:x:${NODE_USER}:${NODE_USER}::/var/node:/bin/sh\n`,
  );
  writeFileSync(join(root, 'etc/group'), `root:x:0:\nnode:x:${NODE_USER}:\n`);
  writeFileSync(join(root, 'root/.npmrc'), npmrc);
  for (const path of ['/etc/nsswitch.conf', '/etc/ssl/certs'].filter(existsSync)) copyAs(path, join(root, path));
}

function which(name: string): string {
  return realpathSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim());
}

/** What the loader says that a program is linked with, the loader itself among it. */
function librariesOf(program: string): readonly string[] {
  return [...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/\/\S+\.so\S*/g)].map(([path]) => path);
}

function copyAs(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}
