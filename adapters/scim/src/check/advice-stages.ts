import type { CheckStage } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import type { ScimConfig } from '../scim-config.js';

/** What a person should know: what the service does not tell of itself, and what was assumed instead. */
export function adviceStages(config: ScimConfig, { service, manner }: Facts): readonly CheckStage[] {
  const gaps = service.gaps.map(
    ({ endpoint, happened }): CheckStage => ({
      stage: 'advice',
      label: `Discovery: ${endpoint}`,
      status: 'warning',
      detail: `${endpoint} cannot be read (${happened}). ${ASSUMED[endpoint] ?? ''}`,
      remedy:
        'Choose the dialect of this service, or set what it can do; "discovery: never" keeps Rollcall from asking.',
    }),
  );
  const changes =
    manner.updateBy === 'none'
      ? 'Users are never changed'
      : `Users are changed by ${manner.updateBy.toUpperCase()}, ${manner.bulk === undefined ? 'one by one' : 'many at once by Bulk'}`;
  const lists =
    config.listing === 'never'
      ? 'they are looked up, not listed'
      : `lists are paged by ${manner.paging}, ${manner.pageSize} at a time`;
  const manners: CheckStage = {
    stage: 'advice',
    label: 'Manner',
    status: 'passed',
    detail: `${changes}; ${lists}${manner.etags ? '; writes are conditional (If-Match)' : ''}.`,
  };
  const deleting: readonly CheckStage[] =
    config.deactivateBy === 'delete'
      ? [
          {
            stage: 'advice',
            label: 'Deactivation',
            status: 'warning',
            detail: 'Accounts are deactivated by deleting them at this service.',
            remedy: 'Set "deactivateBy: active" if the service keeps inactive accounts.',
          },
        ]
      : [];
  return [manners, ...gaps, ...deleting];
}

const ASSUMED: Readonly<Record<string, string>> = {
  ServiceProviderConfig: 'Assumed: PATCH works; no Bulk, no versions, paging by index.',
  Schemas: 'Assumed: the core schema of users and the enterprise extension; other attributes are not checked.',
  ResourceTypes: 'Assumed: users at /Users and groups at /Groups.',
};
