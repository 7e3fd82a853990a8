import { isRecord, property, type Row } from '../filter/property.js';
import { SERVICE_PROVIDER_CONFIG_URN } from '../schema/urns.js';

/** What a server can do (RFC 7643 §5; `pagination` by RFC 9865 §4). */
export interface ServiceProviderConfig {
  /** Address of the server's help for people. */
  readonly documentationUri?: string;
  /** Takes PATCH; otherwise a change is a PUT of the whole resource. */
  readonly patch: boolean;
  /**
   * Takes `POST /Bulk`, with so many operations and so many bytes at most; 0 for a limit that the server does not
   * name.
   */
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number; readonly maxPayloadSize: number };
  /** Takes filters, and gives so many resources at most for one; 0 where the server names no limit. */
  readonly filter: { readonly supported: boolean; readonly maxResults: number };
  /** Lets a password be written. It never gives one back. */
  readonly changePassword: boolean;
  /** Takes `sortBy` and `sortOrder`. */
  readonly sort: boolean;
  /** Gives each resource a version, and heeds `If-Match`. */
  readonly etag: boolean;
  /** How lists come in pages. A server without this part pages by index. */
  readonly pagination: PaginationConfig;
  /** Ways of proving who one is. Empty where a server names none; that does not mean that it lets everybody in. */
  readonly authenticationSchemes: readonly AuthenticationScheme[];
}

/** How a server gives lists in pages (RFC 9865 §4). */
export interface PaginationConfig {
  /** Takes `cursor`, so that a list can be read without gaps while it changes. */
  readonly cursor: boolean;
  /** Takes `startIndex`. */
  readonly index: boolean;
  /** What it does where the client asks for neither. */
  readonly defaultPaginationMethod: 'cursor' | 'index';
  /** Resources in a page where the client does not say. Absent: not said. */
  readonly defaultPageSize?: number;
  /** Resources in a page at most. Absent: not said. */
  readonly maxPageSize?: number;
  /** Seconds for which a cursor is good. */
  readonly cursorTimeout?: number;
}

/** One way of proving who one is (RFC 7643 §5, `authenticationSchemes`). */
export interface AuthenticationScheme {
  /** `oauth`, `oauth2`, `oauthbearertoken`, `httpbasic` or `httpdigest`; a peer may send others. */
  readonly type: string;
  /** For people: "OAuth Bearer Token". */
  readonly name: string;
  /** One sentence for people; empty where a peer sends none. */
  readonly description: string;
  /** Address of the standard that describes it. */
  readonly specUri?: string;
  /** Address of the server's own help on how to get such a credential. */
  readonly documentationUri?: string;
  /** True for the one that the server prefers; for one at most. */
  readonly primary?: boolean;
}

/** What to expect of a server that says nothing: no optional feature, index paging, filters by `eq` for correlation. */
export const UNKNOWN_CONFIG: ServiceProviderConfig = {
  patch: false,
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: false, maxResults: 0 },
  changePassword: false,
  sort: false,
  etag: false,
  pagination: { cursor: false, index: true, defaultPaginationMethod: 'index' },
  authenticationSchemes: [],
};

/**
 * Reads `/ServiceProviderConfig`, tolerantly: what is missing or no value is not supported; a limit that is missing is 0, which
 * means "not said". Without `pagination` the server pages by index (RFC 9865 §4). Undefined where the body is no object.
 */
export function parseServiceProviderConfig(body: unknown): ServiceProviderConfig | undefined {
  if (!isRecord(body)) return undefined;
  const part = (name: string): Row => {
    const value = property(body, name);
    return isRecord(value) ? value : typeof value === 'boolean' ? { supported: value } : {};
  };
  const supported = (name: string): boolean => flag(property(part(name), 'supported'));
  const limit = (name: string, field: string): number => size(property(part(name), field)) ?? 0;
  const uri = property(body, 'documentationUri');
  const schemes = property(body, 'authenticationSchemes');
  return {
    ...(typeof uri === 'string' && uri !== '' ? { documentationUri: uri } : {}),
    patch: supported('patch'),
    bulk: {
      supported: supported('bulk'),
      maxOperations: limit('bulk', 'maxOperations'),
      maxPayloadSize: limit('bulk', 'maxPayloadSize'),
    },
    filter: { supported: supported('filter'), maxResults: limit('filter', 'maxResults') },
    changePassword: supported('changePassword'),
    sort: supported('sort'),
    etag: supported('etag'),
    pagination: parsePagination(part('pagination')),
    authenticationSchemes: Array.isArray(schemes) ? schemes.filter(isRecord).map(parseScheme) : [],
  };
}

/** The body of `/ServiceProviderConfig`. */
export function buildServiceProviderConfig(config: ServiceProviderConfig, baseUrl = ''): Row {
  const { patch, changePassword, sort, etag, ...rest } = config;
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_URN],
    ...rest,
    patch: { supported: patch },
    changePassword: { supported: changePassword },
    sort: { supported: sort },
    etag: { supported: etag },
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

function parsePagination(body: Row): PaginationConfig {
  const cursor = flag(property(body, 'cursor'));
  const index = property(body, 'index');
  const sizes = ['defaultPageSize', 'maxPageSize', 'cursorTimeout'].flatMap((name) => {
    const value = size(property(body, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    cursor,
    index: index === undefined ? true : flag(index),
    defaultPaginationMethod: property(body, 'defaultPaginationMethod') === 'cursor' ? 'cursor' : 'index',
    ...Object.fromEntries(sizes),
  };
}

function parseScheme(body: Row): AuthenticationScheme {
  const text = (name: string): string => {
    const value = property(body, name);
    return typeof value === 'string' ? value : '';
  };
  const [specUri, documentationUri, primary] = [text('specUri'), text('documentationUri'), property(body, 'primary')];
  return {
    type: text('type'),
    name: text('name'),
    description: text('description'),
    ...(specUri === '' ? {} : { specUri }),
    ...(documentationUri === '' ? {} : { documentationUri }),
    ...(typeof primary === 'boolean' ? { primary } : {}),
  };
}

function flag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function size(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
