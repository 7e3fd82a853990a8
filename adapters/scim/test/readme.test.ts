import { expect } from 'chai';
import { readReadme, support, withDescriptions } from '../scripts/readme.js';
import { WORLDS } from './support/scim-worlds.js';

describe('the README of the SCIM adapter', () => {
  it('has the tables that "npm run readme" writes', () => {
    expect(readReadme()).to.equal(withDescriptions(readReadme()));
  });

  it('says of the standard and of the poorest dialect what the contract finds', async () => {
    const names = Object.keys(WORLDS);
    const [generic, poorest] = [names.indexOf('generic'), names.indexOf('joomla-miniorange')];
    const [, shown = ''] = /<!-- begin: support -->\n([\s\S]*?)\n<!-- end: support -->/.exec(readReadme()) ?? [];
    const cells = shown.split('\n').map((line) => line.split(' | '));
    const columns = cells.map((row) => [row[0], row[generic + 1], row[poorest + 1]?.replace(/ \|$/, '')]);
    const found = (await support(['generic', 'joomla-miniorange'])).split('\n').map((line) => line.split(' | '));
    expect(columns).to.deep.equal(found.map(([clause, one, other]) => [clause, one, other?.replace(/ \|$/, '')]));
  });
});
