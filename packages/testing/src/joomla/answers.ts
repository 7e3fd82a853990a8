const JSON_API = 'application/vnd.api+json; charset=utf-8';

export function jsonApi(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': JSON_API, 'x-powered-by': 'JoomlaAPI/1.0' },
  });
}

/** An error as the API gives it; some have a code in the body, some have none. */
export function apiError(status: number, title: string, withCode = true): Response {
  return jsonApi(status, { errors: [withCode ? { title, code: status } : { title }] });
}

export function saveFailed(reason: string): Response {
  return apiError(400, `Save failed with the following error: ${reason}`);
}

export function html(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
