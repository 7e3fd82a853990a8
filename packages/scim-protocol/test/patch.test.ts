import {
  applyPatch,
  ENTRA_LENIENCY,
  GENEROUS_LENIENCY,
  GROUP_INDEX,
  type Leniency,
  OKTA_LENIENCY,
  parsePatchRequest,
  type SchemaIndex,
  ScimError,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { DEVICE, DEVICE_INDEX } from './support/devices.js';
import { ADA, CREW } from './support/resources.js';
import { rfc, SECTION } from './support/section.js';
import { ENTRA_CASES, OKTA_CASES } from './tables/leniency-cases.js';
import type { PatchCase } from './tables/patch/patch-case.js';
import { PATCH_BODIES } from './tables/patch-bodies.js';
import { PATCH_CASES } from './tables/patch-cases.js';

describe('A PATCH by RFC 7644', () => {
  it('has at least 300 cases in its strict table alone, each another one, and each names its section', () => {
    expect(PATCH_CASES.length).to.be.at.least(300);
    const all = [...PATCH_CASES, ...ENTRA_CASES, ...OKTA_CASES];
    for (const { section, ops } of all) expect(section, JSON.stringify(ops)).to.match(SECTION);
    expect(new Set(all.map(({ section: _, ...rest }) => JSON.stringify(rest))).size).to.equal(all.length);
  });

  for (const [section, what, body, gives] of PATCH_BODIES) {
    it(`${rfc(section)}: a body with ${what} → ${typeof gives === 'number' ? 'read' : gives}`, () => {
      if (typeof gives === 'number') expect(parsePatchRequest(body)).to.have.length(gives);
      else expect(errorOf(() => parsePatchRequest(body)).scimType).to.equal(gives);
    });
  }

  for (const one of PATCH_CASES) it(titleOf(one), () => check(one));
});

describe('A PATCH as Entra writes it', () => {
  for (const one of ENTRA_CASES) it(titleOf(one), () => check(one, ENTRA_LENIENCY));
  for (const one of PATCH_CASES.filter(isFine))
    it(`also by the RFC: ${titleOf(one)}`, () => check(one, GENEROUS_LENIENCY));
});

describe('A PATCH as Okta writes it', () => {
  for (const one of OKTA_CASES) it(titleOf(one), () => check(one, OKTA_LENIENCY));
});

describe('applyPatch', () => {
  it('names the operation that is wrong', () => {
    const operations = [
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'replace', path: 'active', value: 'no' },
    ];
    expect(() => applyPatch(ADA, operations, USER_INDEX)).to.throw(
      ScimError,
      /^operation 2: "active" takes true or false, and the value is a string$/,
    );
  });

  it('never says a value in an error, for it may be a password', () => {
    expect(() =>
      applyPatch(ADA, [{ op: 'replace', path: 'password', value: ['made-up-secret'] }], USER_INDEX),
    ).to.throw(ScimError, /^((?!made-up-secret).)*$/);
  });

  it('gives back the very resource where nothing changes', () => {
    expect(applyPatch(CREW, [{ op: 'add', path: 'members', value: [{ value: 'u1' }] }], GROUP_INDEX).resource).to.equal(
      CREW,
    );
  });

  it('keeps keys as the resource spells them', () => {
    const { resource } = applyPatch(
      { UserName: 'a', Title: 'x' },
      [{ op: 'replace', path: 'title', value: 'y' }],
      USER_INDEX,
    );
    expect(resource).to.deep.equal({ UserName: 'a', Title: 'y' });
  });
});

function check({ on, ops, gives, detail }: PatchCase, leniency?: Leniency): void {
  const before = structuredClone(on);
  const frozen = deepFreeze(structuredClone(on));
  const index = indexOf(on);
  const run = () => applyPatch(frozen, ops, index, leniency === undefined ? {} : { leniency });
  if (typeof gives === 'string' && gives !== 'same') {
    const error = errorOf(run);
    expect(error.scimType, error.message).to.equal(gives);
    expect(error.status).to.equal(400);
    if (detail !== undefined) expect(error.message).to.equal(detail);
  } else {
    const { resource, changed } = run();
    expect(resource).to.deep.equal(gives === 'same' ? before : gives);
    expect(changed).to.equal(gives !== 'same');
  }
  expect(frozen).to.deep.equal(before);
}

function indexOf({ schemas }: PatchCase['on']): SchemaIndex {
  const [core] = schemas as readonly string[];
  return core === DEVICE ? DEVICE_INDEX : core === GROUP_INDEX.schemas[0] ? GROUP_INDEX : USER_INDEX;
}

function isFine({ gives }: PatchCase): boolean {
  return typeof gives !== 'string' || gives === 'same';
}

function titleOf({ section, ops, gives }: PatchCase): string {
  const outcome = typeof gives === 'string' ? gives : 'changed';
  return `${section}: ${ops.map(({ op, path, value }) => `${op} ${path ?? ''} ${JSON.stringify(value) ?? ''}`.trim()).join('; ')} → ${outcome}`;
}

function errorOf(action: () => unknown): ScimError {
  try {
    action();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
