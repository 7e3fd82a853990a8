import { type CheckReport, checkPassed } from '@rollcall/contract';
import { SCIM_DIALECTS } from '@rollcall/testing';
import { expect } from 'chai';
import { type OpenScimOptions, openScim, type ScimUnderTest } from './support/open-scim.js';

const { generic } = SCIM_DIALECTS;

describe('the SCIM adapter, its check', () => {
  let open: ScimUnderTest;
  afterEach(() => open.close());

  async function check(options: OpenScimOptions = {}): Promise<CheckReport> {
    open = await openScim(options);
    return open.scim.check(AbortSignal.timeout(10_000));
  }
  const statuses = ({ stages }: CheckReport): readonly string[] =>
    stages.map(({ stage, status }) => `${stage}: ${status}`);
  const stage = ({ stages }: CheckReport, name: string) => stages.find((one) => one.stage === name);

  it('passes stage by stage where all is well, and says how the service is spoken to', async () => {
    const report = await check();
    expect(statuses(report)).to.deep.equal([
      'reach: passed',
      'tls: passed',
      'credential: passed',
      'read: passed',
      'write: passed',
      'advice: passed',
    ]);
    expect(stage(report, 'advice')?.detail).to.equal(
      'Users are changed by PATCH, many at once by Bulk; lists are paged by cursor, 100 at a time; writes are conditional (If-Match).',
    );
    expect(report.operations?.create).to.deep.equal({ supported: true, via: 'POST /Users, many at once by Bulk' });
  });

  const FAILURES: readonly (readonly [string, OpenScimOptions, string, RegExp])[] = [
    ['a wrong token', { settings: { auth: { token: 'wrong' } } }, 'credential', /auth/],
    ['a wrong path', { settings: { baseUrl: 'PORT/scim/v3' } }, 'reach', /baseUrl/],
    ['nobody there', { settings: { baseUrl: 'http://127.0.0.1:9/scim' } }, 'reach', /./],
  ];
  for (const [what, options, failed, remedy] of FAILURES)
    it(`stops at ${failed} with ${what}, says what to do, and skips the rest`, async () => {
      const other = await openScim();
      const { baseUrl } = (options.settings ?? {}) as { readonly baseUrl?: string };
      const settings = {
        ...options.settings,
        ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace('PORT', other.served.url) }),
      };
      const report = await check({ ...options, settings });
      await other.close();
      const at = report.stages.findIndex(({ status }) => status === 'failed');
      expect(report.stages[at]?.stage).to.equal(failed);
      expect(report.stages[at]?.remedy).to.match(remedy);
      expect(report.stages.slice(at + 1).every(({ status }) => status === 'skipped')).to.equal(true);
      expect(checkPassed(report)).to.equal(false);
    });

  it('warns of what discovery does not tell, and says what was assumed', async () => {
    const report = await check({ dialect: { ...generic, discovery: [] } });
    const gaps = report.stages.filter(({ label }) => label.startsWith('Discovery'));
    expect(gaps.map(({ label }) => label)).to.deep.equal([
      'Discovery: ServiceProviderConfig',
      'Discovery: Schemas',
      'Discovery: ResourceTypes',
    ]);
    expect(gaps[0]?.detail).to.contain('Assumed: PATCH works');
    expect(checkPassed(report)).to.equal(true);
  });

  it('takes a service that is too busy to tell of itself for unavailable, and assumes nothing', async () => {
    open = await openScim();
    open.faults.when({ path: /Schemas/ }, { kind: 'error-before', status: 503 }, { times: Infinity });
    const report = await open.scim.check(AbortSignal.timeout(10_000));
    expect(checkPassed(report)).to.equal(false);
  });

  it('warns where strangers are answered too', async () => {
    open = await openScim();
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = (request) => {
      const headers = new Headers(request.headers);
      headers.set('authorization', 'Bearer scim-token');
      return honest(new Request(request, { headers }));
    };
    const report = await open.scim.check(AbortSignal.timeout(5_000));
    expect([stage(report, 'credential')?.status, stage(report, 'credential')?.detail]).to.deep.equal([
      'warning',
      'The service answers strangers too, so the credential is not proven.',
    ]);
  });

  it('says that it may not write', async () => {
    open = await openScim();
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = (request) =>
      request.method === 'GET'
        ? honest(request)
        : Promise.resolve(Response.json({ detail: 'read only' }, { status: 403 }));
    const report = await open.scim.check(AbortSignal.timeout(5_000));
    expect([stage(report, 'write')?.status, checkPassed(report)]).to.deep.equal(['failed', false]);
  });

  it('makes and deletes a user only when it is asked to, and leaves nothing behind', async () => {
    const report = await check({ settings: { probeWrites: true } });
    expect(stage(report, 'write')).to.include({ status: 'passed', detail: 'A user was made and deleted again.' });
    expect(open.service.users.size).to.equal(0);
    await open.close();
    const careful = await check({ dialect: 'slack', settings: { probeWrites: true } });
    expect([stage(careful, 'write')?.status, open.service.users.size]).to.deep.equal(['warning', 0]);
    expect(open.seen().filter((line) => !line.startsWith('GET'))).to.deep.equal([]);
  });

  it('names the user that it could not delete again', async () => {
    open = await openScim({ settings: { probeWrites: true }, dialect: { ...generic, userMethods: ['PATCH'] } });
    const report = await open.scim.check(AbortSignal.timeout(5_000));
    const [left] = [...open.service.users.all()];
    expect(stage(report, 'write')?.status).to.equal('failed');
    expect(stage(report, 'write')?.remedy).to.contain(String(left?.userName));
    expect(left?.active, 'it cannot sign in').to.equal(false);
  });
});
