import type { DrupalSite, JoomlaSite } from '@rollcall/testing';

/** What Joomla must hold, computed from the Drupal site alone: one line for each person. Joomla takes no apostrophes in user names. */
export function expectedPeople(site: DrupalSite): readonly string[] {
  const people = [...site.users.all()].filter(
    ({ uid, roles, status, mail }) => uid > 1 && status && roles.includes('joomla_user') && mail !== null,
  );
  return people
    .map(({ name, mail, roles, fields }) => {
      const given = fields.field_first_name ?? '';
      const family = fields.field_last_name ?? '';
      const groups = [roles.includes('content_editor') && 'Editor', roles.includes('manager') && 'Staff']
        .filter(Boolean)
        .sort()
        .join('+');
      return `${name.replaceAll("'", '')} <${mail}> ${`${given} ${family}`.trim() || name} [${groups || 'Registered'}]`;
    })
    .sort();
}

/** What it holds, read from the site itself. */
export function actualPeople(site: JoomlaSite): readonly string[] {
  return [...site.users.values()]
    .filter(({ username, block }) => username !== 'admin' && block === 0)
    .map(({ username, email, name, groups }) => {
      const titles = [...groups]
        .map((id) => site.groups.get(id)?.title ?? '?')
        .filter((title) => title !== 'Registered' || groups.size === 1)
        .sort();
      return `${username} <${email}> ${name} [${titles.join('+')}]`;
    })
    .sort();
}
