import {
  buildListResponse,
  buildServiceProviderConfig,
  describeResourceType,
  describeSchema,
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  GROUP_TYPE,
  ScimError,
  USER_SCHEMA,
  USER_TYPE,
} from '@rollcall/scim-protocol';
import { notFound, type ScimAnswer } from './answers.js';
import type { Row } from './row.js';
import type { ScimDialect } from './scim-dialect.js';

type Endpoint = ScimDialect['discovery'][number];

/** What the service tells of itself (RFC 7644 §4), as far as its kind does. `undefined` for any other path. */
export function discover(path: string, query: Row, dialect: ScimDialect, base: string): ScimAnswer | undefined {
  const [, endpoint, id] = /^\/(ServiceProviderConfig|Schemas|ResourceTypes)(?:\/(.+))?$/.exec(path) ?? [];
  if (endpoint === undefined) return undefined;
  if (!dialect.discovery.includes(endpoint as Endpoint)) throw notFound('there is no such endpoint');
  // A filter here would be a question about something else (RFC 7644 §4).
  if (query.filter !== undefined) throw new ScimError(403, 'discovery has no filters');
  if (endpoint === 'ServiceProviderConfig') return { status: 200, body: configOf(dialect, base) };
  const all =
    endpoint === 'Schemas'
      ? [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA].map((schema) => describeSchema(schema, base))
      : [USER_TYPE, GROUP_TYPE].map((type) => describeResourceType(type, base));
  if (id === undefined)
    return { status: 200, body: buildListResponse({ resources: all, totalResults: all.length, startIndex: 1 }) };
  const one = all.find((resource) => resource.id === decodeURIComponent(id));
  if (one === undefined) throw notFound('there is no such schema or resource type');
  return { status: 200, body: one };
}

function configOf({ bulk, cursorSeconds, etag, mostCount, paging, userMethods }: ScimDialect, base: string): Row {
  const cursor = paging === 'index-and-cursor' || paging === 'cursor';
  return buildServiceProviderConfig(
    {
      patch: userMethods.includes('PATCH'),
      bulk: { supported: bulk !== undefined, maxOperations: 0, maxPayloadSize: 0, ...bulk },
      filter: { supported: true, maxResults: mostCount },
      changePassword: true,
      sort: true,
      etag,
      pagination: {
        cursor,
        index: paging !== 'cursor',
        defaultPaginationMethod: paging === 'cursor' ? 'cursor' : 'index',
        ...(cursor ? { maxPageSize: mostCount } : {}),
        ...(cursorSeconds === undefined ? {} : { cursorTimeout: cursorSeconds }),
      },
      authenticationSchemes: [
        { type: 'oauthbearertoken', name: 'Bearer token', description: 'A token in the header Authorization' },
      ],
    },
    base,
  );
}
