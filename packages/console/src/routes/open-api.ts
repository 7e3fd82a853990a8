import { readFileSync } from 'node:fs';
import { configJsonSchema } from '@rollcall/plugin';
import { TEXTS } from '../texts/texts.js';
import type { Route } from './route.js';

const R = TEXTS.refusals;

/** What the handlers answer, read from their types by "npm run reference"; a test holds it against the code, and others real answers against it. */
interface Answers {
  readonly answers: Readonly<Record<string, { readonly schema: object | null; readonly mayBeNothing: boolean }>>;
  readonly schemas: Readonly<Record<string, object>>;
}

let read: Answers | undefined;

function answersOf(): Answers {
  read ??= JSON.parse(readFileSync(new URL('../../assets/api-answers.json', import.meta.url), 'utf8')) as Answers;
  return read;
}

/** The OpenAPI 3.1 document of the API, made from the table of routes and the types of their handlers. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (route.kind !== 'api') continue;
    const path = route.path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall console',
      version: '1',
      description:
        'All that the console does. Programs send a token of "rollcall token create --console"; browsers use their session, and changes then need its form token as the header x-rollcall-token.',
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of a program; it may do what its role may.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'rollcall_session',
          description: 'Of a browser, after /sign-in; over https its name begins with __Host-.',
        },
      },
      schemas: { ...answersOf().schemas, Error: ERROR },
    },
    security: [{ token: [] }, { session: [] }],
    paths,
  };
}

const ERROR = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    problems: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'array' }, message: { type: 'string' } } },
    },
  },
};

function operationOf({ method, path, summary, body, query = {}, role, peopleOnly = false }: Route): object {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const failure = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replace(/\{[^}]*\}/g, '').replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    'x-role': role,
    ...(peopleOnly ? { security: [{ session: [] }] } : {}),
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: configJsonSchema(body) } } } }),
    responses: {
      ...successes(`${method} ${path}`),
      '401': { description: R.signIn, ...failure },
      '403': { description: `It needs the role ${role}, or the form token is missing.`, ...failure },
      '404': { description: 'There is no such thing.', ...failure },
      '422': { description: 'Something in the body is not right.', ...failure },
    },
  };
}

function successes(route: string): object {
  const answer = answersOf().answers[route];
  if (answer === undefined) return {};
  const { schema, mayBeNothing } = answer;
  return {
    ...(schema === null ? {} : { '200': { description: 'Done.', content: { 'application/json': { schema } } } }),
    ...(mayBeNothing ? { '204': { description: 'Done; there is nothing to tell.' } } : {}),
  };
}
