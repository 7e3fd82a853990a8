import { showsAttribute, visibilityOf } from './access.js';
import { answer, plainJson } from './answer.js';
import { dateText, type Json, type JsonObject } from './document.js';
import type { Exchange } from './exchange.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import { isUserAttribute, type UserInput } from './user-input.js';
import {
  changeUser,
  checkCreateAccess,
  checkDeleteAccess,
  checkUpdateAccess,
  createUser,
  type FieldRefusal,
} from './user-write.js';

/** `GET /user/{uid}?_format=json` */
export function getRestUser(exchange: Exchange, user: DrupalUser): Response {
  if (visibilityOf(exchange.site, exchange.viewer, user) === 'label') {
    throw new DrupalProblem(403, "The 'access user profiles' permission is required.");
  }
  const self = `${exchange.origin}/user/${user.uid}`;
  const links: readonly [address: string, relation: string][] = [
    [self, 'canonical'],
    [`${self}/edit`, 'edit-form'],
    [`${self}/cancel`, 'https://drupal.org/link-relations/cancel-form'],
    [`${exchange.origin}/admin/people`, 'collection'],
  ];
  for (const [address, relation] of links) exchange.extraHeaders.push(['link', `<${address}>; rel="${relation}"`]);
  return plainJson(exchange, 200, restUser(exchange, user));
}

/** `POST /entity/user` */
export async function postRestUser(exchange: Exchange): Promise<Response> {
  checkCreateAccess(exchange);
  const user = await createUser(exchange, undefined, readRestInput(exchange), refusal('creating'));
  return plainJson(exchange, 201, restUser(exchange, user), { location: `${exchange.origin}/user/${user.uid}` });
}

/** `PATCH /user/{uid}`: roles go by machine name here. */
export async function patchRestUser(exchange: Exchange, user: DrupalUser): Promise<Response> {
  checkUpdateAccess(exchange, user);
  const saved = await changeUser(exchange, user, readRestInput(exchange), refusal('updating'));
  return plainJson(exchange, 200, restUser(exchange, saved));
}

/** `DELETE /user/{uid}`: deletes for good, whatever the cancel method says. */
export function deleteRestUser(exchange: Exchange, user: DrupalUser): Response {
  checkDeleteAccess(exchange, user);
  exchange.site.deleteUser(user.uid);
  return answer(exchange, 204, null, {});
}

type RestItem = { readonly value?: unknown; readonly existing?: unknown; readonly target_id?: unknown };

function readRestInput(exchange: Exchange): UserInput {
  const body = parseBody(exchange.body);
  const attributes = new Map<string, unknown>();
  let roles: string[] | undefined;
  for (const [name, value] of Object.entries(body)) {
    const items = (Array.isArray(value) ? value : [{ value }]) as readonly RestItem[];
    if (name === 'roles') {
      roles = items.map((item) => String(item.target_id));
      const unknown = roles.find((role) => exchange.site.role(role) === undefined);
      if (unknown !== undefined) {
        throw new DrupalProblem(422, `No user_role entity found with ID ${unknown} for field ${name}.`);
      }
    } else if (isUserAttribute(exchange.site, name) || name === 'user_picture') {
      const [item] = items;
      attributes.set(name, name === 'pass' ? (item ?? null) : (item?.value ?? null));
    } else {
      throw new DrupalProblem(422, `Field ${name} is unknown.`);
    }
  }
  return { attributes, roles };
}

function parseBody(body: string): Readonly<Record<string, unknown>> {
  if (body === '') throw new DrupalProblem(400, 'No entity content received.');
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    throw new DrupalProblem(400, 'Syntax error');
  }
}

function restUser({ site, viewer }: Exchange, user: DrupalUser): JsonObject {
  const visibility = visibilityOf(site, viewer, user);
  const item = (value: Json): Json => (value === null ? [] : [{ value }]);
  const date = (seconds: number): Json => [{ value: dateText(seconds), format: 'Y-m-d\\TH:i:sP' }];
  const roles = user.roles.map((id) => ({
    target_id: id,
    target_type: 'user_role',
    target_uuid: site.role(id)?.uuid ?? null,
  }));
  const all: readonly [name: string, value: Json][] = [
    ['uid', item(user.uid)],
    ['uuid', item(user.uuid)],
    ['langcode', item(user.langcode)],
    ['preferred_langcode', item(user.preferredLangcode)],
    ['preferred_admin_langcode', item(user.preferredAdminLangcode)],
    ['name', item(user.name)],
    ['mail', item(user.mail)],
    ['timezone', item(user.timezone)],
    ['status', item(user.status)],
    ['created', date(user.created)],
    ['changed', date(user.changed)],
    ['access', date(user.access)],
    ['login', date(user.login)],
    ['init', item(user.init)],
    ['roles', roles],
    ['default_langcode', item(true)],
    ...site.fields.map(({ name }): [string, Json] => [name, item(user.fields[name] ?? null)]),
    ['user_picture', []],
  ];
  return Object.fromEntries(all.filter(([name]) => showsAttribute(site, viewer, visibility, name)));
}

function refusal(doing: 'creating' | 'updating'): FieldRefusal {
  return (field, reason) =>
    new DrupalProblem(403, `Access denied on ${doing} field '${field}'.${reason === '' ? '' : ` ${reason}`}`);
}
