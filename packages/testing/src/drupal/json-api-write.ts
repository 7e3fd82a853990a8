import { answer, jsonApi } from './answer.js';
import type { Exchange } from './exchange.js';
import { userDocument } from './json-api-read.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import { sessionCookie } from './sessions.js';
import { isUserAttribute, type UserInput } from './user-input.js';
import {
  changeUser,
  checkCreateAccess,
  checkDeleteAccess,
  checkUpdateAccess,
  createUser,
  type FieldRefusal,
} from './user-write.js';

/** `POST /jsonapi/user/user`: 201 with the whole user. */
export async function postUser(exchange: Exchange): Promise<Response> {
  checkCreateAccess(exchange);
  const data = readResource(exchange);
  const attributes = readAttributes(exchange, data);
  const id = data.id;
  if (id !== undefined && !(typeof id === 'string' && UUID.test(id))) {
    throw new DrupalProblem(422, 'IDs should be properly generated and formatted UUIDs as described in RFC 4122.');
  }
  const roles = readRoles(exchange, data);
  if (typeof id === 'string' && exchange.site.users.findByUuid(id) !== undefined) {
    throw new DrupalProblem(409, 'Conflict: Entity already exists.');
  }
  const user = await createUser(exchange, id, { attributes, roles }, refusal('POST'));
  const location = `${exchange.origin}/jsonapi/user/user/${user.uuid}`;
  return jsonApi(exchange, 201, userDocument(exchange, user), { location });
}

/** `PATCH /jsonapi/user/user/{uuid}`: 200 with the whole user. Conditional headers are not looked at. */
export async function patchUser(exchange: Exchange, user: DrupalUser): Promise<Response> {
  checkUpdateAccess(exchange, user);
  const data = readResource(exchange);
  const input: UserInput = { attributes: readAttributes(exchange, data), roles: readRoles(exchange, data) };
  const id = typeof data.id === 'string' ? data.id : '';
  if (id !== user.uuid) {
    throw new DrupalProblem(400, `The selected entity (${user.uuid}) does not match the ID in the payload (${id}).`);
  }
  const saved = await changeUser(exchange, user, input, refusal('PATCH'));
  return jsonApi(exchange, 200, userDocument(exchange, saved));
}

/** `DELETE /jsonapi/user/user/{uuid}`: always 204, also when the site's cancel method only blocks. */
export function deleteUser(exchange: Exchange, user: DrupalUser): Response {
  checkDeleteAccess(exchange, user);
  exchange.site.cancelUser(user.uid);
  // Cancelling runs as a batch, and a batch opens a session even for Basic credentials.
  exchange.extraHeaders.push(['set-cookie', sessionCookie(exchange, exchange.site.uuid().replaceAll('-', ''))]);
  return answer(exchange, 204, null, {});
}

/** Reads `{ data: … }` of a body. @throws DrupalProblem 400 */
export function readData(exchange: Exchange): unknown {
  if (exchange.body === '') throw new DrupalProblem(400, 'Empty request body.');
  try {
    const document = JSON.parse(exchange.body) as { data?: unknown } | null;
    return document?.data;
  } catch {
    throw new DrupalProblem(400, 'Syntax error');
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type ResourceBody = Readonly<Record<string, unknown>>;

function readResource(exchange: Exchange): ResourceBody {
  const data = readData(exchange);
  const resource = (typeof data === 'object' && data !== null ? data : {}) as ResourceBody;
  // Which type it says does not matter, as long as it says one.
  if (resource.type === undefined) throw new DrupalProblem(400, 'Resource object must include a "type".');
  return resource;
}

function readAttributes(exchange: Exchange, data: ResourceBody): Map<string, unknown> {
  const attributes = new Map(Object.entries((data.attributes ?? {}) as ResourceBody));
  for (const name of attributes.keys()) {
    if (isUserAttribute(exchange.site, name) && !INTERNAL_ONLY.has(name)) continue;
    throw new DrupalProblem(422, `The attribute ${name} does not exist on the user--user resource type.`);
  }
  return attributes;
}

/** Names that only the REST module uses. */
const INTERNAL_ONLY = new Set(['uid', 'uuid']);

/** Role references within a user: an unknown one is a 404 here, whereas relationship addresses say 400. */
function readRoles(exchange: Exchange, data: ResourceBody): string[] | undefined {
  const relationships = (data.relationships ?? {}) as Readonly<Record<string, { data?: unknown } | undefined>>;
  const references = relationships.roles?.data;
  if (!Array.isArray(references)) return undefined;
  return references.map((reference: { type?: unknown; id?: unknown }) => {
    const role = exchange.site.roleByUuid(String(reference.id));
    if (role !== undefined) return role.id;
    throw new DrupalProblem(
      404,
      `The resource identified by \`user_role--user_role:${reference.id}\` (given as a relationship item) could not be found.`,
    );
  });
}

function refusal(method: 'POST' | 'PATCH'): FieldRefusal {
  return (field, reason) =>
    new DrupalProblem(
      403,
      `The current user is not allowed to ${method} the selected field (${field}).${reason === '' ? '' : ` ${reason}`}`,
      { pointer: `/data/${field === 'roles' ? 'relationships' : 'attributes'}/${field}` },
    );
}
