import type { OperationSupport } from '@rollcall/contract';
import {
  buildListResponse,
  buildServiceProviderConfig,
  describeResourceType,
  describeSchema,
  GROUP_TYPE,
  RESOURCE_TYPE_SCHEMA,
  type ResourceType,
  SCHEMA_SCHEMA,
  type Schema,
  ScimError,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
} from '@rollcall/scim-protocol';
import { notFound } from './request/scim-errors.js';
import type { ScimAnswer, ScimRequest } from './request/scim-request.js';
import type { Tenant } from './tenant.js';

/** `/ServiceProviderConfig`: what this tenant's system can do, and not what SCIM could. */
export async function serviceProviderConfig(request: ScimRequest, tenant: Tenant): Promise<ScimAnswer> {
  const { options, provider } = tenant;
  const support = await provider.writer?.operations(request.signal).catch(() => undefined);
  const patch = options.writable && support?.update.supported === true;
  const body = buildServiceProviderConfig(
    {
      patch,
      bulk: {
        supported: options.writable && support !== undefined,
        maxOperations: options.maxBulkOperations,
        maxPayloadSize: options.maxBodyBytes,
      },
      filter: { supported: true, maxResults: options.maxPageSize },
      changePassword: false,
      sort: true,
      etag: true,
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: options.pageSize,
        maxPageSize: options.maxPageSize,
        cursorTimeout: options.cursorTimeoutSeconds,
      },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'Bearer token',
          description: 'A token made with "rollcall token create", as "Authorization: Bearer …".',
          specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
          primary: true,
        },
      ],
    },
    request.base,
  );
  return { status: 200, body: { ...body, ...limitsOf(tenant, support) } };
}

const SUPPORT_URN = 'urn:rollcall:params:scim:schemas:gateway:1.0:Support';

/** Why not, where something is missing: in an extension of our own, as RFC 7643 has no place for it. */
function limitsOf({ options }: Tenant, support: OperationSupport | undefined): Readonly<Record<string, unknown>> {
  const missing = Object.entries(support ?? {}).flatMap(([operation, one]) =>
    one.supported ? [] : [{ operation, reason: one.reason }],
  );
  if (options.writable && support !== undefined && missing.length === 0) return {};
  const reason = options.writable ? 'the system behind cannot be written to' : 'this address only reads';
  return {
    [SUPPORT_URN]: {
      unsupported: options.writable && support !== undefined ? missing : [{ operation: 'all writes', reason }],
    },
  };
}

export async function resourceTypes(request: ScimRequest, tenant: Tenant): Promise<ScimAnswer> {
  refuseFilter(request);
  const types = await typesOf(tenant, request.signal);
  return one(
    request,
    types.map((type) => describeResourceType(type, request.base)),
    'ResourceType',
  );
}

export async function schemas(request: ScimRequest, tenant: Tenant): Promise<ScimAnswer> {
  refuseFilter(request);
  const types = await typesOf(tenant, request.signal);
  const all: readonly Schema[] = [
    ...types.flatMap(({ schema, extensions }) => [schema, ...extensions.map((extension) => extension.schema)]),
    SERVICE_PROVIDER_CONFIG_SCHEMA,
    RESOURCE_TYPE_SCHEMA,
    SCHEMA_SCHEMA,
  ];
  return one(
    request,
    all.map((schema) => describeSchema(schema, request.base)),
    'Schema',
  );
}

async function typesOf(tenant: Tenant, signal: AbortSignal): Promise<readonly ResourceType[]> {
  const { described } = await tenant.users(signal);
  return tenant.provider.groups === undefined ? [described] : [described, GROUP_TYPE];
}

function one(request: ScimRequest, all: readonly Readonly<Record<string, unknown>>[], kind: string): ScimAnswer {
  const { id } = request;
  if (id === undefined)
    return { status: 200, body: buildListResponse({ resources: all, totalResults: all.length, startIndex: 1 }) };
  const found = all.find((item) => String(item.id).toLowerCase() === id.toLowerCase());
  if (found === undefined) throw notFound(kind, id);
  return { status: 200, body: found };
}

/** RFC 7644 §4. */
function refuseFilter({ query }: ScimRequest): void {
  if (query.filter !== undefined) throw new ScimError(403, 'what this server describes of itself cannot be filtered');
}
