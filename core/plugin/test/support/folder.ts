import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));

/** A folder as an operator has it, with this package installed. */
export class Folder {
  private constructor(readonly path: string) {}

  static async make(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
    const folder = new Folder(await realpath(await mkdtemp(join(tmpdir(), 'rollcall-plugin-'))));
    await folder.link('@rollcall/plugin', fileURLToPath(new URL('../../', import.meta.url)));
    await folder.link('inversify', join(ROOT, 'inversify'));
    for (const [path, text] of Object.entries(files)) await folder.write(path, text);
    return folder;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), text);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true });
  }

  private async link(name: string, target: string): Promise<void> {
    const path = join(this.path, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  }
}
