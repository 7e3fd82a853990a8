import { addStandardAccounts, DrupalSite, type DrupalUser, JoomlaSite, type JoomlaUser } from '@rollcall/testing';
import { expect } from 'chai';
import type { Stage } from './stage.js';

/** Two sites whose people are the same to Rollcall: Drupal's own fields, and Joomla's custom fields. */
export interface TwoSites {
  readonly drupal: DrupalSite;
  readonly joomla: JoomlaSite;
}

/** Empty but for the accounts that every site has. */
export function twoSites({ now }: { readonly now?: () => number } = {}): TwoSites {
  const clock = now === undefined ? {} : { now };
  const drupal = new DrupalSite({ seed: 1, ...clock });
  addStandardAccounts(drupal);
  const joomla = new JoomlaSite({ groups: ['Staff'], fields: [{ name: 'department' }, { name: 'phone' }], ...clock });
  return { drupal, joomla };
}

export const GROUPS = { manager: 'Staff', content_editor: 'Editor' } as const;

export function twoWayConfig(stage: Pick<Stage, 'config'>, more = ''): string {
  return stage.config.replace(
    /syncs:[\s\S]*$/,
    `syncs:
  people:
    between: [intranet, website]
    correlate: [userName, 'emails[type eq "work"].value']
    mapping:
      username: name
      email: mail
      department: field_department
      phone: field_phone
    groups: { roles: { manager: Staff, content_editor: Editor } }
    protect: [plain]
    guard: { deactivate: { percent: 50, atLeast: 20 } }
${more}`,
  );
}

export function addPerson(
  { drupal, joomla }: TwoSites,
  at: 'drupal' | 'joomla',
  name: string,
  more: {
    readonly mail?: string;
    readonly department?: string;
    readonly groups?: readonly (keyof typeof GROUPS)[];
  } = {},
): void {
  const mail = more.mail ?? `${name}@example.test`;
  if (at === 'drupal')
    drupal.addUser({ name, mail, roles: more.groups ?? [], fields: { field_department: more.department ?? null } });
  else
    joomla.addUser({
      name,
      username: name,
      email: mail,
      groups: [2, ...(more.groups ?? []).map((role) => groupId(joomla, GROUPS[role]))],
      fields: more.department === undefined ? {} : { department: more.department },
    });
}

export function groupId(joomla: JoomlaSite, title: string): number {
  const group = [...joomla.groups.values()].find((one) => one.title === title);
  if (group === undefined) throw new Error(`there is no group ${title}`);
  return group.id;
}

/** What both sites must agree on, by user name: read from the sites themselves. */
export function drupalPeople(site: DrupalSite): Readonly<Record<string, string>> {
  return face(
    site.users.all().filter(({ uid, name }) => uid > 2 && name !== 'plain'),
    ({ name, mail, fields, roles, status }: DrupalUser) => [
      name,
      [
        mail?.toLowerCase(),
        fields.field_department ?? '',
        fields.field_phone ?? '',
        Object.entries(GROUPS)
          .filter(([role]) => roles.includes(role))
          .map(([, title]) => title)
          .join('+'),
        status ? 'active' : 'blocked',
      ],
    ],
  );
}

export function joomlaPeople(site: JoomlaSite): Readonly<Record<string, string>> {
  return face(
    [...site.users.values()].filter(({ username }) => username !== 'admin'),
    ({ username, email, fields, groups, block }: JoomlaUser) => [
      username,
      [
        email.toLowerCase(),
        fields.get('department') ?? '',
        fields.get('phone') ?? '',
        Object.values(GROUPS)
          .filter((title) => groups.has(groupId(site, title)))
          .join('+'),
        block === 0 ? 'active' : 'blocked',
      ],
    ],
  );
}

export function expectSame({ drupalSite, joomlaSite }: Pick<Stage, 'drupalSite' | 'joomlaSite'>): void {
  expect(joomlaPeople(joomlaSite)).to.deep.equal(drupalPeople(drupalSite));
}

/** Requests that change something. */
export function writesOf({ counts }: Stage['drupal']): number {
  return ['POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (counts[method] ?? 0), 0);
}

function face<T>(
  people: readonly T[],
  show: (person: T) => readonly [string, readonly unknown[]],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    people
      .map(show)
      .map(([name, parts]) => [name.toLowerCase(), parts.join(' | ')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
