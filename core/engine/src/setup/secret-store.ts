import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@rollcall/contract';

interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

type Secrets = Readonly<Record<string, Sealed>>;

export interface SecretStorePlace {
  /** Folder of the configuration; the store is `.rollcall/secrets.json` in it. */
  readonly folder: string;
  /** `ROLLCALL_SECRET_KEY` (32 bytes in base64) or `ROLLCALL_SECRET_KEY_FILE`; else `.rollcall/secrets.key`, made when first needed. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/i;
const KEY_BYTES = 32;

/**
 * Secrets that people typed into the console, sealed with AES-256-GCM and named by `${secret:NAME}` in the configuration. Each is
 * bound to its name, so that a sealed text cannot be put under another one. Nothing but `reveal` gives a secret back.
 */
export class SecretStore {
  private readonly file: string;
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly place: SecretStorePlace) {
    this.file = join(place.folder, '.rollcall', 'secrets.json');
  }

  /** What `${secret:NAME}` can name. */
  async names(): Promise<readonly string[]> {
    return Object.keys(await this.read());
  }

  /** The secret, or `undefined` when there is none of that name. Throws a `ConfigError` when the key is not the one that sealed it. */
  async reveal(name: string): Promise<string | undefined> {
    const sealed = (await this.read())[name];
    if (sealed === undefined) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', await this.key(), Buffer.from(sealed.iv, 'base64'));
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    try {
      return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new ConfigError({
        code: 'secret-sealed-otherwise',
        doing: `opening the secret "${name}"`,
        happened: 'it was sealed with another key, or the store was changed',
        hint: 'give the right ROLLCALL_SECRET_KEY, or type the secret into the console again',
        cause: error,
      });
    }
  }

  /** Seals a secret under a name; one of that name is replaced. */
  async seal(name: string, secret: string): Promise<void> {
    if (!NAME.test(name))
      throw new ConfigError({
        code: 'secret-name',
        doing: `sealing the secret "${name}"`,
        happened: 'a name may have letters, digits, ".", "-" and "_" only',
        hint: 'choose another name',
      });
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', await this.key(), iv);
    cipher.setAAD(Buffer.from(name));
    const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const sealed = { iv: base64(iv), tag: base64(cipher.getAuthTag()), data: base64(data) };
    await this.change((secrets) => ({ ...secrets, [name]: sealed }));
  }

  /** Those that are not there are no matter. */
  async remove(...names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.change((secrets) =>
      Object.fromEntries(Object.entries(secrets).filter(([name]) => !names.includes(name))),
    );
  }

  /** One change after the other, so that none is lost. */
  private change(next: (secrets: Secrets) => Secrets): Promise<void> {
    const done = this.queue.then(async () => this.write(next(await this.read())));
    this.queue = done.catch(() => {});
    return done;
  }

  private async read(): Promise<Secrets> {
    const text = await readFile(this.file, 'utf8').catch(absent);
    return text === undefined ? {} : (JSON.parse(text) as { secrets: Record<string, Sealed> }).secrets;
  }

  private async write(secrets: Secrets): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    const next = `${this.file}.${process.pid}.new`;
    await writeFile(next, `${JSON.stringify({ version: 1, secrets }, null, 2)}\n`, { mode: 0o600 });
    await rename(next, this.file);
  }

  private async key(): Promise<Buffer> {
    const { ROLLCALL_SECRET_KEY: given, ROLLCALL_SECRET_KEY_FILE: path } = this.place.env;
    const own = join(this.place.folder, '.rollcall', 'secrets.key');
    const text = given ?? (await readFile(path ?? own, 'utf8').catch(path === undefined ? absent : unreadable(path)));
    const key = Buffer.from((text ?? (await makeKey(own))).trim(), 'base64');
    if (key.length === KEY_BYTES) return key;
    throw new ConfigError({
      code: 'secret-key',
      doing: 'opening the store of secrets',
      happened: `its key has ${key.length} bytes`,
      hint: `it must be ${KEY_BYTES} bytes in base64, such as "openssl rand -base64 32" gives`,
    });
  }
}

async function makeKey(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const key = base64(randomBytes(KEY_BYTES));
  // "wx": of two that begin at once, one makes the key and the other reads it.
  await writeFile(path, `${key}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(path, 'utf8');
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    throw new ConfigError({
      code: 'secret-key',
      doing: `reading the key of secrets from ${path}`,
      happened: (error as NodeJS.ErrnoException).code ?? 'it cannot be read',
      hint: 'see whether ROLLCALL_SECRET_KEY_FILE is right',
      cause: error,
    });
  };
}
