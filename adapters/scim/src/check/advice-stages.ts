import { type CheckStage, checkStage, type Sentence, type Text } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import type { ScimConfig } from '../scim-config.js';
import { SCIM_TEXTS } from '../scim-texts.js';

const T = SCIM_TEXTS.advice;

/** What a person should know: what the service does not tell of itself, and what was assumed instead. */
export function adviceStages(config: ScimConfig, { service, manner }: Facts): readonly CheckStage[] {
  const gaps = service.gaps.map(({ endpoint, happened }) => {
    const detail = T.unread(endpoint, happened, ASSUMED[endpoint] ?? T.assumedNothing);
    return advice(T.discovery(endpoint), 'warning', detail, T.chooseDialect);
  });
  const deleting =
    config.deactivateBy === 'delete' ? [advice(T.deactivation, 'warning', T.byDeleting, T.keepInactive)] : [];
  return [advice(T.manner, 'passed', mannersOf(config, manner)), ...gaps, ...deleting];
}

function mannersOf(config: ScimConfig, manner: Facts['manner']): Sentence {
  const changes =
    manner.updateBy === 'none'
      ? T.neverChanged
      : (manner.bulk === undefined ? T.oneByOne : T.byBulk)(manner.updateBy.toUpperCase());
  const lists = config.listing === 'never' ? T.lookedUp : T.paged(manner.paging, String(manner.pageSize));
  return (manner.etags ? T.conditionalManners : T.manners)(changes, lists);
}

const ASSUMED: Readonly<Record<string, Sentence>> = {
  ServiceProviderConfig: T.assumedConfig,
  Schemas: T.assumedSchemas,
  ResourceTypes: T.assumedTypes,
};

function advice(label: Text, status: CheckStage['status'], detail: Text, remedy?: Text): CheckStage {
  return checkStage({ stage: 'advice', label, status, detail, remedy });
}
