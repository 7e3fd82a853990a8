import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanFolder, Started } from './clean-folder.js';

/** Simulated systems in a process of their own, served by the packed `@rollcall/testing`. */
export interface Systems {
  readonly drupal: string;
  readonly joomla: string;
  /** Address of the small directory of people, for the provider from the scaffold. */
  readonly people: string;
  readonly env: Readonly<Record<string, string>>;
  /** User names in Joomla that may sign in, without the administrator. */
  inJoomla(): Promise<readonly string[]>;
  /** Drupal's id of a person. */
  uuid(name: string): Promise<string>;
  close(): Promise<void>;
}

/** What a folder needs from which {@link startSystems} starts them. */
export const SIMULATORS: Readonly<Record<string, string>> = {
  '@rollcall/testing': '*',
  '@rollcall/contract': '*',
  '@rollcall/plugin': '*',
  inversify: '^8.2.0',
  'reflect-metadata': '^0.2.2',
};

export const SECRET = `whsec_${Buffer.from('a secret for tests of twenty-four').toString('base64')}`;

export async function startSystems(folder: CleanFolder): Promise<Systems> {
  folder.write('simulators.mjs', readFileSync(join(import.meta.dirname, '..', 'assets', 'simulators.mjs'), 'utf8'));
  const started: Started = await folder.start('simulators.mjs', /ready (\{.*\})/);
  const told = JSON.parse(started.match[1] ?? '') as Readonly<
    Record<'drupal' | 'joomla' | 'control' | 'token', string>
  >;
  const ask = async <T>(path: string): Promise<T> => (await fetch(told.control + path)).json() as Promise<T>;
  return {
    drupal: told.drupal,
    joomla: told.joomla,
    people: told.control,
    env: {
      DRUPAL_PASSWORD: 'prov-pass-1',
      JOOMLA_TOKEN: told.token,
      PEOPLE_TOKEN: 'people',
      ROLLCALL_WEBHOOK_SECRET: SECRET,
    },
    inJoomla: async () =>
      (await ask<readonly { readonly username: string; readonly block: number }[]>('/_joomla'))
        .filter(({ username, block }) => username !== 'admin' && block === 0)
        .map(({ username }) => username)
        .sort(),
    uuid: async (name) =>
      (await ask<readonly { readonly name: string; readonly uuid: string }[]>('/_drupal')).find(
        (user) => user.name === name,
      )?.uuid ?? '',
    close: async () => {
      await started.end();
    },
  };
}

/** A sync of those who may use Joomla, with the triggers that are given. */
export function configOf(systems: Pick<Systems, 'drupal' | 'joomla'>, triggers: string): string {
  return `extensions: ['@rollcall/drupal', '@rollcall/joomla']
connections:
  intranet:
    provider: drupal
    baseUrl: ${systems.drupal}
    auth: { type: basic, username: provisioner, password: '\${env:DRUPAL_PASSWORD}' }
  website: { provider: joomla, baseUrl: ${systems.joomla}, token: '\${env:JOOMLA_TOKEN}' }
syncs:
  staff:
    from: intranet
    to: website
    scope: { roles: [joomla_user] }
    correlate: [userName]
    mapping: { userName: name, 'emails[type eq "work"].value': mail, name.givenName: field_first_name, name.familyName: field_last_name }
    operations: [create, update, deactivate, reactivate]
    triggers: ${triggers}
`;
}

/** The manifest of an example. */
export function manifestOf(folder: string): {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
} {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof manifestOf>;
}
