import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@rollcall/cli';
import {
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  type DrupalSite,
  generateDrupalSite,
  JoomlaSite,
  type ServedSimulator,
  serveSimulator,
} from '@rollcall/testing';
import { root } from '../../support/root.js';

/** A Drupal, a Joomla, a folder, and `rollcall serve` in it. */
export interface ServedStage {
  readonly folder: string;
  /** Where the console is, without a slash at the end. */
  readonly url: string;
  /** Path of the one-time link that the terminal showed; empty where there was none. */
  readonly invitation: string;
  readonly drupal: ServedSimulator;
  readonly drupalSite: DrupalSite;
  readonly joomla: ServedSimulator;
  readonly joomlaSite: JoomlaSite;
  readonly joomlaToken: string;
  /** Log lines of the server. */
  readonly log: string[];
  close(): Promise<void>;
}

export interface ServedStageOptions {
  readonly users?: number;
  /** `rollcall.yaml` that is there from the start; `http://drupal` and `http://joomla` stand for the addresses. */
  readonly config?: string;
  /** Further files of that folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export const DRUPAL_PASSWORD = DRUPAL_ACCOUNTS.provisioner.pass;

/** Starts everything in this process, on ports of this machine, until `close`. */
export async function openServedStage({
  users = 40,
  config,
  files = {},
}: ServedStageOptions = {}): Promise<ServedStage> {
  const drupalSite = generateDrupalSite({ users, seed: 11 });
  const joomlaSite = new JoomlaSite({ groups: ['Staff'] });
  const administrator = joomlaSite.addUser({
    name: 'Admin',
    username: 'admin',
    email: 'admin@joomla.example.test',
    groups: [8],
  });
  const drupal = await serveSimulator(createDrupalSimulator({ site: drupalSite }));
  const joomla = await serveSimulator(createJoomlaSimulator({ site: joomlaSite }));
  const joomlaToken = joomlaSite.tokenFor(administrator);
  mkdirSync(join(root, '.rollcall'), { recursive: true });
  // Inside the repository, so that its packages can be found from there.
  const folder = mkdtempSync(join(root, '.rollcall', 'console-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  if (config !== undefined)
    writeFileSync(
      join(folder, 'rollcall.yaml'),
      config.replaceAll('http://drupal', drupal.url).replaceAll('http://joomla', joomla.url),
    );
  const stop = new AbortController();
  const log: string[] = [];
  const greeted = Promise.withResolvers<string>();
  let out = '';
  const terminal = {
    out: (text: string) => {
      out += text;
      if (out.includes('console: http') || out.includes('/welcome?token=')) greeted.resolve(out);
    },
    err: (text: string) => void log.push(text),
    color: false,
    live: false,
    columns: 100,
  };
  const env = { DRUPAL_PASSWORD, JOOMLA_TOKEN: joomlaToken };
  const ended = runProgram(
    { terminal, env, folder, stop: stop.signal },
    ['serve', '--port', '0', '--log-level', 'warn'],
    '0.0.0',
  );
  const greeting = await Promise.race([
    greeted.promise,
    ended.then((code) => Promise.reject(new Error(`serve ended with ${code}: ${log.join('')}`))),
  ]);
  return {
    folder,
    url: /Rollcall serves at (\S+)/.exec(greeting)?.[1] ?? '',
    invitation: /(\/welcome\?token=\S+)/.exec(greeting)?.[1] ?? '',
    drupal,
    drupalSite,
    joomla,
    joomlaSite,
    joomlaToken,
    log,
    close: async () => {
      stop.abort(new Error('the test is over'));
      await ended;
      await Promise.all([drupal.close(), joomla.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
