/** Headers of every answer that Joomla's API application sends itself. */
function joomlaHeaders(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'x-powered-by': 'JoomlaAPI/1.0',
    expires: 'Wed, 17 Aug 2005 00:00:00 GMT',
    'cache-control': 'no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
    pragma: 'no-cache',
  };
}

export function jsonApi(status: number, body: unknown): Response {
  return new Response(phpJson(body), { status, headers: joomlaHeaders('application/vnd.api+json; charset=utf-8') });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: joomlaHeaders('application/vnd.api+json; charset=utf-8') });
}

/** An error as the API gives it; some have a code in the body, some have none. */
export function apiError(status: number, title: string, withCode = true): Response {
  return jsonApi(status, { errors: [withCode ? { title, code: status } : { title }] });
}

export function notFound(): Response {
  return apiError(404, 'Resource not found');
}

/** What Joomla says of its own faults, and of deletions that it does not do. */
export function internalError(): Response {
  return jsonApi(500, { errors: [{ code: 500, title: 'Internal server error' }] });
}

export function saveFailed(reason: string): Response {
  return apiError(400, `Save failed with the following error: ${reason}`);
}

/** Plain text under the name of HTML, from Joomla's API application. */
export function apiText(status: number, text: string): Response {
  return new Response(text, { status, headers: joomlaHeaders('text/html; charset=utf-8') });
}

/** From PHP alone, before Joomla's API application set its headers. */
export function phpText(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } });
}

/** JSON as PHP writes it: slashes and everything beyond ASCII escaped. */
export function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
