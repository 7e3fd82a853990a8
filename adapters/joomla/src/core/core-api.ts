import type { Http, HttpAnswer, HttpRequest } from '@rollcall/contract';
import { coreError, isJsonApi } from './core-errors.js';

export interface JsonApiRow {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface JsonApiList {
  readonly rows: readonly JsonApiRow[];
  /** Is there a link to a further page? */
  readonly more: boolean;
  readonly totalPages: number | undefined;
}

export type Query = NonNullable<HttpRequest['query']>;

export interface ListRequest {
  readonly query?: Query;
  readonly doing: string;
  readonly signal: AbortSignal;
}

/**
 * Joomla's Web Services API: requests, and answers in a known shape. What an answer means for an account is decided by the callers.
 * No answer is trusted for its status alone.
 */
export class CoreApi {
  /** `root`: `https://site/api/index.php/v1`. `site`: the address of the site, for messages. */
  constructor(
    private readonly http: Http,
    private readonly root: string,
    readonly site: string,
  ) {}

  /** One request; any status comes back as it is. */
  send(
    method: HttpRequest['method'],
    path: string,
    request: { readonly doing: string; readonly signal: AbortSignal; readonly query?: Query; readonly json?: unknown },
  ): Promise<HttpAnswer> {
    return this.http.request({ ...request, method, path: `${this.root}/${path}` });
  }

  async list(path: string, { query = {}, doing, signal }: ListRequest): Promise<JsonApiList> {
    const answer = await this.send('GET', path, { doing, signal, query });
    const list = answer.status === 200 ? listOf(answer) : undefined;
    if (list === undefined) throw coreError(answer, doing, false);
    return list;
  }

  /** The row with this id, or `undefined` when Joomla says that it has none. */
  async get(path: string, doing: string, signal: AbortSignal): Promise<JsonApiRow | undefined> {
    const answer = await this.send('GET', path, { doing, signal });
    if (answer.status === 404 && isJsonApi(answer)) return undefined;
    const row = answer.status === 200 ? rowOf(answer) : undefined;
    if (row === undefined) throw coreError(answer, doing, false);
    return row;
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** The one row of an answer, or `undefined` when the body is anything else. */
export function rowOf(answer: HttpAnswer): JsonApiRow | undefined {
  return toRow(documentOf(answer)?.data);
}

function listOf(answer: HttpAnswer): JsonApiList | undefined {
  const document = documentOf(answer);
  const data = document?.data;
  if (document === undefined || !Array.isArray(data)) return undefined;
  const rows = data.map(toRow);
  if (rows.some((row) => row === undefined)) return undefined;
  const totalPages = part(document.meta)?.['total-pages'];
  return {
    rows: rows as JsonApiRow[],
    more: part(document.links)?.next !== undefined,
    totalPages: typeof totalPages === 'number' ? totalPages : undefined,
  };
}

function toRow(data: unknown): JsonApiRow | undefined {
  const row = part(data);
  const attributes = part(row?.attributes);
  const id = row?.id;
  if (attributes === undefined || (typeof id !== 'string' && typeof id !== 'number') || !/^\d+$/.test(String(id)))
    return undefined;
  return { id: String(id), attributes };
}

function documentOf(answer: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  if (!isJsonApi(answer)) return undefined;
  try {
    return part(JSON.parse(answer.text));
  } catch {
    return undefined;
  }
}

function part(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
