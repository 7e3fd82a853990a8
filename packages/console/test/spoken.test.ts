import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkStage, defineTexts, message } from '@rollcall/contract';
import { expect } from 'chai';
import { inLanguage, type Language } from '../src/texts/language.js';
import { languagesOf } from '../src/texts/languages.js';
import { spoken, spokenStage } from '../src/texts/spoken.js';
import { ENGLISH } from '../src/texts/texts.js';
import { type OpenConsole, openConsole, ServedConfig, type Visitor } from './support/open-console.js';
import { pseudo } from './support/pseudo-translation.js';

const source = join(import.meta.dirname, '..', 'src');

/** Actions that a source writes down in the audit. */
function actionsIn(text: string): readonly string[] {
  const calls = text.matchAll(/\.note(?:Stranger)?\(\s*([^;]*?)\);/g);
  return [...calls].flatMap(([, args = '']) =>
    [...args.matchAll(/(?<=[,?:]\s*)'([a-z-]+)'/g)].flatMap(([, name]) => name ?? []),
  );
}

describe('names of what people do', () => {
  const unnamed = (text: string): readonly string[] =>
    actionsIn(text).filter((action) => ENGLISH.names.actions[action] === undefined);

  it('are there for every action that the console writes down', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const found = files.flatMap((name) => actionsIn(readFileSync(join(source, name), 'utf8')));
    expect(found.length).to.be.greaterThan(20);
    expect(files.flatMap((name) => unnamed(readFileSync(join(source, name), 'utf8')))).to.deep.equal([]);
  });

  it('are missed when one is not', () => {
    expect(
      unnamed("await services.audit.note(\n  caller.name,\n  frozen ? 'freeze' : 'fly-away',\n  sync,\n);"),
    ).to.deep.equal(['fly-away']);
  });
});

describe('what plugins and settings say, in another language', () => {
  const TEXTS = defineTexts('acme', {
    door: 'the door is shut',
    because: message('{count, plural, one {# try} other {# tries}}: {why}', 'count', 'why'),
  });
  const german = (texts: Readonly<Record<string, string>>): Language => {
    const language = languagesOf([{ language: 'de', extensions: { acme: { texts } } }]).get('de');
    if (language === undefined) throw new Error('there is no German');
    return language;
  };
  const sentence = TEXTS.because(1_200, TEXTS.door);

  it('is said with its numbers and with what stands in its places', () => {
    const language = german({
      door: 'die Tür ist zu',
      because: '{why}, nach {count, plural, one {# Versuch} other {# Versuchen}}',
    });
    expect(inLanguage(language, () => spoken(sentence.plain, sentence.said))).to.equal(
      'die Tür ist zu, nach 1.200 Versuchen',
    );
    expect(spoken(sentence.plain, sentence.said)).to.equal('1,200 tries: the door is shut');
  });

  it('stays wholly as it was where a part cannot be said, or the translation is of another version', () => {
    for (const texts of [{ because: '{why}!' }, { door: 'die Tür ist zu' }, { door: 'zu', because: '{reason}' }])
      expect(inLanguage(german(texts), () => spoken(sentence.plain, sentence.said))).to.equal(sentence.plain);
    expect(inLanguage(german({}), () => spoken('no name', undefined))).to.equal('no name');
  });

  it('is so of the stages of a check, whose texts become whole sentences', () => {
    const stage = checkStage({
      stage: 'reach',
      label: 'Door',
      status: 'failed',
      detail: TEXTS.door,
      remedy: 'open it first',
    });
    expect(inLanguage(german({ door: 'die Tür ist zu' }), () => spokenStage(stage))).to.deep.equal({
      stage: 'reach',
      label: 'Door',
      status: 'failed',
      detail: 'Die Tür ist zu.',
      remedy: 'Open it first.',
    });
    expect(spokenStage(stage).detail).to.equal('The door is shut.');
  });

  it('is put together from several translations, text by text', () => {
    const language = languagesOf([
      {
        language: 'de',
        extensions: { acme: { label: 'Tore', texts: { door: 'zu' } } },
        plugins: { 'provider:acme': { label: 'A' } },
      },
      {
        language: 'de',
        extensions: { acme: { texts: { because: 'b' } } },
        plugins: { 'provider:acme': { description: 'B' } },
      },
    ]).get('de');
    expect(language?.extensions.acme?.label).to.equal('Tore');
    expect(language?.plugins['provider:acme']).to.deep.equal({ label: 'A', description: 'B' });
    expect([...(language?.said.get('acme') ?? [])]).to.deep.equal([
      ['door', 'zu'],
      ['because', 'b'],
    ]);
  });
});

describe('what is wrong with a value, in another language', () => {
  let open: OpenConsole;
  let administrator: Visitor;
  afterEach(() => open.close());
  const send = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: administrator,
      headers: { 'accept-language': 'en-XA' },
      body: new URLSearchParams({ _token: administrator.token, do: 'save', ...fields }),
    });

  it('is said at the field, by the rule that it breaks; or as the translation has it for this setting', async () => {
    const own = { settings: { 'guard.shrink': { problems: { max: 'höchstens alles' } } } };
    open = await openConsole({
      hosted: ServedConfig,
      translations: () => [pseudo(), { language: 'en-XA', plugins: { 'config:sync': own } }],
    });
    administrator = await open.signIn('administrator');
    const refused = await send('/setup/staff/leavers', { 'sync.guard.delete.count': '-1', 'sync.guard.shrink': '200' });
    expect(refused.status).to.equal(422);
    expect(await refused.text())
      .to.contain('<p class="problem" id="sync-guard-delete-count-problem">[mûst nôt bê lêss thân 0]</p>')
      .and.to.contain('<p class="problem" id="sync-guard-shrink-problem">höchstens alles</p>');
  });
});
