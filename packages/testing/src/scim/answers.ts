import { buildError, ScimError } from '@rollcall/scim-protocol';
import type { Row } from './row.js';

/** What the simulator answers, before it becomes a `Response`: alone, or as a part of a bulk answer. */
export interface ScimAnswer {
  readonly status: number;
  readonly body?: Row;
  readonly headers?: Readonly<Record<string, string>>;
}

export function errorAnswer(error: unknown): ScimAnswer {
  if (!(error instanceof ScimError)) throw error;
  return { status: error.status, body: buildError(error) };
}

export function toResponse({ status, body, headers = {} }: ScimAnswer): Response {
  if (body === undefined) return new Response(null, { status, headers });
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/scim+json; charset=utf-8', ...headers },
  });
}

export function notFound(detail: string): ScimError {
  return new ScimError(404, detail);
}
