import type { OperationSupport, Support } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import type { ScimConfig } from '../scim-config.js';

/** What will work at this service, and by which way; or why not. */
export function operationSupport(config: ScimConfig, { service, manner }: Facts): OperationSupport {
  const { deactivateBy, deleteMeans } = config;
  const bulk = manner.bulk === undefined ? '' : ', many at once by Bulk';
  const change =
    manner.updateBy === 'none'
      ? no('the setting "updateBy" is "none"')
      : yes(`${manner.updateBy.toUpperCase()} ${service.usersPath}${bulk}`);
  const remove =
    deleteMeans === 'none' ? no('the setting "deleteMeans" is "none"') : yes(`DELETE ${service.usersPath}${bulk}`);
  const byActive = deactivateBy === 'none' ? no('the setting "deactivateBy" is "none"') : change;
  return {
    create: yes(`POST ${service.usersPath}${bulk}`),
    update: change,
    deactivate: deactivateBy === 'delete' ? remove : byActive,
    reactivate:
      deactivateBy === 'delete' && deleteMeans === 'delete'
        ? no('the service deactivates by deleting, and that cannot be undone')
        : byActive,
    delete: remove,
    memberships:
      config.groupMembers === 'nested'
        ? no('the setting "groupMembers" is "nested", which is for sources')
        : groupSupport(config, { service, manner }),
    list:
      config.listing === 'never'
        ? no('the setting "listing" is "never"')
        : yes(`GET ${service.usersPath}, by ${manner.paging}`),
  };
}

export function groupSupport({ groups }: ScimConfig, { service, manner }: Facts): Support {
  if (groups === 'never') return no('the setting "groups" is "never"');
  if (!service.groups) return no('the service has no resource type "Group"');
  return yes(`${manner.groupUpdateBy.toUpperCase()} ${service.groupsPath}`);
}

function yes(via: string): Support {
  return { supported: true, via };
}

function no(reason: string): Support {
  return { supported: false, reason };
}
