import { ConfigProblems, lintConfig, parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { JoomlaConfig, JoomlaScimConfig } from '../src/index.js';

describe('JoomlaConfig', () => {
  const problemsOf = (plain: object): readonly string[] => {
    try {
      parseConfig(JoomlaConfig, { baseUrl: 'https://joomla.example.test', ...plain });
      return [];
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      return error.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
    }
  };

  it('takes either token, or both', () => {
    expect(problemsOf({ token: 'a' })).to.deep.equal([]);
    expect(problemsOf({ scim: { token: 'b' } })).to.deep.equal([]);
    expect(problemsOf({ token: 'a', scim: { token: 'b' } })).to.deep.equal([]);
  });

  it('says which tokens there are when neither is given', () => {
    expect(problemsOf({})).to.have.length(1);
    expect(problemsOf({})[0]).to.match(/^token: .*API token.*"scim\.token"/);
  });

  it('wants the token of the route that is chosen', () => {
    expect(problemsOf({ route: 'core', scim: { token: 'b' } })[0]).to.match(/^token: /);
    expect(problemsOf({ route: 'scim', token: 'a' })[0]).to.match(/^scim: .*"scim\.token"/);
    expect(problemsOf({ scim: {} })[0]).to.match(/^scim\.token: /);
  });

  it('refuses the address of the API or of the administrator in place of the site', () => {
    for (const baseUrl of [
      'https://joomla.example.test/api/index.php',
      'https://joomla.example.test/administrator/',
      'nope',
    ]) {
      expect(problemsOf({ token: 'a', baseUrl }), baseUrl).to.have.length(1);
    }
    expect(problemsOf({ token: 'a', baseUrl: 'http://localhost:8080/joomla/' })).to.deep.equal([]);
  });

  it('explains and checks each setting', () => {
    expect(lintConfig(JoomlaConfig)).to.deep.equal([]);
    expect(lintConfig(JoomlaScimConfig)).to.deep.equal([]);
  });

  it('hides both tokens when it is printed', () => {
    expect(
      JSON.stringify(
        parseConfig(JoomlaConfig, {
          baseUrl: 'https://joomla.example.test',
          token: 'hidden-1',
          scim: { token: 'hidden-2' },
        }),
      ),
    ).not.to.match(/hidden-\d/);
  });
});
