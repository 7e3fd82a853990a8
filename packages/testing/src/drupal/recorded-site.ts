import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRUPAL_ACCOUNTS } from './generate-site.js';
import type { DrupalUser, NewDrupalUser } from './model.js';
import { DrupalSite, type DrupalSiteOptions } from './site.js';

/** Password of every recorded account that is none of the three known ones. */
export const RECORDED_USER_PASS = 'User-pass-1';

/**
 * Rebuilds the recorded site: 234 users of the walk (pages 018 to 022) and the roles of recording 089.
 *
 * @param directory the folder with the recordings of Drupal.
 * @throws the error of `readFileSync` where a recording is missing.
 */
export function drupalSiteFromRecordings(directory: string, options: DrupalSiteOptions = {}): DrupalSite {
  const site = new DrupalSite(options);
  const read = (number: string): Document => {
    const file = readdirSync(directory).find((name) => name.startsWith(`${number}-`));
    if (file === undefined) throw new Error(`rebuilding the recorded site: ${directory} holds no recording ${number}`);
    return (JSON.parse(readFileSync(join(directory, file), 'utf8')) as { response: { body: Document } }).response.body;
  };
  for (const { id: uuid, attributes } of read('089').data) {
    site.addRole({
      id: attributes.drupal_internal__id as string,
      uuid,
      label: attributes.label as string,
      weight: attributes.weight as number,
      isAdmin: attributes.is_admin as boolean | null,
      permissions: attributes.permissions as string[],
      dependencies: Array.isArray(attributes.dependencies)
        ? {}
        : (attributes.dependencies as Record<string, readonly string[]>),
    });
  }
  const rows = ['018', '019', '020', '021', '022'].flatMap((number) => read(number).data);
  for (const row of rows) {
    if (row.attributes.drupal_internal__uid !== undefined) site.addUser(recordedUser(site, row));
  }
  const anonymous = rows.find(({ attributes }) => attributes.drupal_internal__uid === undefined);
  const installed = site.users.find(1)?.created ?? 0;
  site.addUser({ uid: 0, name: '', uuid: anonymous?.id ?? site.uuid(), created: installed, changed: installed });
  return site;
}

interface Resource {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships?: {
    readonly roles?: { readonly data: readonly { readonly meta: { readonly drupal_internal__target_id: string } }[] };
  };
}

interface Document {
  readonly data: readonly Resource[];
}

function recordedUser(site: DrupalSite, { id, attributes, relationships }: Resource): NewDrupalUser {
  const seconds = (name: string): number => Math.floor(Date.parse(attributes[name] as string) / 1000);
  const name = attributes.name as string;
  const known = Object.values(DRUPAL_ACCOUNTS).find((account) => account.name === name);
  const user: Omit<DrupalUser, 'langcode'> = {
    uid: attributes.drupal_internal__uid as number,
    uuid: id,
    name,
    mail: attributes.mail as string | null,
    pass: known?.pass ?? RECORDED_USER_PASS,
    status: attributes.status as boolean,
    roles: relationships?.roles?.data.map(({ meta }) => meta.drupal_internal__target_id) ?? [],
    timezone: attributes.timezone as string | null,
    preferredLangcode: attributes.preferred_langcode as string,
    preferredAdminLangcode: attributes.preferred_admin_langcode as string | null,
    created: seconds('created'),
    changed: seconds('changed'),
    access: seconds('access'),
    login: seconds('login'),
    init: attributes.init as string | null,
    fields: Object.fromEntries(
      site.fields.map((field) => [field.name, (attributes[field.name] as string | null | undefined) ?? null]),
    ),
  };
  return user;
}
