import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { gatewayFirst } from '@rollcall/server';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { CORE, type GatewayStage, openGatewayStage, PATCH_OP } from './support/gateway-stage.js';

const LONG = 'x'.repeat(300_000);

/** [what it is, the request line, headers, body, does the quick way answer it] */
const REQUESTS: readonly (readonly [string, string, readonly string[], string | undefined, boolean])[] = [
  ['one user', 'GET /scim/t/Users/a1', [], undefined, true],
  ['nobody', 'GET /scim/t/Users/a9', [], undefined, true],
  ['a list', 'GET /scim/t/Users', [], undefined, true],
  ['the address of the tenant', 'GET /scim/t', [], undefined, true],
  ['a filter', 'GET /scim/t/Users?filter=userName%20eq%20%22ada%22', [], undefined, true],
  ['a filter with plus signs', 'GET /scim/t/Users?filter=userName+eq+%22a%2Bb%22&count=1', [], undefined, true],
  ['a filter that is none', 'GET /scim/t/Users?filter=userName%20eq', [], undefined, true],
  ['a parameter twice', 'GET /scim/t/Users?count=0&count=5', [], undefined, true],
  ['a parameter without a value', 'GET /scim/t/Users?attributes&startIndex=', [], undefined, true],
  ['a parameter that is a name of objects', 'GET /scim/t/Users?__proto__=x&constructor=y', [], undefined, true],
  ['letters beyond ASCII in a filter', 'GET /scim/t/Users?filter=userName%20eq%20%22%C3%A4%22', [], undefined, true],
  ['a known version', 'GET /scim/t/Users/a1', ['If-None-Match: *'], undefined, true],
  ['a slash at the end', 'GET /scim/t/Users/', [], undefined, false],
  ['two slashes after the address of the tenant', 'GET /scim/t//Users/a1', [], undefined, false],
  ['two slashes', 'GET //scim/t/Users', [], undefined, false],
  ['a search', 'POST /scim/t/.search', [], JSON.stringify({ filter: 'userName eq "ada"' }), true],
  ['a body that is no JSON', 'POST /scim/t/Users', [], '{', true],
  ['an empty body', 'POST /scim/t/Users', [], '', true],
  ['a body after a mark of its order', 'POST /scim/t/.search', [], '\ufeff{"count":0}', true],
  ['a body of another type', 'POST /scim/t/Users', ['Content-Type: text/plain'], '{}', true],
  ['a body that is too long', 'POST /scim/t/Users', [], JSON.stringify({ userName: LONG }), false],
  [
    'a body that the tenant finds too long',
    'POST /scim/t/Users',
    [],
    JSON.stringify({ title: LONG.slice(0, 9_000) }),
    true,
  ],
  ['a method that is not possible there', 'PUT /scim/t/Users', [], '{}', true],
  ['a method that SCIM does not have', 'OPTIONS /scim/t/Users', [], undefined, false],
  ['only the head', 'HEAD /scim/t/Users/a1', [], undefined, true],
  ['only the head of a list', 'HEAD /scim/t/Users?count=1', [], undefined, true],
  ['only the head of a known version', 'HEAD /scim/t/Users/a1', ['If-None-Match: *'], undefined, true],
  ['only the head of nobody', 'HEAD /scim/t/Users/a9', [], undefined, true],
  ['only the head without a token', 'HEAD /scim/t/Users/a1', ['Authorization: '], undefined, true],
  ['only the head of what is only written to', 'HEAD /scim/t/Bulk', [], undefined, true],
  ['an address that is nobody’s', 'GET /scim/t/Nothing', [], undefined, true],
  ['an address below no tenant', 'GET /scim/tt/Users', [], undefined, false],
  ['another address', 'GET /health', [], undefined, false],
  ['an escape in the path', 'GET /scim/t/Users/%61%31', [], undefined, false],
  ['an escape that is none', 'GET /scim/t/Users/a%zz', [], undefined, false],
  ['an escape in the query that is none', 'GET /scim/t/Users?filter=%zz', [], undefined, false],
  ['dots in the path', 'GET /scim/t/../t/Users/a1', [], undefined, false],
  ['dots at the end', 'GET /scim/t/Users/..', [], undefined, false],
  ['a whole address', 'GET http://elsewhere.test/scim/t/Users/a1', [], undefined, false],
  ['a backslash', 'GET /scim\\t/Users', [], undefined, false],
  ['a quote that is not escaped', 'GET /scim/t/Users?filter=userName%20eq%20"ada"', [], undefined, false],
  ['no token', 'GET /scim/t/Users/a1', ['Authorization: '], undefined, true],
  ['two tokens', 'GET /scim/t/Users/a1', ['Authorization: Bearer x', 'Authorization: Bearer TOKEN'], undefined, true],
  [
    'headers that say who asks',
    'GET /scim/t/Users/a1',
    ['X-Forwarded-Host: evil.test', 'X-HTTP-Method-Override: DELETE'],
    undefined,
    true,
  ],
  ['a host in capitals', 'GET /scim/t/Users/a1', ['Host: GATEWAY.Example:80'], undefined, false],
  ['a host that is none', 'GET /scim/t/Users/a1', ['Host: a/b'], undefined, false],
];

