import { compileProjection, parseAttributeList } from '@rollcall/scim-protocol';
import type { StoredResource } from './resource-store.js';
import type { Row } from './row.js';
import type { ScimDialect } from './scim-dialect.js';
import { indexOf, type ScimService, type ScimType } from './scim-service.js';

export const ENDPOINTS = { User: '/Users', Group: '/Groups' } as const;

export interface RenderOptions {
  readonly service: ScimService;
  readonly dialect: ScimDialect;
  /** Address of the service, without a slash at its end. */
  readonly base: string;
  readonly attributes?: unknown;
  readonly excludedAttributes?: unknown;
}

/** Turns what is stored into what is answered: with its address, a user with its groups, and only what was asked for. */
export function renderer(type: ScimType, options: RenderOptions): (resource: StoredResource) => Row {
  const { service, dialect, base } = options;
  const [attributes, excludedAttributes] = [
    parseAttributeList(options.attributes),
    parseAttributeList(options.excludedAttributes),
  ];
  const project = compileProjection(
    {
      ...(attributes === undefined ? {} : { attributes }),
      ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
    },
    indexOf(type),
  );
  return ({ meta: stored, ...resource }) => {
    const { version, ...rest } = stored;
    const meta = {
      ...rest,
      location: `${base}${ENDPOINTS[type]}/${resource.id}`,
      ...(dialect.etag ? { version } : {}),
    };
    return project({ ...resource, ...(type === 'User' ? groupsOf(resource.id, service, base) : {}), meta });
  };
}

function groupsOf(id: string, service: ScimService, base: string): Row {
  const groups = service.groupIdsOf(id).map((value) => ({
    value,
    $ref: `${base}/Groups/${value}`,
    display: service.groups.get(value)?.displayName,
    type: 'direct',
  }));
  return groups.length === 0 ? {} : { groups };
}
