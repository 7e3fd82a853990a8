import { phpJson } from './answers.js';

const ERROR = '"urn:ietf:params:scim:api:messages:2.0:Error"';

export function unauthorized(): Response {
  return errorBlock('The  authorization header is missing or invalid.', 401);
}

/** Every fault of a create but one: no cause is told. */
export function hiddenRefusal(): Response {
  return errorBlock('Internal error occurred:', 500);
}

/** The plugin's sources have these texts with their indentation, and Windows line ends. */
function errorBlock(detail: string, status: number): Response {
  const margin = ' '.repeat(20);
  return json(status, [
    '{',
    `${margin}"schemas": [${ERROR}],`,
    `${margin}"detail": "${detail}",`,
    `${margin}"status": ${status}`,
    `${' '.repeat(16)}}`,
  ]);
}

export function conflict(): Response {
  const margin = '\t\t\t\t\t    ';
  return json(409, [
    '{',
    `${margin}"schemas": [${ERROR}],`,
    `${margin}"scimType":"uniqueness",`,
    `${margin}"detail": "User already exists in the database.",`,
    `${margin}"status": 409`,
    '\t\t\t\t\t}',
  ]);
}

export function scimList(resources: readonly unknown[]): Response {
  const margin = ' '.repeat(12);
  return json(200, [
    '{',
    `${margin}"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`,
    `${margin}"totalResults":${resources.length},`,
    `${margin}"startIndex": 1,`,
    `${margin}"itemsPerPage":${Math.max(resources.length, 10)},`,
    `${margin}"Resources":${phpJson(resources)}`,
    `${' '.repeat(8)}}`,
  ]);
}

function json(status: number, lines: readonly string[]): Response {
  return new Response(lines.join('\r\n'), { status, headers: { 'content-type': 'application/json;charset=utf-8' } });
}
