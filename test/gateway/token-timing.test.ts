import crypto, { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { GatewayTokens, type TokenRecord } from '@rollcall/gateway';
import { expect } from 'chai';
import ts from 'typescript';
import { root } from '../support/root.js';

const ID = '0123456789abcdef';
const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
const token = (secret: string, id = ID): string => `rcg_${id}_${secret}`;
const RIGHT = token(SECRET);
const WRONG = {
  'all but its last character right': token(`${SECRET.slice(0, -1)}F`),
  'all but its first character right': token(`B${SECRET.slice(1)}`),
  'all but one in the middle right': token(`${SECRET.slice(0, 21)}_${SECRET.slice(22)}`),
  'nothing right': token('z'.repeat(43)),
  'an id that nobody has': token(SECRET, 'f'.repeat(16)),
} as const;

/**
 * The time of a comparison cannot be measured honestly in a test: what is measured is its work. Every step whose length could depend on a secret is
 * watched: how much is hashed, how much is compared by the one function that takes the same time whatever differs, and what the state is asked.
 */
describe('The time that the gateway takes for a token says nothing of it', () => {
  it('does the same work whatever is wrong, and where: one look-up, one hash, one comparison of 32 bytes', async () => {
    const right = await workOf(GatewayTokens, RIGHT);
    expect(right).to.deep.equal({ found: true, steps: ['state 30', 'hash 43', 'compare 32 with 32'] });
    for (const [what, wrong] of Object.entries(WRONG))
      expect(await workOf(GatewayTokens, wrong), what).to.deep.equal({ ...right, found: false });
  });

  it('does it as well for a token that is revoked, expired, or of another tenant', async () => {
    const { steps } = await workOf(GatewayTokens, RIGHT);
    for (const change of [{ revokedAt: 1 }, { expiresAt: 1 }, { tenant: 'second' }])
      expect(await workOf(GatewayTokens, RIGHT, change)).to.deep.equal({ found: false, steps });
  });

  it('asks the state nothing for what has not the form of a token', async () => {
    for (const text of ['', 'x', '\u0000', `rcg_${ID}_`, `rcg_${ID}_${SECRET}A`, `${RIGHT} `])
      expect(await workOf(GatewayTokens, text)).to.deep.equal({
        found: false,
        steps: ['hash 0', 'compare 32 with 32'],
      });
  });

  const plants: readonly (readonly [string, string | RegExp, string])[] = [
    ['texts compared by "==="', /return timingSafeEqual\(.*\);/, 'return a === b;'],
    [
      'a loop that stops at the first difference',
      /return timingSafeEqual\(.*\);/,
      'for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false; return true;',
    ],
    [
      'a look at the beginning first',
      /return timingSafeEqual\(/,
      'if (a.slice(0, 2) !== b.slice(0, 2)) return false; return timingSafeEqual(',
    ],
    [
      'an answer at once for an unknown id',
      'const isRight =',
      'if (record === undefined) return undefined; const isRight =',
    ],
    [
      'an answer at once for a revoked one',
      'const isRight =',
      'if (record?.revokedAt) return undefined; const isRight =',
    ],
    [
      'the beginning of the secret before its hash',
      'const isRight =',
      `if (secret?.startsWith('Ab') !== true) return undefined; const isRight =`,
    ],
  ];
  for (const [what, from, to] of plants) {
    it(`notices ${what}`, async () => {
      const planted = load(from, to);
      const reference = await workOf(GatewayTokens, RIGHT);
      const works = [await workOf(planted, RIGHT)];
      for (const wrong of Object.values(WRONG)) works.push(await workOf(planted, wrong));
      works.push(await workOf(planted, RIGHT, { revokedAt: 1 }));
      expect(works[0]?.found, 'the planted code still lets the right one in').to.equal(true);
      expect(works.some(({ steps }) => steps.join() !== reference.steps.join())).to.equal(true);
    });
  }

  it('loads its plants from the very source', async () => {
    expect(await workOf(load('', ''), RIGHT)).to.deep.equal(await workOf(GatewayTokens, RIGHT));
  });
});

interface Work {
  readonly found: boolean;
  readonly steps: readonly string[];
}

/** What is done to verify a token, step by step, each with its size. */
async function workOf(Tokens: typeof GatewayTokens, text: string, change: Partial<TokenRecord> = {}): Promise<Work> {
  const record: TokenRecord = {
    id: ID,
    tenant: 'first',
    name: 'a client',
    scopes: ['users:read'],
    hash: createHash('sha256').update(SECRET).digest('hex'),
    createdAt: 0,
    expiresAt: null,
    revokedAt: null,
    ...change,
  };
  const steps: string[] = [];
  const marks = {
    get: async (key: string) => {
      steps.push(`state ${key.length}`);
      return key.endsWith(ID) ? JSON.stringify(record) : undefined;
    },
  } as unknown as ConstructorParameters<typeof GatewayTokens>[0];
  const { hash, timingSafeEqual } = crypto;
  crypto.hash = ((algorithm: string, data: string) => {
    steps.push(`hash ${data.length}`);
    return hash(algorithm, data);
  }) as typeof hash;
  crypto.timingSafeEqual = (a, b) => {
    steps.push(`compare ${a.byteLength} with ${b.byteLength}`);
    return timingSafeEqual(a, b);
  };
  syncBuiltinESMExports();
  try {
    const caller = await new Tokens(marks, () => 10).verify('first', text);
    return { found: caller !== undefined, steps };
  } finally {
    Object.assign(crypto, { hash, timingSafeEqual });
    syncBuiltinESMExports();
  }
}

/** The class as its sources have it, with a fault put into those of the tokens that it keeps. */
function load(from: string | RegExp, to: string): typeof GatewayTokens {
  const source = readFileSync(join(root, 'core/engine/src/access/access-tokens.ts'), 'utf8');
  const planted = source.replace(from, to);
  if (from !== '') expect(planted, 'the source has the place for the plant').not.to.equal(source);
  const engine = evaluated(planted, { '@rollcall/contract': {} });
  const gateway = readFileSync(join(root, 'packages/gateway/src/auth/gateway-tokens.ts'), 'utf8');
  const { GatewayTokens: found } = evaluated(gateway, { '@rollcall/engine': engine });
  if (found === undefined) throw new Error('the source exports no GatewayTokens');
  return found as typeof GatewayTokens;
}

function evaluated(source: string, modules: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exports: Record<string, unknown> = {};
  const require = createRequire(import.meta.url);
  new Function('require', 'exports', outputText)((name: string) => modules[name] ?? require(name), exports);
  return exports;
}
