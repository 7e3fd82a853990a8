import { answer, JSON_API_TYPE, jsonApi } from './answer.js';
import type { Exchange } from './exchange.js';
import {
  readEntryPoint,
  readRole,
  readRoles,
  readRolesOfUser,
  readUser,
  readUsers,
  rolesRelationship,
} from './json-api-read.js';
import { deleteUser, patchUser, postUser } from './json-api-write.js';
import { checkCsrfToken } from './login-routes.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import { writeRolesRelationship } from './relationship.js';

type Handler = (exchange: Exchange, uuid: string) => Response | Promise<Response>;

interface Route {
  readonly pattern: RegExp;
  /** Methods in the order the site's `Allow` names them; HEAD follows GET. */
  readonly handlers: readonly (readonly [method: string, handler: Handler])[];
}

/** Answers a path below `/jsonapi`; undefined where the site has no such route. @throws DrupalProblem */
export async function routeJsonApi(exchange: Exchange): Promise<Response | undefined> {
  const isWrite = !READS.has(exchange.method);
  for (const { pattern, handlers } of ROUTES) {
    const match = pattern.exec(exchange.path);
    if (match === null) continue;
    const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
    if (method === 'OPTIONS') return options(exchange, handlers);
    if (isWrite && exchange.site.settings.readOnly) throw readOnly(exchange);
    const handler = handlers.find(([name]) => name === method)?.[1];
    if (handler === undefined) throw notAllowed(exchange, handlers);
    if (isWrite && exchange.method !== 'DELETE') checkContentType(exchange);
    return handler(exchange, match[1] ?? '');
  }
  return undefined;
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const ROUTES: readonly Route[] = [
  { pattern: /^\/jsonapi\/?$/, handlers: [['GET', readEntryPoint]] },
  {
    pattern: /^\/jsonapi\/user\/user$/,
    handlers: [
      ['GET', readUsers],
      ['POST', checked(postUser)],
    ],
  },
  {
    pattern: /^\/jsonapi\/user\/user\/([^/]+)\/relationships\/roles$/,
    handlers: [
      ['GET', onUser('relationship', (exchange, user) => jsonApi(exchange, 200, rolesRelationship(exchange, user)))],
      ['POST', onUser('relationship.post', checked(writeRolesRelationship))],
      ['PATCH', onUser('relationship.patch', checked(writeRolesRelationship))],
      ['DELETE', onUser('relationship.delete', checked(writeRolesRelationship))],
    ],
  },
  {
    pattern: /^\/jsonapi\/user\/user\/([^/]+)\/roles$/,
    handlers: [['GET', onUser('related', readRolesOfUser)]],
  },
  {
    pattern: /^\/jsonapi\/user\/user\/([^/]+)$/,
    handlers: [
      ['POST', () => notFound('individual.post')],
      ['GET', onUser('individual', readUser)],
      ['DELETE', onUser('individual.delete', checked(deleteUser))],
      ['PATCH', onUser('individual.patch', checked(patchUser))],
    ],
  },
  { pattern: /^\/jsonapi\/user_role\/user_role$/, handlers: [['GET', readRoles]] },
  {
    pattern: /^\/jsonapi\/user_role\/user_role\/([^/]+)$/,
    handlers: [
      [
        'GET',
        (exchange, uuid) => {
          const role = exchange.site.roleByUuid(uuid);
          return role === undefined ? notFound('individual', 'user_role--user_role') : readRole(exchange, role);
        },
      ],
    ],
  },
];

function onUser(
  route: string,
  handle: (exchange: Exchange, user: DrupalUser) => Response | Promise<Response>,
): Handler {
  return (exchange, uuid) => {
    const user = exchange.site.users.findByUuid(uuid);
    return user === undefined ? notFound(route) : handle(exchange, user);
  };
}

function checked<Rest extends readonly unknown[]>(
  handle: (exchange: Exchange, ...rest: Rest) => Response | Promise<Response>,
): (exchange: Exchange, ...rest: Rest) => Response | Promise<Response> {
  return (exchange, ...rest) => {
    checkCsrfToken(exchange);
    return handle(exchange, ...rest);
  };
}

function notFound(route: string, type = 'user--user'): never {
  const suffix = route.startsWith('relationship') ? '/relationships/roles' : route === 'related' ? '/roles' : '';
  const name = route.startsWith('relationship') ? `roles.${route}` : route === 'related' ? 'roles.related' : route;
  throw new DrupalProblem(
    404,
    `The "entity" parameter was not converted for the path "/jsonapi/${type.replace('--', '/')}/{entity}${suffix}" (route name: "jsonapi.${type}.${name}")`,
  );
}

function allowed(handlers: Route['handlers']): string[] {
  return handlers.flatMap(([name]) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
}

function notAllowed(exchange: Exchange, handlers: Route['handlers']): DrupalProblem {
  const allow = allowed(handlers).join(', ');
  const { method, origin, path } = exchange;
  return new DrupalProblem(
    405,
    `No route found for "${method} ${origin}${path}": Method Not Allowed (Allow: ${allow})`,
    { headers: { allow } },
  );
}

function readOnly(exchange: Exchange): DrupalProblem {
  return new DrupalProblem(
    405,
    `JSON:API is configured to accept only read operations. Site administrators can configure this at ${exchange.origin}/admin/config/services/jsonapi.`,
    { headers: { allow: 'GET' } },
  );
}

/** JSON:API has no OPTIONS: Drupal answers for it, with an empty page. */
function options(exchange: Exchange, handlers: Route['handlers']): Response {
  return answer(exchange, 200, '', {
    allow: handlers.map(([name]) => name).join(', '),
    'content-type': 'text/html; charset=UTF-8',
  });
}

function checkContentType(exchange: Exchange): void {
  const type = exchange.headers.get('content-type');
  if (type === null) throw new DrupalProblem(415, 'No "Content-Type" request header specified');
  if (type.split(';')[0]?.trim().toLowerCase() !== JSON_API_TYPE) {
    throw new DrupalProblem(415, `No route found that matches "Content-Type: ${type}"`);
  }
}
