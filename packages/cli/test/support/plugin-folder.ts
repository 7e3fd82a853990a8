import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram, type Terminal } from '@rollcall/cli';
import type { Printed } from './stage.js';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** A folder below the workspace, where packages are found, with files of one's own and the command line. */
export interface PluginFolder {
  readonly folder: string;
  write(name: string, text: string): void;
  read(name: string): string;
  chmod(name: string, mode: number): void;
  /** `printed` is told everything as it comes. */
  rollcall(args: readonly string[], stop?: AbortSignal, printed?: (text: string) => void): Promise<Printed>;
  close(): void;
}

export function openPluginFolder(): PluginFolder {
  mkdirSync(join(root, '.rollcall'), { recursive: true });
  const folder = mkdtempSync(join(root, '.rollcall', 'plugins-'));
  return {
    folder,
    write: (name, text) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    chmod: (name, mode) => chmodSync(join(folder, name), mode),
    rollcall: async (args, stop = new AbortController().signal, printed = () => {}) => {
      let out = '';
      let err = '';
      const terminal: Terminal = {
        out: (text) => {
          out += text;
          printed(text);
        },
        err: (text) => {
          err += text;
          printed(text);
        },
        color: false,
        live: false,
        columns: 120,
      };
      const code = await runProgram({ terminal, env: {}, folder, stop }, args, '1.2.3');
      return { code, out, err };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Two people and where they shall be, with a mapper of one's own between; without HTTP. */
export const PEOPLE_FILE = `import { defineProvider } from '@rollcall/contract';
const PEOPLE = [{ id: '7', attributes: { login: 'ada', number: '42' } }, { id: '8', attributes: { login: 'bob', number: '7' } }, { id: '9', attributes: { login: 'cem', number: '1' } }];
const yes = { supported: true };
const provider = (id) => defineProvider({ id, label: id, create: () => ({
  check: async () => ({ stages: [] }),
  schema: async () => ({ attributes: [{ name: 'login', type: 'string', unique: true, findable: true }, { name: 'number', type: 'string' }] }),
  accounts: {
    async *pages({ signal }) { signal.throwIfAborted(); yield { accounts: PEOPLE, proof: { complete: true, how: 'in memory' } }; },
    get: async (wanted) => PEOPLE.find(({ id }) => id === wanted),
    search: async (text, { limit }) => PEOPLE.filter(({ id, attributes }) => id === text || attributes.login.startsWith(text)).slice(0, limit),
  },
  writer: {
    operations: async () => ({ create: yes, update: yes, deactivate: yes, reactivate: yes, delete: yes, memberships: yes, list: yes }),
    find: async (terms) => PEOPLE.filter(({ attributes }) => terms.every(({ attribute, value }) => attributes[attribute] === value)),
    create: async () => ({ id: '1' }), update: async (id) => ({ id }), deactivate: async (id) => ({ id }), reactivate: async (id) => ({ id }),
    delete: async () => ({ outcome: 'deleted' }),
  },
}) });
export default [provider('people-file'), provider('elsewhere')];
`;

export const MAPPER_FILE = `import { defineMapper } from '@rollcall/contract';
export default defineMapper({ id: 'staff-number', label: 'Staff number', examples: [{ from: 'number', input: { number: '42' }, output: 'S-42' }], map: ({ value }) => (value === undefined || value === null ? value : \`S-\${value}\`) });
`;

export const PLUGINS_YAML = `# Who is here.
extensions: ['./people.mjs', "./staff-number.mjs"]   # ours
connections:
  people:   { provider: people-file }
  website:  { provider: elsewhere }
syncs:
  staff:   # everybody
    from: people
    to: website
    correlate: [login]
    mapping: { login: login, number: { from: number, through: [staff-number] } }
    operations: [create]
`;
