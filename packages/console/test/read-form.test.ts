import { GuardConfig } from '@rollcall/engine';
import { describeConfig, parseConfig, setting } from '@rollcall/plugin';
import { expect } from 'chai';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { branch, readForm, settingsOf } from '../src/forms/read-form.js';

class Settings {
  @setting('A text.') @IsString() text!: string;
  @setting('A number.') @IsInt() number = 3;
  @setting('Yes or no.') @IsBoolean() flag = true;
  @setting('Lines.') @IsArray() @IsString({ each: true }) lines: string[] = [];
  @setting('Perhaps.') @IsOptional() @IsString() perhaps?: string;
}

function form(entries: readonly (readonly [name: string, value: string])[]): ReturnType<typeof readForm> {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return readForm(data);
}

describe('reading forms', () => {
  it('makes a tree of names with dots, indexes and repeats, without holes', () => {
    const tree = form([
      ['a.b', '1'],
      ['rows[0].from[]', 'x'],
      ['rows[0].from[]', 'y'],
      ['rows[7].from[]', 'z'],
    ]);
    expect(tree).to.deep.equal({ a: { b: '1' }, rows: [{ from: ['x', 'y'] }, { from: ['z'] }] });
  });

  it('takes no name that would reach into what objects inherit, nor a list that fills the memory', () => {
    const tree = form([
      ['__proto__.polluted', 'yes'],
      ['constructor.prototype.polluted', 'yes'],
      ['a.__proto__.polluted', 'yes'],
      ['rows[4294967294].a', 'yes'],
      ['not a name', 'yes'],
      ['fine', 'yes'],
    ]);
    expect(tree).to.deep.equal({ fine: 'yes' });
    expect(({} as { polluted?: string }).polluted).to.equal(undefined);
  });

  it('leaves out what was left empty or says what the default is, so that the file stays short', () => {
    const sent = form([
      ['s.text', ' hello '],
      ['s.number', '3'],
      ['s.flag', 'true'],
      ['s.lines', ''],
      ['s.perhaps', ''],
    ]);
    expect(settingsOf(describeConfig(Settings), branch(sent.s))).to.deep.equal({ text: 'hello' });
    const changed = form([
      ['s.text', 'hello'],
      ['s.number', '4'],
      ['s.lines', 'one\r\n\r\n two '],
    ]);
    expect(settingsOf(describeConfig(Settings), branch(changed.s))).to.deep.equal({
      text: 'hello',
      number: 4,
      flag: false,
      lines: ['one', 'two'],
    });
  });

  it('keeps what is no number, so that validation can say so', () => {
    const sent = form([
      ['s.text', 'x'],
      ['s.number', 'many'],
      ['s.flag', 'true'],
    ]);
    expect(() => parseConfig(Settings, settingsOf(describeConfig(Settings), branch(sent.s)))).to.throw(
      /number: must be an integer/,
    );
  });

  it('writes a group wholly that has a default of its own, because a written group replaces it', () => {
    const described = describeConfig(GuardConfig);
    const untouched = form([
      ['g.deactivate.percent', '10'],
      ['g.deactivate.atLeast', '5'],
      ['g.delete.count', '0'],
      ['g.shrink', '50'],
    ]);
    expect(settingsOf(described, branch(untouched.g))).to.deep.equal({});
    const limited = form([
      ['g.deactivate.percent', '10'],
      ['g.deactivate.atLeast', '5'],
      ['g.deactivate.count', '20'],
      ['g.delete.count', '0'],
      ['g.shrink', '50'],
    ]);
    const guard = parseConfig(GuardConfig, settingsOf(described, branch(limited.g)));
    expect(guard.deactivate).to.include({ percent: 10, atLeast: 5, count: 20 });
    expect(guard.delete.count).to.equal(0);
  });
});
