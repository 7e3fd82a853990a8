import type { DrupalSite, ScimService } from '@rollcall/testing';

/** A user as any SCIM service keeps it, as far as the tests look. */
export interface ScimPerson {
  readonly userName: string;
  readonly active?: boolean;
  readonly name?: { readonly givenName?: string; readonly familyName?: string };
  readonly emails?: readonly { readonly type?: string; readonly value?: string }[];
}

/** What the service must hold, computed from the Drupal site alone: one line for each person. */
export function expectedScimPeople(site: DrupalSite): readonly string[] {
  return [...site.users.all()]
    .filter(({ uid, roles, status }) => uid > 1 && status && roles.includes('joomla_user'))
    .map(({ name, mail, roles, fields }) => {
      const groups = [roles.includes('content_editor') && 'Editors', roles.includes('manager') && 'Staff'].filter(
        Boolean,
      );
      return line(name, mail, fields.field_first_name, fields.field_last_name?.trim(), groups as string[]);
    })
    .sort();
}

/** One person of a service, in the same words. */
export function scimLine({ userName, name, emails }: ScimPerson, groups: readonly string[]): string {
  const mail = emails?.find(({ type }) => type === 'work')?.value;
  return line(userName, mail, name?.givenName, name?.familyName, groups);
}

/** The active people of the simulator, read from what it holds. */
export function actualScimPeople(service: ScimService): readonly string[] {
  return [...service.users.all()]
    .filter(({ active }) => active === true)
    .map((user) =>
      scimLine(
        user as unknown as ScimPerson,
        service.groupIdsOf(user.id).map((id) => String(service.groups.get(id)?.displayName)),
      ),
    )
    .sort();
}

function line(
  userName: string,
  mail: string | null | undefined,
  given: string | null | undefined,
  family: string | null | undefined,
  groups: readonly string[],
): string {
  return `${userName} <${mail ?? ''}> ${given ?? ''}|${family ?? ''} [${groups.toSorted().join('+')}]`;
}
