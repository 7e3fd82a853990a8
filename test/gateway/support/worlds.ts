import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Provider } from '@rollcall/contract';
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
  person(userName: string): TruePerson | undefined;
  /** Name of a group that is there already. */
  readonly group: string;
  /** Userame of an account that must never be changed, and its id. */
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
  const provider = new DirectoryProvider(parseConfig(DirectoryConfig, { path, protect: ['root'] }));
  const context = { signal: new AbortController().signal, key: 'k' };
  const { id } = await provider.writer.create({ attributes: { userName: 'root' }, active: true, groups: [] }, context);
  await provider.groupWriter.create('Crew', context);
  const file = new DatabaseSync(path);
  return {
    provider,
    group: 'Crew',
    protectedName: 'root',
    protectedId: () => id,
    makesGroups: true,
    person: (userName) => {
      const row = file
        .prepare('SELECT seq, active, data FROM account WHERE user_name_key = ?')
        .get(userName.toLowerCase());
      if (row === undefined) return undefined;
      const data = JSON.parse(String(row.data)) as {
        emails?: { type?: string; value: string }[];
        displayName?: string;
      };
      const groups = file
        .prepare(
          'SELECT name FROM account_group g JOIN membership m ON m.in_group = g.seq WHERE m.account = ? ORDER BY name',
        )
        .all(Number(row.seq))
        .map(({ name }) => String(name));
      return {
        mail: data.emails?.find(({ type }) => type === 'work')?.value,
        name: data.displayName,
        active: row.active === 1,
        groups,
      };
    },
    close: async () => {
      file.close();
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
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
    person: (userName) => {
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
    person: (userName) => {
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
