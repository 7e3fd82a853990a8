import { expect } from 'chai';
import { readReadme, withMappers } from '../scripts/readme.js';
import { definitions } from './support/built-in.js';

describe('the README of the mappers', () => {
  it('has the table that "npm run readme" writes', () => {
    expect(readReadme()).to.equal(withMappers(readReadme()));
  });

  it('names every mapper', () => {
    const page = readReadme();
    for (const { id } of definitions) expect(page).to.contain(`\n| \`${id}\` |`);
  });
});
