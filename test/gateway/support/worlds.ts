import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Provider, Secret } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { DrupalConfig, DrupalProvider } from '@rollcall/drupal';
import { createHttpClients, systemClock } from '@rollcall/engine';
import { JoomlaConfig, JoomlaProvider } from '@rollcall/joomla';
import { parseConfig } from '@rollcall/plugin';
import {
  addStandardAccounts,
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  DrupalSite,
  JoomlaSite,
  serveSimulator,
} from '@rollcall/testing';
import type { TestPostgres } from '../../support/postgres.js';

/** What the system itself holds of a person, seen without the gateway and without the provider. */
export interface TruePerson {
  readonly mail: string | undefined;
  readonly name: string | undefined;
  readonly active: boolean;
  /** Names of groups. */
  readonly groups: readonly string[];
}

/** A system to push people into. */
export interface GatewayWorld {
  readonly provider: Provider;
  person(userName: string): Promise<TruePerson | undefined>;
  /** Name of a group that is there already. */
  readonly group: string;
  /** User name of an account that must never be changed, and its id. */
  readonly protectedName: string;
  protectedId(): string;
  /** Name of a group whose members are never changed, where there is one. */
  readonly privilegedGroup?: string;
  readonly makesGroups: boolean;
  close(): Promise<void>;
}

export const WORLDS: Readonly<Record<string, () => Promise<GatewayWorld>>> = {
  'the SQLite directory': openDirectory,
  'Joomla, by its Web Services API': openJoomla,
  'Drupal, by JSON:API': openDrupal,
};

async function openDirectory(): Promise<GatewayWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-gateway-'));
  const path = join(folder, 'directory.sqlite');
  return directoryWorld(
    { path },
    {
      rows: async (sql, ...values) => {
        const file = new DatabaseSync(path, { readOnly: true });
        try {
          return file.prepare(sql).all(...values);
        } finally {
          file.close();
        }
      },
      gone: async () => rmSync(folder, { recursive: true, force: true }),
    },
  );
}

/** A directory in a schema of its own on a real server. */
export async function openPostgresDirectory(postgres: TestPostgres): Promise<GatewayWorld> {
  const schema = postgres.schema();
  return directoryWorld(
    { url: new Secret(postgres.url), schema, connections: 4 },
    {
      rows: (sql, ...values) => {
        let number = 0;
        return postgres.rows(
          schema,
          sql.replaceAll('?', () => `$${(number += 1)}`),
          ...values,
        );
      },
      gone: async () => {},
    },
  );
}

/** The tables as somebody else reads them. */
interface Tables {
  rows(sql: string, ...values: readonly (string | number)[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  gone(): Promise<void>;
}

async function directoryWorld(settings: Readonly<Record<string, unknown>>, tables: Tables): Promise<GatewayWorld> {
  const provider = new DirectoryProvider(parseConfig(DirectoryConfig, { ...settings, protect: ['root'] }));
  const context = { signal: new AbortController().signal, key: 'k' };
  const { id } = await provider.writer.create({ attributes: { userName: 'root' }, active: true, groups: [] }, context);
  await provider.groupWriter.create('Crew', context);
  return {
    provider,
    group: 'Crew',
    protectedName: 'root',
    protectedId: () => id,
    makesGroups: true,
    person: async (userName) => {
      const [row] = await tables.rows(
        'SELECT seq, active, data FROM account WHERE user_name_key = ?',
        userName.toLowerCase(),
      );
      if (row === undefined) return undefined;
      const data = JSON.parse(String(row.data)) as {
        emails?: { type?: string; value: string }[];
        displayName?: string;
      };
      const groups = await tables.rows(
        'SELECT name FROM account_group g JOIN membership m ON m.in_group = g.seq WHERE m.account = ? ORDER BY name',
        Number(row.seq),
      );
      return {
        mail: data.emails?.find(({ type }) => type === 'work')?.value,
        name: data.displayName,
        active: row.active === 1,
        groups: groups.map(({ name }) => String(name)),
      };
    },
    close: async () => {
      await provider.close();
      await tables.gone();
    },
  };
}

async function openJoomla(): Promise<GatewayWorld> {
  const site = new JoomlaSite({ groups: ['Crew'] });
  const admin = site.addUser({ name: 'Admin', username: 'admin', email: 'admin@joomla.example.test', groups: [8] });
  const served = await serveSimulator(createJoomlaSimulator({ site }));
  const provider = new JoomlaProvider(
    parseConfig(JoomlaConfig, { baseUrl: served.url, route: 'core', token: site.tokenFor(admin) }),
    createHttpClients({ clock: systemClock }),
  );
  return {
    provider,
    group: 'Crew',
    protectedName: 'admin',
    protectedId: () => String(admin.id),
    privilegedGroup: 'Super Users',
    makesGroups: true,
    person: async (userName) => {
      const user = site.userByUsername(userName);
      if (user === undefined) return undefined;
      const groups = [...user.groups]
        .map((id) => site.groups.get(id)?.title ?? '')
        .filter((title) => title !== 'Registered');
      return { mail: user.email, name: user.name, active: user.block === 0, groups: groups.sort() };
    },
    close: async () => {
      await provider.close();
      await served.close();
    },
  };
}

async function openDrupal(): Promise<GatewayWorld> {
  const site = new DrupalSite();
  addStandardAccounts(site);
  const served = await serveSimulator(createDrupalSimulator({ site }));
  const { provisioner, admin } = DRUPAL_ACCOUNTS;
  const provider = new DrupalProvider(
    parseConfig(DrupalConfig, {
      baseUrl: served.url,
      auth: { type: 'basic', username: provisioner.name, password: provisioner.pass },
    }),
    createHttpClients({ clock: systemClock }),
  );
  const named = (userName: string) =>
    [...site.users.all()].find(({ name }) => name.toLowerCase() === userName.toLowerCase());
  return {
    provider,
    group: 'Manager',
    protectedName: admin.name,
    protectedId: () => named(admin.name)?.uuid ?? '',
    privilegedGroup: 'API provisioner',
    makesGroups: false,
    person: async (userName) => {
      const user = named(userName);
      if (user === undefined) return undefined;
      const groups = user.roles
        .filter((role) => role !== 'authenticated')
        .map((role) => (role === 'manager' ? 'Manager' : role));
      return { mail: user.mail ?? undefined, name: undefined, active: user.status, groups };
    },
    close: async () => {
      await provider.close();
      await served.close();
    },
  };
}
