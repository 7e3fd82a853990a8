import { GROUP_TYPE, USER_TYPE } from '@rollcall/scim-protocol';
import type { JoomlaSite } from './joomla-site.js';
import type { JoomlaGroup, JoomlaUser } from './model.js';

export type Resource = Readonly<Record<string, unknown>>;

/** A user of the site as a SCIM resource. `root`: address of the SCIM service. */
export function userResource(site: JoomlaSite, user: JoomlaUser, root: string): Resource {
  const groups = [...user.groups].map((id) => ({ value: String(id), display: site.groups.get(id)?.title ?? '' }));
  return {
    schemas: [USER_TYPE.schema.id],
    id: String(user.id),
    userName: user.username,
    name: { formatted: user.name },
    displayName: user.name,
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.block === 0,
    groups,
    meta: {
      resourceType: 'User',
      created: `${user.registerDate.replace(' ', 'T')}Z`,
      location: `${root}/Users/${user.id}`,
    },
  };
}

/** A group with its direct members. */
export function groupResource(site: JoomlaSite, group: JoomlaGroup, root: string): Resource {
  const members = [...site.users.values()].filter(({ groups }) => groups.has(group.id));
  return {
    schemas: [GROUP_TYPE.schema.id],
    id: String(group.id),
    displayName: group.title,
    members: members.map(({ id, username }) => ({ value: String(id), display: username })),
    meta: { resourceType: 'Group', location: `${root}/Groups/${group.id}` },
  };
}

/** What of a resource Joomla can store. Absent: the resource does not say. */
export interface UserValues {
  readonly username?: string;
  readonly email?: string;
  readonly name?: string;
  readonly block?: 0 | 1;
}

export function userValues(resource: Resource, before?: Resource): UserValues {
  const emails = (Array.isArray(resource.emails) ? resource.emails : []) as readonly Resource[];
  const email = (emails.find(({ type }) => type === 'work') ?? emails[0])?.value;
  const name = nameIn(resource, before);
  return {
    ...(typeof resource.userName === 'string' ? { username: resource.userName } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(name === undefined ? {} : { name }),
    ...(typeof resource.active === 'boolean' ? { block: resource.active ? 0 : 1 } : {}),
  };
}

/** Joomla has one name, SCIM has four ways to say it: of those that changed, the first counts. */
function nameIn(resource: Resource, before: Resource | undefined): string | undefined {
  const told = nameWays(resource);
  const known = before === undefined ? [] : nameWays(before);
  return told.find((name, at) => name !== undefined && name !== known[at]) ?? told.find((name) => name !== undefined);
}

function nameWays({ displayName, name }: Resource): readonly (string | undefined)[] {
  const { formatted, givenName, familyName } = (name ?? {}) as Resource;
  const parts = [givenName, familyName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  return [displayName, formatted, parts].map((way) => (typeof way === 'string' && way !== '' ? way : undefined));
}
