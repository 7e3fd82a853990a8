import { answer, jsonApi } from './answer.js';
import type { Exchange } from './exchange.js';
import { rolesRelationship } from './json-api-read.js';
import { readData } from './json-api-write.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import { LOCKED_ROLES } from './site.js';
import { changeUser, checkUpdateAccess } from './user-write.js';

/**
 * `POST` (adds), `PATCH` (sets) and `DELETE` (removes) on `…/relationships/roles`; repeats are no errors.
 *
 * 204 where the list afterwards is the list sent, and for every DELETE; otherwise 200 with the whole list.
 *
 * @throws DrupalProblem
 */
export async function writeRolesRelationship(exchange: Exchange, user: DrupalUser): Promise<Response> {
  checkUpdateAccess(exchange, user);
  const sent = readReferences(exchange);
  const roles = rolesAfter(exchange.method, user.roles, sent);
  const saved = await changeUser(exchange, user, { attributes: new Map(), roles }, () => {
    return new DrupalProblem(403, 'The current user is not allowed to edit this relationship.', { pointer: 'roles' });
  });
  const isAsSent = [...saved.roles].sort().join() === [...sent].sort().join();
  if (exchange.method === 'DELETE' || isAsSent) return answer(exchange, 204, null, {});
  return jsonApi(exchange, 200, rolesRelationship(exchange, saved));
}

function rolesAfter(method: string, held: readonly string[], sent: readonly string[]): readonly string[] {
  if (method === 'DELETE') return held.filter((role) => !sent.includes(role));
  if (method === 'POST')
    return [...held, ...sent.filter((role) => !held.includes(role) && !LOCKED_ROLES.includes(role))];
  return sent.filter((role) => !LOCKED_ROLES.includes(role));
}

function readReferences(exchange: Exchange): string[] {
  const data = readData(exchange);
  if (!Array.isArray(data)) throw new DrupalProblem(400, 'Missing or invalid "data" in the request body.');
  return data.map((reference: { type?: unknown; id?: unknown }) => {
    const role = exchange.site.roleByUuid(String(reference.id));
    if (role !== undefined) return role.id;
    throw new DrupalProblem(
      400,
      `The targeted \`user_role--user_role\` resource with ID \`${reference.id}\` does not exist.`,
    );
  });
}