describe('The gateway on Node’s HTTP server, without Request and Response', () => {
  let stage: GatewayStage;
  let token: string;
  before(async () => {
    const directory = new MemoryDirectory({ unique: ['userName'] });
    directory.add({ id: 'a1', attributes: { userName: 'ada' } });
    const attributes = [
      { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
      { name: 'title', type: 'string', scim: 'title' },
    ] as const;
    stage = openGatewayStage(
      { people: new MemoryProvider(directory, { attributes }) },
      { t: { connection: 'people', maxBodyBytes: 8_192 } },
    );
    const scopes = ['users:read', 'users:write', 'groups:read', 'groups:write'] as const;
    ({ token } = await stage.tokens.create({ tenant: 't', name: 'test', scopes, expiresAt: null }));
  });

  for (const [what, line, headers, body, isQuick] of REQUESTS) {
    it(`answers ${what} as the other way does${isQuick ? '' : ', which it leaves it to'}`, async () => {
      const slow = getRequestListener(stage.app.fetch, { overrideGlobalObjects: false });
      let left = 0;
      const rest: RequestListener = (incoming, outgoing) => {
        left += 1;
        void slow(incoming, outgoing);
      };
      const text = written(line, headers, body, token);
      const expected = await told(rest, text);
      left = 0;
      const quick = await told(
        gatewayFirst(() => stage.handler, rest),
        text,
      );
      expect(quick).to.deep.equal(expected);
      expect(left).to.equal(isQuick ? 0 : 1);
    });
  }

  it('answers one request after the other on one connection, with bodies that nobody read between them', async () => {
    const host = ['Host: inside.test', 'Content-Type: application/scim+json', 'Content-Length: 2'];
    const refused = ['POST /scim/t/Users HTTP/1.1', ...host, '', '{}'].join('\r\n');
    const last = written('GET /scim/t/Users/a1', [], undefined, token);
    const answer = await ask(
      gatewayFirst(
        () => stage.handler,
        () => {},
      ),
      `${refused}${refused}${last}`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 401', 'HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it('tells the system behind that the client is gone', async () => {
    let gone: Promise<unknown> | undefined;
    const listener = gatewayFirst(
      () => (call) => {
        gone = new Promise((resolve) => call.signal.addEventListener('abort', resolve));
        return gone.then(() => ({ status: 200, headers: {} }));
      },
      () => {},
    );
    const server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET /scim/t/Users HTTP/1.1\r\nHost: inside.test\r\n\r\n');
    await new Promise((resolve) => server.once('request', resolve));
    socket.destroy();
    await gone;
    await new Promise((resolve) => server.close(resolve));
  });

  it('leaves everything to the rest while there is no gateway', async () => {
    const answer = await ask(
      gatewayFirst(
        () => undefined,
        (_incoming, outgoing) => void outgoing.end('the rest'),
      ),
      written('GET /scim/t/Users', [], undefined, token),
    );
    expect(answer).to.contain('the rest');
  });

  it('changes a user', async () => {
    const patch = JSON.stringify({ schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'Dr' }] });
    const listener = gatewayFirst(
      () => stage.handler,
      () => {},
    );
    const { status, body } = await told(listener, written('PATCH /scim/t/Users/a1', [], patch, token));
    expect([status, JSON.parse(body).title, JSON.parse(body).schemas]).to.deep.equal([200, 'Dr', [CORE]]);
  });
});

function written(line: string, headers: readonly string[], body: string | undefined, token: string): string {
  const has = (name: string): boolean => headers.some((one) => one.toLowerCase().startsWith(`${name}:`));
  const all = [
    `${line} HTTP/1.1`,
    ...(has('host') ? [] : ['Host: inside.test']),
    ...(has('authorization') ? [] : ['Authorization: Bearer TOKEN']),
    ...(body === undefined || has('content-type') ? [] : ['Content-Type: application/scim+json']),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
    'Connection: close',
  ];
  return `${all.join('\r\n')}\r\n\r\n${body ?? ''}`.replaceAll('TOKEN', token);
}

interface Told {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** An answer without what differs from one to the next. */
async function told(listener: RequestListener, text: string): Promise<Told> {
  const answer = await ask(listener, text);
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...headers] = answer.slice(0, end).split('\r\n');
  const kept = headers
    .map((header) => header.toLowerCase())
    .filter((header) => !/^(?:date|x-request-id|connection|keep-alive|transfer-encoding|content-length):/.test(header));
  const chunked = headers.some((header) => /^transfer-encoding: *chunked/i.test(header));
  const raw = answer.slice(end + 4);
  return {
    status: Number(first.split(' ')[1]),
    headers: kept.toSorted(),
    body: chunked ? raw.replace(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n(?:\r\n)?/gi, '') : raw,
  };
}

async function ask(listener: RequestListener, text: string): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
      let heard = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        heard += chunk;
      });
      socket.once('end', () => resolve(heard));
      socket.once('error', (error) => (heard === '' ? reject(error) : resolve(heard)));
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
