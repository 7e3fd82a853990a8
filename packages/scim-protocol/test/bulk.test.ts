import {
  applyPatch,
  type BulkOperation,
  halveBulkPost,
  orderBulk,
  type PatchOperation,
  parsePatchRequest,
  resolveBulkIds,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import fc from 'fast-check';

const SEED = Number(process.env.FC_SEED ?? 20_260_105);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Who refers to whom, by number. */
const graphs = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
  );

function operationsOf(graph: readonly (readonly number[])[]): readonly BulkOperation[] {
  return graph.map((needs, at) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: `b${at}`,
    data: { displayName: `g${at}`, members: needs.map((need) => ({ value: `bulkId:b${need}` })) },
  }));
}

describe('Bulk (RFC 7644 §3.7)', () => {
  it('is ordered so that each refers only to what is before it, and circles are just those who reach themselves (§3.7.2)', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const operations = operationsOf(graph);
        const { steps, cycles } = orderBulk(operations);
        const flat = steps.flat().map((one) => operations.indexOf(one));
        expect(
          flat.toSorted((a, b) => a - b),
          'each once',
        ).to.deep.equal(graph.map((_, at) => at));
        const reaches = closure(graph);
        const stepOf = new Map(steps.flatMap((step, at) => step.map((one) => [operations.indexOf(one), at] as const)));
        for (const [one, needs] of graph.entries())
          for (const need of needs) expect(stepOf.get(need)).to.be.at.most(stepOf.get(one) ?? -1);
        for (const one of graph.keys())
          for (const other of graph.keys()) {
            const isCircle =
              one === other ? reaches[one]?.has(one) : reaches[one]?.has(other) && reaches[other]?.has(one);
            const together = cycles.some((step) =>
              [one, other].every((at) => step.includes(operations[at] as BulkOperation)),
            );
            expect(together, `${one} and ${other} of ${JSON.stringify(graph)}`).to.equal(isCircle === true);
          }
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('can be made in two halves that are the whole together, the first of them without what is not there yet (§3.7.1)', () => {
    const references = fc.constantFrom('bulkId:a', 'bulkId:b', 'plain', 'bulkId:c');
    const users = fc.record(
      {
        userName: fc.constant('u'),
        title: references,
        name: fc.record({ familyName: references }, { requiredKeys: [] }),
        emails: fc.uniqueArray(fc.record({ value: references }), { minLength: 1, selector: ({ value }) => value }),
        [ENTERPRISE]: fc.record(
          { department: references, manager: fc.record({ value: references }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['userName'] },
    );
    const ids = new Map(['a', 'b', 'c'].map((bulkId) => [bulkId, `id-${bulkId}`]));
    fc.assert(
      fc.property(users, fc.subarray(['a', 'b', 'c']), (data, known) => {
        const operation: BulkOperation = { method: 'POST', path: '/Users', bulkId: 'x', data };
        const halves = halveBulkPost(operation, new Set(known));
        const first = JSON.stringify(halves?.first.data);
        for (const bulkId of ['a', 'b', 'c'].filter((one) => !known.includes(one)))
          expect(first).to.not.contain(`bulkId:${bulkId}`);
        const made = resolved(halves?.first.data, ids) as Readonly<Record<string, unknown>>;
        const rest: readonly PatchOperation[] =
          halves?.rest === undefined ? [] : parsePatchRequest(resolved(halves.rest, ids));
        const whole = applyPatch(withoutEmpty(made), rest, USER_INDEX).resource;
        expect(withoutEmpty(whole)).to.deep.equal(withoutEmpty(resolved(data, ids) as typeof made));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('is not divided where there is no object to divide', () => {
    expect(halveBulkPost({ method: 'PATCH', path: '/Users/1', data: { title: 'bulkId:a' } }, new Set())).to.equal(
      undefined,
    );
    for (const data of [undefined, null, 'bulkId:a', ['bulkId:a']])
      expect(halveBulkPost({ method: 'POST', path: '/Users', data }, new Set())).to.equal(undefined);
  });
});

function resolved(data: unknown, ids: ReadonlyMap<string, string>): unknown {
  return resolveBulkIds({ method: 'POST', path: '/', data }, ids).data;
}

/** An extension without anything in it is none; which there are follows from the rest. */
function withoutEmpty(user: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(user).filter(
      ([name, value]) =>
        name !== 'schemas' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  );
}

/** Whom each reaches, in one step or more: by going on until nobody new is found. */
function closure(graph: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  return graph.map((needs) => {
    const found = new Set<number>();
    const waiting = [...needs];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(graph[next] ?? []));
    }
    return found;
  });
}
