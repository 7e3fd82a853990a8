import {
  BugError,
  ConfigError,
  ConflictError,
  decisionOf,
  type ErrorDecision,
  type ErrorParts,
  NotFoundError,
  RejectedError,
  RollcallError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
} from '@rollcall/contract';
import { expect } from 'chai';

const PARTS: ErrorParts = { code: 'a-code', doing: 'reading users of https://x', happened: '403' };
const CLASSES: readonly (readonly [
  string,
  ErrorDecision,
  (parts: ErrorParts) => RollcallError,
  (value: unknown) => boolean,
])[] = [
  ['ConfigError', 'stop', (parts) => new ConfigError(parts), (value) => ConfigError.is(value)],
  [
    'UnavailableError',
    'retry',
    (parts) => new UnavailableError({ ...parts, outcome: 'unknown' }),
    (value) => UnavailableError.is(value),
  ],
  [
    'UnauthorizedError',
    'stop-connection',
    (parts) => new UnauthorizedError(parts),
    (value) => UnauthorizedError.is(value),
  ],
  ['RejectedError', 'reject', (parts) => new RejectedError(parts), (value) => RejectedError.is(value)],
  ['ConflictError', 'recorrelate', (parts) => new ConflictError(parts), (value) => ConflictError.is(value)],
  ['NotFoundError', 'gone', (parts) => new NotFoundError(parts), (value) => NotFoundError.is(value)],
  ['UnsupportedError', 'unsupported', (parts) => new UnsupportedError(parts), (value) => UnsupportedError.is(value)],
  ['BugError', 'bug', (parts) => new BugError(parts), (value) => BugError.is(value)],
];

describe('an error of the contract', () => {
  for (const [name, decision, make, is] of CLASSES) {
    it(`${name} decides "${decision}", and no other class takes it for its own`, () => {
      const error = make(PARTS);
      expect(error).to.be.instanceOf(Error);
      expect(error.name).to.equal(name);
      expect(decisionOf(error)).to.equal(decision);
      expect(RollcallError.is(error)).to.equal(true);
      expect(is(error)).to.equal(true);
      for (const [other, , , isOther] of CLASSES) if (other !== name) expect(isOther(error), other).to.equal(false);
    });
  }

  it('says what we were doing, what came back, and what to do', () => {
    expect(new ConfigError(PARTS).message).to.equal('reading users of https://x: 403');
    const error = new UnauthorizedError({ ...PARTS, hint: 'the account needs "administer users"' });
    expect(error.message).to.equal('reading users of https://x: 403; the account needs "administer users"');
    expect(error).to.include({ ...PARTS, hint: 'the account needs "administer users"' });
  });

  it('keeps its cause, and has none where none is given', () => {
    const cause = new Error('ECONNRESET');
    expect(new BugError({ ...PARTS, cause }).cause).to.equal(cause);
    expect('cause' in new BugError(PARTS)).to.equal(false);
  });

  it('says whether an unavailable system may have done what it was asked, and how long to wait', () => {
    expect(new UnavailableError({ ...PARTS, outcome: 'not-sent', retryAfterMs: 5_000 })).to.include({
      outcome: 'not-sent',
      retryAfterMs: 5_000,
    });
    expect(new UnavailableError({ ...PARTS, outcome: 'unknown' }).retryAfterMs).to.equal(undefined);
  });

  it('is known when it comes from another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@rollcall/error')]: 'recorrelate' });
    expect(decisionOf(foreign)).to.equal('recorrelate');
    expect(ConflictError.is(foreign)).to.equal(true);
    expect(RejectedError.is(foreign)).to.equal(false);
  });

  it('keeps its decision in classes made from it', () => {
    class TakenError extends ConflictError {}
    const error = new TakenError(PARTS);
    expect([error.name, decisionOf(error)]).to.deep.equal(['TakenError', 'recorrelate']);
  });

  for (const thrown of [new Error('x'), new TypeError('x'), 'text', 7, null, undefined, {}, { code: 'retry' }])
    it(`is not the ${typeof thrown} ${String(thrown)} (${JSON.stringify(thrown)}), which is a bug`, () => {
      expect(RollcallError.is(thrown)).to.equal(false);
      expect(decisionOf(thrown)).to.equal('bug');
    });
});
