import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { ANSWERS_FILE, apiAnswersText } from './support/api-answers.js';
import { apiReport } from './support/api-report.js';
import { CAUSES, REMEDIES } from './support/error-words.js';
import { errorEntries } from './support/errors-page.js';
import { referencePages } from './support/reference.js';
import { cell } from './support/settings-table.js';
import { catalogueIn, thrownErrors } from './support/thrown-errors.js';
import { settingsIn, type WrittenSetting, writtenSettings } from './support/written-settings.js';

describe('the reference', function () {
  this.timeout(120_000);
  const folder = join(root, 'docs', 'reference');

  it('is what the code says; "npm run reference" writes it', () => {
    const made = referencePages();
    const stale = [...made].filter(
      ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
    );
    expect(stale.map(([name]) => name)).to.deep.equal([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.md') && !made.has(name))).to.deep.equal([]);
  });

  it('has what each route of the API answers, as its handler says', () => {
    expect(
      readFileSync(ANSWERS_FILE, 'utf8') === apiAnswersText(),
      'it is stale; "npm run reference" writes it',
    ).to.equal(true);
  });

  it('explains every setting that a class has', () => {
    const text = ['settings.md', 'plugins.md', 'http.md'].map((name) => referencePages().get(name)).join('\n');
    const isThere = ({ name, description }: WrittenSetting): boolean =>
      text.includes(`${name}\` | ${cell(description)}`);
    const written = writtenSettings();
    expect(written.length).to.be.greaterThan(200);
    expect(written.filter((setting) => !isThere(setting)).map(({ at }) => at)).to.deep.equal([]);
    const [planted, ...others] = settingsIn(
      'x.ts',
      "export class XConfig { @setting('Said nowhere.') @IsString() x = ''; y = 1; }",
    );
    expect(others).to.deep.equal([]);
    expect(planted?.at).to.equal('x.ts XConfig.x');
    expect(planted !== undefined && isThere(planted)).to.equal(false);
  });

  it('shows a change of what the contract exports, and none of its comments', () => {
    const file = join(root, 'core/contract/src/check.ts');
    const report = (change: (text: string) => string): string =>
      apiReport(file, new Map([[file, change(readFileSync(file, 'utf8'))]]));
    const now = report((text) => text);
    expect(now).to.include('readonly remedy?: string;');
    expect(report((text) => text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '/** Other words. */'))).to.equal(now);
    expect(report((text) => text.replace('readonly remedy?: string', 'readonly remedy: string'))).to.not.equal(now);
    expect(report((text) => `${text}export const more = 1;\n`)).to.include('const more: 1');
  });

  it('says of every error what it means and what to do', () => {
    const entries = errorEntries();
    expect(entries.length).to.be.greaterThan(150);
    expect(entries.filter(({ cause, remedy }) => !/\p{L}/u.test(cause) || remedy === '')).to.deep.equal([]);
    const codes = new Set(entries.map(({ code }) => code));
    expect(Object.keys({ ...CAUSES, ...REMEDIES }).filter((code) => !codes.has(code))).to.deep.equal([]);
  });

  it('finds errors whose parts are chosen, put together, or handed to a function', () => {
    const found = thrownErrors(
      `const NAME = 'known-code';
       function wrong(code: string, happened: string, hint = 'look'): ConfigError {
         return new ConfigError({ code, doing: 'trying', happened, hint });
       }
       throw wrong('first', \`there is no \${name}\`);
       throw wrong('second', status === 1 ? 'one' : 'other', 'mend');
       throw new BugError({ code: NAME, doing: 'trying', happened: said });
       throw new OtherError({ code: 'not-ours', doing: 'trying', happened: 'x' });
       throw new BugError({ ...parts, code: slow ? 'slow' : 'quick', hint: slow ? 'wait' : 'hurry' });`,
      new Set(['ConfigError', 'BugError']),
    );
    expect(found).to.deep.equal([
      { code: 'first', kind: 'ConfigError', happened: 'there is no …', hint: 'look' },
      { code: 'second', kind: 'ConfigError', happened: 'one, or other', hint: 'mend' },
      { code: 'known-code', kind: 'BugError' },
      { code: 'slow', kind: 'BugError', hint: 'wait' },
      { code: 'quick', kind: 'BugError', hint: 'hurry' },
    ]);
  });

  it('finds the texts of errors that stand in a catalogue', () => {
    const catalogue = catalogueIn(
      `export const SITE_TEXTS = defineTexts('x', { error: { blocked: 'it is blocked', gone: message('{name} is gone', 'name') } });`,
    );
    const found = thrownErrors(
      `const T = SITE_TEXTS.error;
       throw new BugError({ code: 'one', doing, happened: T.blocked, hint: T.gone(name) });`,
      new Set(['BugError']),
      catalogue,
    );
    expect(found).to.deep.equal([{ code: 'one', kind: 'BugError', happened: 'it is blocked', hint: '… is gone' }]);
  });

  it('names every command, plugin and error that there is', () => {
    const made = referencePages();
    expect(made.get('cli.md'))
      .to.match(/## rollcall extension enable/)
      .and.to.match(/## rollcall run/);
    expect(made.get('plugins.md'))
      .to.match(/### drupal\n/)
      .and.to.match(/### title-case\n/)
      .and.to.match(/### schedule\n/);
    expect([...(made.get('errors.md') ?? '').matchAll(/^\| `/gm)].length).to.be.greaterThan(60);
    expect(made.get('http.md'))
      .to.match(/`\/hooks\/SYNC\/TRIGGER`/)
      .and.to.match(/`rollcall_runs_total`/)
      .and.to.match(/`\/Users\/ID`/)
      .and.to.match(/`\/api\/runs\/ID\/approve`/);
    expect(made.get('settings.md'))
      .to.match(/\| `between` /)
      .and.to.match(/\| `keepDays` /)
      .and.to.match(/\| `onDelete` /);
    expect(made.get('contract-api.md'))
      .to.match(/interface AccountWriter/)
      .and.to.match(/class RejectedError/);
  });
});
