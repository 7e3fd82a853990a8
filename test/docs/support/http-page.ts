import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES, type Route } from '@rollcall/console';
import { describeConfig } from '@rollcall/plugin';
import ts from 'typescript';
import { ScimService } from '../../../packages/gateway/src/scim-service.js';
import type { Tenant } from '../../../packages/gateway/src/tenant.js';
import { createApp } from '../../../packages/server/src/app.js';
import { createMetrics } from '../../../packages/server/src/metrics.js';
import { root } from '../../support/root.js';
import { answerText, shapeSections } from './answer-shapes.js';
import { cell, settingsTable } from './settings-table.js';

type Words = Readonly<Record<string, string>>;

/** What the server's own addresses are for. A test fails when one is missing here, or is no more. */
const OWN: Words = {
  'GET /health/live': '200 as long as the process works.',
  'GET /health/ready':
    '200 while the state can be read, otherwise 503; as JSON, with the last run, what waits and whether it is frozen, for each sync.',
  'GET /metrics': 'Metrics for Prometheus. With `metricsToken`, the token must come as `Authorization: Bearer …`.',
  'ALL /hooks/:sync/:trigger': 'Events for a trigger of a sync, such as those of the companion modules.',
};

/** What SCIM addresses are for, below the path of a tenant. */
const SCIM: Words = {
  '/ServiceProviderConfig': 'What the system behind can do.',
  '/ResourceTypes': 'Users, and Groups where the system has them.',
  '/ResourceTypes/:id': 'One of them.',
  '/Schemas': 'Attributes that there are, by schema.',
  '/Schemas/:id': 'One schema.',
  '/': 'Users and groups together, by filter.',
  '/.search': 'The same, with the question in the body.',
  '/Bulk': 'Many operations in one request, with references between them.',
  '/Me': 'The account that the token stands for, where it stands for one.',
  '/Users': 'Find people, or make one.',
  '/Users/.search': 'Find people, with the question in the body.',
  '/Users/:id': 'Read, replace, change or remove one.',
  '/Groups': 'Find groups, or make one.',
  '/Groups/.search': 'Find groups, with the question in the body.',
  '/Groups/:id': 'Read, replace, change or remove one.',
};

export function httpPage(made: string): string {
  return `# HTTP

${made}What \`rollcall serve\` answers, at \`http://127.0.0.1:8080\` unless [settings](settings.md#of-the-server) say otherwise. A host application serves the
same with \`rollcall.fetch\`.

## For machines

| method | address | what |
|---|---|---|
${ownRows().join('\n')}

### Events

A POST below \`/hooks/\`, signed by [Standard Webhooks](https://www.standardwebhooks.com), with a body such as \`{"type": "user.update", "data": {"uuid": "…"}}\`. It says *look
at this person again*; the truth is read from the source. What is answered:

| status | says | counted as |
|---|---|---|
${hookRows().join('\n')}

### Metrics

Labels are names from the configuration and kinds of things, never of people. Those of the process itself come beside them.

| name | what | kind | labels |
|---|---|---|---|
${metricRows().join('\n')}

## SCIM

One server for each tenant of the [gateway](../../packages/gateway/README.md), below its \`path\`, such as \`/scim/okta\`. Each request needs a token: \`Authorization: Bearer …\`.

| methods | address | what |
|---|---|---|
${scimRows().join('\n')}

## API of the console

The same as an OpenAPI document: \`/api/openapi.json\`. Who asks is signed in to the [console](../../packages/console/README.md): its cookie, and for changes the form token as
the header \`x-rollcall-token\`. Answers are JSON. Errors are \`{"code", "message"}\`, with \`problems\` where something in the body is not right: 401 sign in first, 403 needs another
role, 404 no such thing, 422 not right.

${apiSections().join('\n')}
### What comes back

Times are milliseconds since 1970. What may lack is left out of the JSON where there is nothing to tell; \`null\` is something else.

${shapeSections().join('\n')}`;
}

