import { ConfigProblems } from '@rollcall/plugin';
import { expect } from 'chai';
import { parseRollcallConfig } from '../../src/config/rollcall-config.js';

const URL = 'postgres://rollcall:made-up-password@db.example/rollcall';

function problemsOf(config: unknown): readonly string[] {
  try {
    parseRollcallConfig(config);
    return [];
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    return error.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
  }
}

describe('the queue in a configuration', () => {
  it('is kept in the state unless an address is given, which is a secret', () => {
    expect(parseRollcallConfig({}).queue).to.deep.equal({});
    const { queue } = parseRollcallConfig({ state: { url: URL }, queue: { url: URL } });
    expect(queue.url?.reveal()).to.equal(URL);
    expect(JSON.stringify(queue)).to.not.contain('made-up-password');
  });

  it('needs a state that workers share, an address of PostgreSQL, and nothing else', () => {
    expect(problemsOf({ queue: { url: URL } })).to.deep.equal([
      'queue: workers that take turns need a state that they share: set "url" under "state" as well',
    ]);
    expect(problemsOf({ state: { url: URL }, queue: { url: 'redis://db.example' } })).to.deep.equal([
      'queue.url: must be an address such as postgres://account:password@host:5432/database',
    ]);
    expect(problemsOf({ state: { url: URL }, queue: { url: URL, workers: 3 } })).to.deep.equal([
      'queue.workers: there is no setting "workers"; known: url',
    ]);
    expect(problemsOf({ queue: 'pg-boss' })).to.deep.equal(['queue: must be a list of names with settings']);
    expect(problemsOf({ quue: {} })[0]).to.match(/^quue: there is no setting "quue". Did you mean "queue"\?/);
  });
});
