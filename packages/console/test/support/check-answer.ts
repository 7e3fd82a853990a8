import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { ROUTES } from '../../src/index.js';
import { openApi } from '../../src/routes/open-api.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}
interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Answer {
  readonly content?: { readonly 'application/json'?: { readonly schema?: object } };
}

const DOCUMENT = openApi(ROUTES) as Document;
const API = ROUTES.filter(({ kind }) => kind === 'api');
const checks = new Map<string, ValidateFunction>();
/** Routes that answered well in this process, as the table has them. */
export const ANSWERED = new Set<string>();

/** Throws where an answer of the API is not what the OpenAPI document says of its route and status. */
export async function checkAnswer(method: string, address: string, answer: Response): Promise<void> {
  const route = API.find((one) => one.method === method && patternOf(one.path).test(address.split('?')[0] ?? ''));
  if (route === undefined) return;
  const name = `${method} ${route.path}`;
  const path = route.path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
  const told = DOCUMENT.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
  if (answer.ok) ANSWERED.add(name);
  // What is about the request and no route alone, such as its size, is said once for all.
  if (told === undefined && !answer.ok) return;
  if (told === undefined) throw new Error(`${name} answers ${answer.status}, of which its document says nothing`);
  const schema = told.content?.['application/json']?.schema;
  const text = await answer.clone().text();
  if (schema === undefined) {
    if (text !== '')
      throw new Error(`${name} answers ${answer.status} with a body, and its document says there is none`);
    return;
  }
  const key = `${name} ${answer.status}`;
  const check = checks.get(key) ?? compile(schema);
  checks.set(key, check);
  if (!check(JSON.parse(text)))
    throw new Error(
      `${key} is not what its document says: ${check.errors?.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`).join('; ')}\n${text.slice(0, 600)}`,
    );
}

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  return ajv.compile({ allOf: [schema], components: DOCUMENT.components });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+\{([^}]*)\}/g, '($1)').replace(/:\w+/g, '[^/]+')}$`);
}