function ownRows(): readonly string[] {
  const app = createApp({
    live: () => {
      throw new Error('nobody asks');
    },
    metrics: createMetrics({ syncNames: () => [], state: {} as never }).registry,
    onError: () => {},
  });
  // What stands before all methods of an address is a step on the way, not an answer.
  const there = app.routes
    .filter(({ method, path }) => method !== 'ALL' || path.startsWith('/hooks/:'))
    .map(({ method, path }) => `${method} ${path}`);
  return described([...new Set(there)], OWN).map(([address, what]) => {
    const [method = '', path = ''] = address.split(' ');
    return `| ${method === 'ALL' ? 'POST' : method} | \`${named(path)}\` | ${what} |`;
  });
}

/** The answers of the trigger, read from its source: each is a call with a status and a text. */
function hookRows(): readonly string[] {
  const path = join(root, 'packages/triggers/src/webhook.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: (readonly [status: string, says: string, reason: string])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const [status, ...rest] = node.arguments;
      const refused = node.expression.text === 'refuse';
      const text = rest[refused ? 1 : 0];
      if (status !== undefined && ts.isNumericLiteral(status) && text !== undefined)
        for (const says of textsOf(text)) found.push([status.text, says, refused ? (textsOf(rest[0])[0] ?? '') : '']);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (found.length < 6) throw new Error('the answers of the trigger "webhook" could not be read from its source');
  return found
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([status, says, reason]) => `| ${status} | ${cell(says)} | ${reason === '' ? '' : `\`refused-${reason}\``} |`);
}

function textsOf(node: ts.Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  return [];
}

function metricRows(): readonly string[] {
  const { registry } = createMetrics({ syncNames: () => [], state: {} as never });
  const own = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('rollcall_')) as readonly (Readonly<
    Record<'name' | 'help', string>
  > & { readonly labelNames?: readonly string[]; readonly constructor: { readonly name: string } })[];
  if (own.length === 0) throw new Error('there are no metrics');
  return own.map(
    ({ name, help, labelNames = [], constructor: kind }) =>
      `| \`${name}\` | ${cell(help)} | ${kind.name.toLowerCase()} | ${labelNames.map((label) => `\`${label}\``).join(', ')} |`,
  );
}

function scimRows(): readonly string[] {
  const routes = new Map(
    new ScimService({} as Tenant, () => {}).routes().map(({ path, methods }) => [path, Object.keys(methods)]),
  );
  return described([...routes.keys()], SCIM).map(
    ([path, what]) => `| ${routes.get(path)?.join(', ')} | \`${named(path)}\` | ${what} |`,
  );
}

function apiSections(): readonly string[] {
  const routes = ROUTES.filter(({ kind }) => kind === 'api');
  const names = [...new Set(routes.map(({ path }) => path.split('/')[2] ?? ''))].sort();
  return names.map((name) => {
    const own = routes.filter(({ path }) => path.split('/')[2] === name);
    return `### /api/${name}\n\n${own.map(routeText).join('\n')}`;
  });
}

function routeText({ method, path, role, summary, query = {}, body }: Route): string {
  const parameters = Object.entries(query).map(([name, what]) => `- \`?${name}=\` ${what}\n`);
  const table = body === undefined ? '' : `\n${settingsTable(describeConfig(body))}`;
  return `**${method}** \`${named(path)}\`, for ${role}s: ${summary} ${answerText(`${method} ${path}`)}\n${parameters.length === 0 ? '' : `\n${parameters.join('')}`}${table}`;
}

/** `/runs/:id` as people read it: `/runs/ID`. */
function named(path: string): string {
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => name.toUpperCase());
}

/** Pairs what there is with what was said of it, in the order of what was said. */
function described(there: readonly string[], words: Words): readonly (readonly [string, string])[] {
  const unsaid = there.filter((name) => words[name] === undefined);
  const gone = Object.keys(words).filter((name) => !there.includes(name));
  if (unsaid.length > 0 || gone.length > 0)
    throw new Error(
      `test/docs/support/http-page.ts says nothing of ${unsaid.join(', ')}, and names ${gone.join(', ')}`,
    );
  return Object.entries(words);
}
