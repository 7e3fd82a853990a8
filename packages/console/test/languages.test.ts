import { definePackage } from '@rollcall/contract';
import { ConfigProblems, isMessage, type Translation } from '@rollcall/plugin';
import { expect } from 'chai';
import fc from 'fast-check';
import { englishTexts, ROUTES, readTranslation } from '../src/index.js';
import { ENGLISH_LANGUAGE, inLanguage } from '../src/texts/language.js';
import { languagesOf, preferred } from '../src/texts/languages.js';
import { ENGLISH, TEXTS } from '../src/texts/texts.js';
import { type OpenConsole, openConsole, ServedConfig, type Visitor } from './support/open-console.js';
import { pseudo } from './support/pseudo-translation.js';

const problemsOf = (yaml: string): string => {
  try {
    readTranslation(yaml);
  } catch (error) {
    if (ConfigProblems.is(error)) return error.message;
    throw error;
  }
  return '';
};

describe('the catalogue of texts', () => {
  it('has nothing but texts and messages, so that each can be translated', () => {
    const walk = (group: object, path: string): readonly string[] =>
      Object.entries(group).flatMap(([name, value]: [string, unknown]) => {
        if (typeof value === 'object' && value !== null) return walk(value, `${path}${name}.`);
        return typeof value === 'string' || isMessage(value) ? [] : [path + name];
      });
    expect(walk(ENGLISH, '')).to.deep.equal([]);
    expect(englishTexts().size).to.be.greaterThan(500);
  });

  it('counts in English as people do', () => {
    expect(TEXTS.setup.scope.people(1, true)).to.equal('1 person');
    expect(TEXTS.setup.scope.people(1_200, false)).to.equal('at least 1,200 people');
    expect(TEXTS.held.all(1)).to.equal('what waits');
    expect(TEXTS.problems.times(3)).to.equal('3 times');
    expect(TEXTS.run.readText(2, false)).to.equal('2 people, not proven complete, so nobody is removed');
  });

  it('has plural forms by the rules of the language: Polish has three', () => {
    const polish = readTranslation(`
language: pl
texts:
  setup: { scope: { people: '{count, plural, one {# osoba} few {# osoby} many {# osób} other {# osoby}}' } }
`);
    const language = languagesOf([polish]).get('pl');
    if (language === undefined) throw new Error('there is no Polish');
    const said = inLanguage(language, () => [1, 3, 5, 22, 25].map((count) => TEXTS.setup.scope.people(count, true)));
    expect(said).to.deep.equal(['1 osoba', '3 osoby', '5 osób', '22 osoby', '25 osób']);
    expect(
      inLanguage(language, () => TEXTS.overview.title),
      'what is not translated is in English',
    ).to.equal('Overview');
    expect(TEXTS.setup.scope.people(5, true), 'outside of it nothing changed').to.equal('5 people');
  });

  it('refuses a translation with a wrong place, a wrong name or a wrong syntax, all at once', () => {
    const problems = problemsOf(`
language: de
texts:
  overview: { titel: Übersicht }
  setup: { stepOf: 'Schritt {nummer} von {of}', scope: { total: '{inScope' } }
more: {}
`);
    expect(problems).to.contain('more');
    const others = problemsOf(`
language: de
texts:
  overview: { titel: Übersicht }
  setup: { stepOf: 'Schritt {nummer} von {of}', scope: { total: '{inScope' } }
`);
    expect(others)
      .to.match(/overview.titel.*title/s)
      .and.match(/stepOf.*\{nummer\}.*\{at\}, \{of\}/s)
      .and.match(/total.*ICU/s);
    expect(problemsOf('language: not a tag')).to.contain('language');
    expect(problemsOf('[]')).to.contain('language');
    expect(problemsOf('language: de\ntexts: { overview: 5 }')).to.contain('texts');
  });

  it('is chosen by what a browser accepts: the best that there is, and English else', () => {
    const languages = languagesOf([{ language: 'de' }, { language: 'pt-BR' }, { language: 'he' }]);
    for (const [accepted, tag] of [
      ['de-AT,de;q=0.9,en;q=0.8', 'de'],
      ['fr, en;q=0.5', 'en'],
      ['fr;q=1, pt;q=0.9', 'pt-BR'],
      ['en;q=0.2, he;q=0.9', 'he'],
      ['de;q=0', 'en'],
      [undefined, 'en'],
      ['*', 'en'],
    ] as const)
      expect(preferred(accepted, languages).tag, String(accepted)).to.equal(tag);
    expect(languages.get('he')?.direction).to.equal('rtl');
    fc.assert(
      fc.property(fc.string(), (accepted) => languages.has(preferred(accepted, languages).tag)),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('the console in a second language', () => {
  let open: OpenConsole;
  let administrator: Visitor;
  afterEach(() => open.close());

  async function opened(translations: readonly Translation[], language?: string): Promise<void> {
    open = await openConsole({ hosted: ServedConfig, translations: () => translations, language: () => language });
    administrator = await open.signIn('administrator');
  }
  const show = async (path: string, accepted?: string): Promise<string> =>
    (
      await open.request(path, {
        as: administrator,
        ...(accepted === undefined ? {} : { headers: { 'accept-language': accepted } }),
      })
    ).text();

  it('says every text of the catalogue and of the plugins in it, on every page', async () => {
    await opened([pseudo()]);
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'ada' } });
    await open.rollcall.sync('staff').run();
    const english = new Set([...englishTexts().values()].filter((text) => /[a-z]{3}/.test(text)));
    let pages = 0;
    for (const { method, path, kind, role } of ROUTES) {
      if (method !== 'GET' || kind !== 'page' || role === 'public' || /events$|json$|csv$/.test(path)) continue;
      const address = path
        .replace(/\{[^}]*\}/g, '')
        .replace(':sync', 'staff')
        .replace(/:\w+/g, 'here');
      const page = await show(address, 'en-XA');
      pages += 1;
      expect(page, path).to.match(/^<!doctype html><html lang="en-XA"/);
      const said = page
        .replace(/<pre.*?<\/pre>/gs, '')
        .replace(/<(?:code|option|bdi translate="no")[^>]*>[^<]*/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
        .match(/(?<=>)[^<>]+(?=<)|(?<=(?:aria-label|title|placeholder)=")[^"]+/g);
      const plain = (said ?? []).filter(
        (text) => english.has(text.trim()) || /^[A-Za-z]+ [a-z]+ [a-z]+ [a-z]/.test(text),
      );
      expect(
        plain.filter((text) => /[aeiou]/.test(text)),
        path,
      ).to.deep.equal([]);
    }
    expect(pages).to.be.greaterThan(25);
    const [people, connection, plain] = [
      await show('/people', 'en-XA'),
      await show('/connections/here', 'en-XA'),
      await show('/people'),
    ];
    expect(people).to.contain('[Pêôplê]');
    expect(connection, 'labels and help of a plugin').to.contain('[tôkên]').and.contain('[Whât ôpêns ît.]');
    expect(plain, 'whoever does not want it gets English')
      .to.match(/<html lang="en">/)
      .and.contain('>People<');
  });

  it('is the one that the setting names, whatever browsers want; and from right to left where it is written so', async () => {
    await opened([{ language: 'he', texts: { people: { title: 'אנשים' } } }, pseudo()], 'he');
    expect(await show('/people', 'en-XA'))
      .to.match(/<html lang="he" dir="rtl">/)
      .and.contain('אנשים');
  });

  it('keeps names apart from the text around them where directions meet, and arrows pointing the right way', async () => {
    await opened([{ language: 'he', texts: { job: { success: '{person} נמצא ב־{target}' } } }]);
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada (1)' } });
    open.here.add({ id: 'dan', attributes: { userName: 'dan', displayName: 'דן' } });
    await open.rollcall.sync('staff').run();
    const people = await show('/people', 'he');
    expect(people).to.contain('<bdi>Ada (1)</bdi>').and.contain('<bdi>דן</bdi>');
    expect(await show('/syncs/staff/people/ada', 'he')).to.contain('<h1>\u2068Ada (1)\u2069</h1>');
    expect(await show('/syncs/staff/people/ada'), 'where all is from left to right nothing is needed').to.contain(
      '<h1>Ada (1)</h1>',
    );
    expect(await show('/syncs/staff/people/dan')).to.contain('<h1>\u2068דן\u2069</h1>');
    expect(await show('/', 'he')).to.contain('<bdi dir="ltr"><bdi>here</bdi> → <bdi>there</bdi></bdi>');
    const { success } = inLanguage(
      languagesOf([{ language: 'he', texts: { job: { success: '{person} נמצא ב־{target}' } } }]).get('he') ??
        ENGLISH_LANGUAGE,
      () => ({ success: TEXTS.job.success('Ada', 'website') }),
    );
    expect(success).to.equal('\u2068Ada\u2069 נמצא ב־\u2068website\u2069');
    expect(TEXTS.job.success('דן', 'website')).to.equal('Done. \u2068דן\u2069 is in step in website.');
  });

  it('is German for whoever wants it, without anybody having set that up; a file of the configuration goes before', async () => {
    await opened([{ language: 'de', texts: { people: { title: 'Menschen' } } }]);
    expect(await show('/', 'de-AT,de;q=0.9,en;q=0.8'))
      .to.match(/<html lang="de">/)
      .and.contain('<h1>Übersicht</h1>')
      .and.contain('Menschen');
    expect(await show('/', 'en')).to.contain('<h1>Overview</h1>');
  });

  it('escapes translations as it does everything', async () => {
    await opened([{ language: 'de', texts: { people: { title: '<script>alert(1)</script>' } } }]);
    expect(await show('/people', 'de')).to.not.contain('<script>alert');
  });

  it('comes from an extension as well, for its own plugins', () => {
    const made = definePackage({
      name: 'acme',
      plugins: [],
      translations: [{ language: 'de', plugins: { 'provider:acme': { label: 'Firma' } } }],
    });
    expect(languagesOf(made.translations ?? []).get('de')?.plugins['provider:acme']?.label).to.equal('Firma');
    expect(() => definePackage({ name: 'acme', plugins: [], translations: [{}] as never })).to.throw(/translations/);
  });
});
