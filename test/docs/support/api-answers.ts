import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/root.js';
import { type JsonSchema, TypeSchemas } from './json-schema-of-type.js';

/** What each route of the console's API answers. `null`: nothing (204). */
export interface ApiAnswers {
  /** By method and path as the table of routes has them. */
  readonly answers: Readonly<Record<string, { readonly schema: JsonSchema | null; readonly mayBeNothing: boolean }>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** Where the console finds them. */
export const ANSWERS_FILE = join(root, 'packages/console/assets/api-answers.json');

let known: ApiAnswers | undefined;

/** Read from the handlers themselves: what `answer` of each `apiRoute()` returns, as the compiler sees it. Once for a process. */
export function apiAnswers(): ApiAnswers {
  known ??= readAnswers();
  return known;
}

function readAnswers(): ApiAnswers {
  const files = globSync('packages/console/src/routes/**/*.{ts,tsx}', { cwd: root }).sort();
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    files.map((file) => join(root, file)),
    { ...options, noEmit: true },
  );
  const checker = program.getTypeChecker();
  const schemas = new TypeSchemas(checker, (file) => file.startsWith(root) && !file.includes('/node_modules/'));
  const answers: Record<string, ApiAnswers['answers'][string]> = {};
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'apiRoute') {
      const [route] = node.arguments;
      if (route !== undefined && ts.isObjectLiteralExpression(route)) {
        const name = `${textOf(route, 'method')} ${textOf(route, 'path')}`;
        answers[name] = answerOf(checker, schemas, propertyOf(route, 'answer'), name);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(join(root, file)) as ts.Node);
  const sorted = <T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> =>
    Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
  return { answers: sorted(Object.entries(answers)), schemas: sorted(schemas.named) };
}

/** As the file has them. */
export function apiAnswersText(): string {
  return `${JSON.stringify(apiAnswers(), null, 1)}\n`;
}

function answerOf(
  checker: ts.TypeChecker,
  schemas: TypeSchemas,
  answer: ts.Expression,
  name: string,
): ApiAnswers['answers'][string] {
  const [signature] = checker.getTypeAtLocation(answer).getCallSignatures();
  const type = signature === undefined ? undefined : checker.getAwaitedType(signature.getReturnType());
  if (type === undefined) throw new Error(`what ${name} answers could not be read from its handler`);
  const parts = type.isUnion() ? type.types : [type];
  const mayBeNothing = parts.some((part) => (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0);
  return { schema: schemas.of(type) ?? null, mayBeNothing };
}

function propertyOf(route: ts.ObjectLiteralExpression, wanted: string): ts.Expression {
  for (const property of route.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === wanted) return property.initializer;
  throw new Error(`a route has no "${wanted}": ${route.getText().slice(0, 80)}`);
}

function textOf(route: ts.ObjectLiteralExpression, wanted: string): string {
  const value = propertyOf(route, wanted);
  if (!ts.isStringLiteralLike(value)) throw new Error(`"${wanted}" of a route is no text: ${value.getText()}`);
  return value.text;
}
