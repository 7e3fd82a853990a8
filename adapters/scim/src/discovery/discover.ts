import { RollcallError, UnauthorizedError, UnavailableError } from '@rollcall/contract';
import {
  parseListResponse,
  parseSchema,
  parseServiceProviderConfig,
  type Schema,
  SchemaIndex,
  type ServiceProviderConfig,
  UNKNOWN_CONFIG,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import type { Row, ScimApi } from '../scim-api.js';
import { bodyOf, scimError } from '../scim-errors.js';
import { endpointOf, hasGroups, userType } from './user-type.js';

/** What a service tells of itself, or what is assumed where it does not. */
export interface Service {
  readonly config: ServiceProviderConfig;
  /** False: `config` is assumed. */
  readonly configFound: boolean;
  readonly schemasFound: boolean;
  readonly users: SchemaIndex;
  readonly usersPath: string;
  readonly groupsPath: string;
  /** False: the service lists its resource types, and groups are not among them. */
  readonly groups: boolean;
  /** Endpoints that did not answer as they should. */
  readonly gaps: readonly { readonly endpoint: string; readonly happened: string }[];
}

/** What is assumed of a service that is not asked. */
export function unknownService(): Service {
  return assembled({});
}

/**
 * Reads what the service tells of itself (RFC 7644 §4). What is missing, wrong or a web page is assumed, and told as a gap.
 * Throws what a refused credential or an unreachable service means.
 */
export async function discover(api: ScimApi, signal: AbortSignal): Promise<Service> {
  const [config, schemas, types] = await Promise.all(
    (['ServiceProviderConfig', 'Schemas', 'ResourceTypes'] as const).map((endpoint) => ask(api, endpoint, signal)),
  );
  return assembled({ config, schemas, types });
}

interface Told {
  readonly endpoint: string;
  readonly body?: Row;
  readonly gap?: string;
}

async function ask(api: ScimApi, endpoint: string, signal: AbortSignal): Promise<Told> {
  const doing = `asking ${api.root} for ${endpoint}`;
  const answer = await api.send('GET', `/${endpoint}`, { doing, signal });
  if (answer.status === 200) {
    const body = bodyOf(answer) ?? listBody(answer.text);
    return body === undefined ? { endpoint, gap: 'it answers something else than SCIM' } : { endpoint, body };
  }
  const error = scimError(answer, doing, false);
  if (UnauthorizedError.is(error) && answer.status === 401) throw error;
  // Too busy to tell is not the same as having nothing to tell: nothing is assumed of such a service.
  if (UnavailableError.is(error) && (answer.status === 429 || answer.status === 503)) throw error;
  return { endpoint, gap: RollcallError.is(error) ? error.happened : String(answer.status) };
}

/** Some services answer with a bare list instead of a list response. */
function listBody(text: string): Row | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    return { Resources: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

interface AllTold {
  readonly config?: Told | undefined;
  readonly schemas?: Told | undefined;
  readonly types?: Told | undefined;
}

function assembled({ config, schemas, types }: AllTold): Service {
  const spc = config?.body === undefined ? undefined : configIn(config.body);
  const found = resourcesIn(schemas?.body)
    .map(parseSchema)
    .filter((schema): schema is Schema => schema !== undefined);
  const resourceTypes = resourcesIn(types?.body);
  const type = userType(found, resourceTypes);
  const gaps = [config, schemas, types].flatMap((told) => {
    const empty =
      told === config ? spc === undefined : told === schemas ? type === undefined : resourceTypes.length === 0;
    if (told === undefined || (told.gap === undefined && !empty)) return [];
    return [{ endpoint: told.endpoint, happened: told.gap ?? 'it answers without what it should tell' }];
  });
  const users = type === undefined ? USER_INDEX : new SchemaIndex(type);
  return {
    config: spc ?? UNKNOWN_CONFIG,
    configFound: spc !== undefined,
    schemasFound: type !== undefined,
    users,
    usersPath: endpointOf(resourceTypes, 'User'),
    groupsPath: endpointOf(resourceTypes, 'Group'),
    groups: hasGroups(resourceTypes),
    gaps,
  };
}

/** Any object parses as a configuration; one that says nothing of patch, bulk or filter is none. */
function configIn(body: Row): ServiceProviderConfig | undefined {
  const names = Object.keys(body).map((name) => name.toLowerCase());
  return ['patch', 'bulk', 'filter'].some((name) => names.includes(name))
    ? parseServiceProviderConfig(body)
    : undefined;
}

function resourcesIn(body: Row | undefined): readonly Row[] {
  if (body === undefined) return [];
  return parseListResponse(body)?.resources ?? [body];
}
