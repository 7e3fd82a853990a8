import type { BatchOutcome, BatchRequest } from '@rollcall/contract';
import { ConflictError, NotFoundError, RejectedError, UnavailableError } from '@rollcall/contract';
import { type Fault, SCIM_DIALECTS } from '@rollcall/testing';
import { expect } from 'chai';
import { type OpenScimOptions, openScim, type ScimUnderTest } from './support/open-scim.js';

const { generic } = SCIM_DIALECTS;
const MAIL = 'emails[type eq "work"].value';

describe('the SCIM adapter, writing many at once', () => {
  let open: ScimUnderTest;
  afterEach(() => open.close());

  async function start(options: OpenScimOptions = {}): Promise<void> {
    open = await openScim(options);
    await open.scim.writer.operations(AbortSignal.timeout(5_000));
  }
  const batch = async (...requests: readonly BatchRequest[]): Promise<readonly BatchOutcome[]> =>
    (await open.scim.writer.batch?.(requests, AbortSignal.timeout(10_000))) ?? [];
  const create = (userName: string): BatchRequest => ({
    operation: 'create',
    key: userName,
    create: { attributes: { userName }, active: true, groups: [] },
  });
  const names = (): readonly unknown[] => [...open.service.users.all()].map(({ userName }) => userName);
  const requests = (path: string): number => open.seen().filter((line) => line.startsWith(`POST ${path}`)).length;
  const kindOf = (outcome: BatchOutcome | undefined): string => {
    if (outcome === undefined) return 'nothing';
    if ('result' in outcome) return 'done';
    const { error } = outcome;
    if (ConflictError.is(error)) return 'conflict';
    if (NotFoundError.is(error)) return 'gone';
    if (RejectedError.is(error)) return 'rejected';
    return UnavailableError.is(error) ? `unavailable, ${error.outcome}` : String(error);
  };

  it('offers it only where the service does, and the limits say how much', async () => {
    await start({ dialect: { ...generic, bulk: { maxOperations: 7, maxPayloadSize: 10_000 } } });
    expect(open.scim.limits.operationsPerBatch).to.equal(7);
    expect(open.scim.writer.batch).to.be.a('function');
    await open.close();
    for (const options of [
      { dialect: 'aws' },
      { settings: { useBulk: 'never' } },
      { settings: { verifyWrites: true } },
    ] as const) {
      await start(options);
      expect([open.scim.limits.operationsPerBatch, open.scim.writer.batch]).to.deep.equal([undefined, undefined]);
      await open.close();
    }
    await start();
  });

  it('does all kinds of writes in one request, each with an outcome of its own', async () => {
    await start();
    const [ada, ben, cy, dee] = ['ada', 'ben', 'cy', 'dee'].map((userName) => open.service.addUser({ userName }).id);
    open.service.put('User', dee ?? '', { userName: 'dee', active: false });
    const outcomes = await batch(
      create('new'),
      create('ADA'),
      { operation: 'update', key: 'u', id: ada ?? '', change: { set: { title: 'Dr' }, before: {} } },
      { operation: 'deactivate', key: 'd', id: ben ?? '' },
      { operation: 'delete', key: 'x', id: cy ?? '' },
      { operation: 'delete', key: 'y', id: 'nobody' },
      { operation: 'reactivate', key: 'r', id: dee ?? '' },
      { operation: 'update', key: 'g', id: 'nobody', change: { set: { title: 'Dr' }, before: {} } },
    );
    expect(outcomes.map(kindOf)).to.deep.equal(['done', 'conflict', 'done', 'done', 'done', 'done', 'done', 'gone']);
    expect(requests('/Bulk')).to.equal(1);
    expect(open.seen().filter((line) => /^(POST \/Users|PATCH|DELETE)/.test(line))).to.deep.equal([]);
    const users = Object.fromEntries([...open.service.users.all()].map((user) => [String(user.userName), user]));
    expect(Object.keys(users)).to.deep.equal(['ada', 'ben', 'dee', 'new']);
    expect([users.ada?.title, users.ben?.active, users.dee?.active]).to.deep.equal(['Dr', false, true]);
    const [made, , , off] = outcomes.map((one) => ('result' in one ? one.result : undefined));
    expect(made?.id).to.equal(users.new?.id);
    expect(made?.version).to.equal(users.new?.meta.version);
    expect(off?.active).to.equal(false);
  });

  it('keeps within what the service takes: operations and bytes', async () => {
    await start({ dialect: { ...generic, bulk: { maxOperations: 3, maxPayloadSize: 1_000 } } });
    const outcomes = await batch(
      ...Array.from({ length: 10 }, (_, n) => create(`user${n}`)),
      create('x'.repeat(300)),
      create('y'.repeat(2_000)),
    );
    expect(outcomes.map(kindOf)).to.deep.equal(Array(12).fill('done'));
    expect(open.served.requests.filter(({ status }) => status === 413)).to.deep.equal([]);
    expect(names()).to.have.length(12);
    expect(requests('/Users'), 'too big for any bulk request').to.equal(1);
  });

  it('divides what is refused as too much, although the service said otherwise', async () => {
    await start();
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = async (request) => {
      if (!request.url.endsWith('/Bulk')) return honest(request);
      const { Operations } = (await request.clone().json()) as { readonly Operations: readonly unknown[] };
      return Operations.length > 2 ? new Response(null, { status: 413 }) : honest(request);
    };
    expect((await batch(...Array.from({ length: 9 }, (_, n) => create(`user${n}`)))).map(kindOf)).to.deep.equal(
      Array(9).fill('done'),
    );
    expect(names()).to.have.length(9);
  });

  it('writes one by one where Bulk is said to be there, and is not', async () => {
    for (const status of [404, 405, 501]) {
      await start();
      const honest = open.simulator.fetch.bind(open.simulator);
      open.simulator.fetch = (request) =>
        request.url.endsWith('/Bulk') ? Promise.resolve(new Response(null, { status })) : honest(request);
      expect((await batch(create('a'), create('b'), create('c'))).map(kindOf)).to.deep.equal(Array(3).fill('done'));
      expect(requests('/Users')).to.equal(3);
      await open.close();
    }
    await start();
  });

  it('looks first at a user of whom it does not know enough, outside the bulk request', async () => {
    await start();
    const { id } = open.service.addUser({ userName: 'ada', emails: [{ type: 'work', value: 'old@example.test' }] });
    const outcomes = await batch(create('b'), {
      operation: 'update',
      key: 'u',
      id,
      change: { set: { [MAIL]: 'new@example.test' }, before: {} },
    });
    expect(outcomes.map(kindOf)).to.deep.equal(['done', 'done']);
    expect(open.service.users.get(id)?.emails).to.deep.equal([{ type: 'work', value: 'new@example.test' }]);
  });

  it('reads a user again of whom it knew something old, and does the rest on top of that', async () => {
    await start();
    const { id } = open.service.addUser({ userName: 'ada', emails: [{ type: 'home', value: 'home@example.test' }] });
    const change = { set: { [MAIL]: 'new@example.test' }, before: { [MAIL]: 'old@example.test' } };
    const outcomes = await batch(create('b'), { operation: 'update', key: 'u', id, change });
    expect(outcomes.map(kindOf)).to.deep.equal(['done', 'done']);
    expect(open.service.users.get(id)?.emails).to.deep.equal([
      { type: 'home', value: 'home@example.test' },
      { type: 'work', value: 'new@example.test' },
    ]);
  });

  const LOST: readonly Fault[] = [
    { kind: 'drop-after' },
    { kind: 'truncate' },
    { kind: 'error-after' },
    { kind: 'html', handled: true },
    { kind: 'empty' },
  ];
  for (const fault of LOST)
    it(`knows of no operation what became of it after ${fault.kind}, and does not repeat it`, async () => {
      await start();
      open.faults.when({ path: /Bulk/ }, fault, { times: Infinity });
      expect((await batch(create('a'), create('b'))).map(kindOf)).to.deep.equal(Array(2).fill('unavailable, unknown'));
      expect(requests('/Bulk')).to.equal(1);
    });

  it('repeats what certainly was not done', async () => {
    await start();
    open.faults.when({ path: /Bulk/ }, { kind: 'too-many-requests', retryAfter: 1 });
    expect((await batch(create('a'))).map(kindOf)).to.deep.equal(['done']);
  });

  it('knows nothing of an operation that the answer leaves out, and takes answers in any order', async () => {
    await start();
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = async (request) => {
      const response = await honest(request);
      if (!request.url.endsWith('/Bulk')) return response;
      const body = (await response.json()) as { Operations: { bulkId: string }[] };
      body.Operations = body.Operations.filter(({ bulkId }) => bulkId !== 'r1').reverse();
      return Response.json(body);
    };
    const outcomes = await batch(create('a'), create('b'), create('A'));
    expect(outcomes.map(kindOf)).to.deep.equal(['done', 'unavailable, unknown', 'conflict']);
  });

  it('ties answers without a bulkId by their order, and not where that contradicts them', async () => {
    for (const turned of [false, true]) {
      await start();
      const [ada, ben] = ['ada', 'ben'].map((userName) => open.service.addUser({ userName }).id);
      const honest = open.simulator.fetch.bind(open.simulator);
      open.simulator.fetch = async (request) => {
        const response = await honest(request);
        if (!request.url.endsWith('/Bulk')) return response;
        const body = (await response.json()) as { Operations: { bulkId?: string }[] };
        for (const one of body.Operations) delete one.bulkId;
        if (turned) body.Operations.reverse();
        return Response.json(body);
      };
      const title = { set: { title: 'x' }, before: {} };
      const outcomes = await batch(
        { operation: 'update', key: 'a', id: ada ?? '', change: title },
        { operation: 'update', key: 'b', id: ben ?? '', change: title },
      );
      expect(outcomes.map(kindOf)).to.deep.equal(Array(2).fill(turned ? 'unavailable, unknown' : 'done'));
      await open.close();
    }
    await start();
  });
});
