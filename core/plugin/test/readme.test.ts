import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const EXAMPLE = new URL('./support/readme-example.ts', import.meta.url);

describe('README', () => {
  it('shows an example that is the one here, and prints what it says', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    expect(/```ts\n(.*?)```/s.exec(readme)?.[1]).to.equal(await readFile(EXAMPLE, 'utf8'));
    const args = ['--conditions=@rollcall/source', '--import=tsx', '--import=reflect-metadata', fileURLToPath(EXAMPLE)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 15_000 });
    expect(readme).to.contain(`It prints \`${stdout.trim()}\``);
    expect(stdout).to.equal('Good day, Prof Ada.\n');
  });
});
