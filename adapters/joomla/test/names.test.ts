import { expect } from 'chai';
import { nameAfter, nameOfNew } from '../src/names.js';

describe('the one name of a Joomla user', () => {
  it('is "name", else the whole name, else the joined parts, else the username', () => {
    expect(nameOfNew({ name: 'A B', 'name.givenName': 'C' }, 'ab')).to.equal('A B');
    expect(nameOfNew({ 'name.formatted': 'A B' }, 'ab')).to.equal('A B');
    expect(nameOfNew({ 'name.givenName': 'Ada', 'name.familyName': 'King' }, 'ada.k')).to.equal('Ada King');
    expect(nameOfNew({ 'name.familyName': 'King' }, 'ada.k')).to.equal('King');
    expect(nameOfNew({ 'name.givenName': '  ' }, 'ada.k')).to.equal('ada.k');
  });

  const after = (set: object, before: object, current: string) =>
    nameAfter({ set: set as never, before: before as never }, current, 'ada.k');

  it('is left alone by a change of other attributes', () => {
    expect(after({ email: 'x@example.test' }, {}, 'Ada King')).to.equal(undefined);
  });

  it('keeps the other part when one part changes, whatever blanks it has', () => {
    expect(after({ 'name.givenName': 'Adah' }, { 'name.givenName': 'Ada' }, 'Ada van der Berg')).to.equal(
      'Adah van der Berg',
    );
    expect(
      after({ 'name.familyName': 'Smith' }, { 'name.familyName': 'van der Berg' }, 'Mary Ann van der Berg'),
    ).to.equal('Mary Ann Smith');
  });

  it('cuts at the last blank when the old value of the part is not in the name', () => {
    expect(after({ 'name.givenName': 'Adah' }, { 'name.givenName': 'Eva' }, 'Ada Maria King')).to.equal('Adah King');
    expect(after({ 'name.familyName': 'Smith' }, { 'name.familyName': 'Jones' }, 'Ada Maria King')).to.equal(
      'Ada Maria Smith',
    );
  });

  it('adds a part that was not there, and drops one that is cleared', () => {
    expect(after({ 'name.familyName': 'King' }, {}, 'Ada')).to.equal('Ada King');
    expect(after({ 'name.familyName': null }, { 'name.familyName': 'King' }, 'Ada King')).to.equal('Ada');
    expect(
      after(
        { 'name.givenName': null, 'name.familyName': null },
        { 'name.givenName': 'Ada', 'name.familyName': 'King' },
        'Ada King',
      ),
    ).to.equal('ada.k');
  });

  it('is what is mapped to it, even when a part changes too', () => {
    expect(after({ name: 'Dr. Ada King', 'name.givenName': 'Adah' }, {}, 'Ada King')).to.equal('Dr. Ada King');
  });
});
