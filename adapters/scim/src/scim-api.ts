import type { Http, HttpAnswer, HttpRequest } from '@rollcall/contract';
import { type ListResponse, parseListResponse } from '@rollcall/scim-protocol';
import { bodyOf, isScimNotFound, scimError, unreadable } from './scim-errors.js';

export type Row = Readonly<Record<string, unknown>>;

export interface ScimRequest {
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly query?: NonNullable<HttpRequest['query']>;
  readonly json?: unknown;
  /** ETag that the resource must still have. */
  readonly ifMatch?: string;
  readonly repeatable?: boolean;
  readonly anonymous?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ListRequest extends ScimRequest {
  readonly nobodyIsNotFound?: boolean;
}

/** A service's endpoints: requests, and answers in a known shape. No answer is believed for its status alone. */
export class ScimApi {
  /** `root`: address of the service, without a slash at the end. */
  constructor(
    private readonly http: Http,
    readonly root: string,
    private readonly contentType: string,
  ) {}

  /** One request; any status comes back as it is. */
  send(method: HttpRequest['method'], path: string, { ifMatch, ...request }: ScimRequest): Promise<HttpAnswer> {
    const headers = {
      ...(request.json === undefined ? {} : { 'Content-Type': this.contentType }),
      ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      ...request.headers,
    };
    return this.http.request({ ...request, method, path: `${this.root}${path}`, headers });
  }

  /** A page of a list. Throws what any other answer means; where the service says so, a 404 of its own is an empty list. */
  async list(path: string, { nobodyIsNotFound = false, ...request }: ListRequest): Promise<ListResponse> {
    const answer = await this.send('GET', path, request);
    if (nobodyIsNotFound && isScimNotFound(answer)) return { resources: [], totalResults: 0 };
    if (answer.status !== 200) throw scimError(answer, request.doing, false);
    const list = parseListResponse(bodyOf(answer));
    if (list === undefined) throw unreadable(answer, request.doing, false);
    return list;
  }

  /** A resource by its id, or `undefined` when the service says as SCIM that it has none. */
  async get(path: string, id: string, request: ScimRequest): Promise<Row | undefined> {
    const answer = await this.send('GET', `${path}/${encodeURIComponent(id)}`, request);
    if (isScimNotFound(answer)) return undefined;
    if (answer.status !== 200) throw scimError(answer, request.doing, false);
    const resource = resourceIn(answer);
    if (resource === undefined || idOf(resource) !== id) throw unreadable(answer, request.doing, false);
    return resource;
  }
}

/** The resource in an answer, with its version from the header where the body has none; `undefined` when it is none. */
export function resourceIn(answer: HttpAnswer): Row | undefined {
  const body = bodyOf(answer);
  if (body === undefined || idOf(body) === undefined) return undefined;
  const etag = answer.headers.get('etag');
  if (etag === null || versionOfResource(body) !== undefined) return body;
  return { ...body, meta: { ...(body.meta as Row | undefined), version: etag } };
}

/** Some services write numbers; an id is text everywhere else. */
export function idOf({ id }: Row): string | undefined {
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

export function versionOfResource({ meta }: Row): string | undefined {
  const version = typeof meta === 'object' && meta !== null ? (meta as Row).version : undefined;
  return typeof version === 'string' && version !== '' ? version : undefined;
}
