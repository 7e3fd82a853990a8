import { seededRandom } from '../simulator/seeded-random.js';
import { DrupalSite, type DrupalSiteOptions } from './site.js';

/** How many people a made-up site has. */
export interface GenerateSiteOptions extends Omit<DrupalSiteOptions, 'seed'> {
  /** Users beside the Anonymous user, the administrator and `provisioner`. */
  readonly users: number;
  /** The same number makes the same people. */
  readonly seed: number;
}

/** Credentials of the accounts every made or rebuilt site has. */
export const DRUPAL_ACCOUNTS = {
  /** uid 1: may do everything. */
  admin: { name: 'admin', pass: 'admin-pass-1' },
  /** Holds `administer users` and `administer permissions`. */
  provisioner: { name: 'provisioner', pass: 'prov-pass-1' },
  /** Logged in, without a permission. */
  plain: { name: 'plain', pass: 'plain-pass-1' },
} as const;

/** Adds the roles and the three accounts that the recorded site has. Uids 1 to 3, so call it on an empty site. */
export function addStandardAccounts(site: DrupalSite): void {
  site.addRole({ id: 'content_editor', label: 'Content editor', weight: 2, isAdmin: false });
  site.addRole({ id: 'manager', label: 'Manager', weight: 4 });
  site.addRole({ id: 'joomla_user', label: 'Joomla user', weight: 5 });
  site.addRole({
    id: 'api_provisioner',
    label: 'API provisioner',
    weight: 6,
    permissions: ['administer permissions', 'administer users'],
  });
  const { admin, provisioner, plain } = DRUPAL_ACCOUNTS;
  site.addUser({ ...admin, mail: 'admin@drupal.example.com', roles: ['administrator'] });
  site.addUser({ ...provisioner, mail: 'provisioner@drupal.example.com', roles: ['api_provisioner'] });
  site.addUser({ ...plain, mail: 'plain@drupal.example.com' });
}

/**
 * Makes a site of any size; the same seed makes the same site. About one user in ten is blocked, five users share
 * each second of `changed`, names are unique and hold letters of several scripts.
 */
export function generateDrupalSite({ users, seed, ...options }: GenerateSiteOptions): DrupalSite {
  const site = new DrupalSite({ ...options, seed });
  addStandardAccounts(site);
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const start = Date.UTC(2026, 0, 1, 1) / 1000;
  for (let number = 1; number <= users; number += 1) {
    const first = pick(FIRST_NAMES);
    const last = pick(LAST_NAMES);
    const time = start + Math.floor((number - 1) / 5) * 60;
    site.addUser({
      name: `${first}.${last}.${number}`.toLowerCase(),
      mail: random() < 0.01 ? null : `user${number}@example.test`,
      pass: 'user-pass-1',
      status: random() >= 0.1,
      roles: ['content_editor', 'manager', 'joomla_user'].filter(() => random() < 0.4),
      created: time,
      changed: time,
      fields: {
        field_first_name: first,
        field_last_name: last,
        field_department: random() < 0.2 ? null : pick(DEPARTMENTS),
        field_phone: random() < 0.5 ? null : `+49 30 ${Math.floor(random() * 1e7)}`,
      },
    });
  }
  return site;
}

const FIRST_NAMES = ['Ada', 'Zoë', 'Søren', 'Łukasz', '北京', 'Renée', 'Jürgen', 'Olga', 'Noël', 'Ines'];
const LAST_NAMES = ['Weiß', "O'Neil", 'Ångström', 'Łoś', 'Brown', 'Peña', 'Straße', 'Rossi', 'Nguyễn', 'Singh'];
const DEPARTMENTS = ['Sales', 'R&D', 'Engineering', 'Support', '総務'];
