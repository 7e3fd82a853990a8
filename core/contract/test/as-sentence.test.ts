import { asSentence } from '@rollcall/contract';
import { expect } from 'chai';

describe('asSentence', () => {
  for (const [text, wanted] of [
    ['there is no such page (404)', 'There is no such page (404).'],
    ['404, no such page', '404, no such page.'],
    ['It is whole.', 'It is whole.'],
    ['is it?', 'Is it?'],
    ['not now, come again', 'Not now, come again.'],
    ['https://www.example answers', 'https://www.example answers.'],
    ['iPhone users sign in', 'iPhone users sign in.'],
    ['field_first_name is missing', 'field_first_name is missing.'],
    ['the account is called "ada"', 'The account is called "ada".'],
    ['/srv/people.sqlite', '/srv/people.sqlite'],
    ['PostgreSQL', 'PostgreSQL'],
    ['', ''],
  ] as const)
    it(`makes "${wanted}" of "${text}"`, () => {
      expect(asSentence(text)).to.equal(wanted);
      expect(asSentence(wanted), 'a whole sentence stays').to.equal(wanted);
    });
});
