import { describeConfig, parseConfig, Secret, setting, type Widget, type WidgetElement } from '@rollcall/plugin';
import { expect } from 'chai';
import { IsInstance, Matches } from 'class-validator';
import { Fields } from '../src/forms/fields.js';
import { readForm, settingsOf } from '../src/forms/read-form.js';

function classWith(widget: Widget): new () => { day: string } {
  class Config {
    @setting('First day of work.', { label: 'Day', widget }) @Matches(/^\d{4}-\d\d-\d\d$/) day!: string;
  }
  return Config;
}

function html(widget: Widget, value = '2026-11-27', problems: readonly string[] = []): string {
  return String(
    Fields({
      described: describeConfig(classWith(widget)),
      name: 'settings',
      values: { day: value },
      secrets: [],
      problems: problems.map((message) => ({ path: ['day'], message })),
      plugin: 'acme-hr',
    }),
  );
}

const rendering = (render: () => unknown): Widget => ({ id: 'acme-day', render: render as () => WidgetElement });
const day = rendering(() => ({
  tag: 'span',
  children: [
    { tag: 'input', attributes: { type: 'date', min: '2000-01-01' } },
    { tag: 'small', children: ['<b>'] },
  ],
}));

describe("a plugin's own widget", () => {
  it('is shown with the name, id, value and description that the console gives, and its texts are escaped', () => {
    const page = html(day, '2026-11-27', ['no such day']);
    expect(page).to.match(/<input type="date" min="2000-01-01" id="settings-day" name="settings.day"/);
    expect(page).to.include('aria-describedby="settings-day-hint settings-day-problem"');
    expect(page).to.include('<label for="settings-day">Day</label>').and.include('value="2026-11-27"');
    expect(page).to.include('<small>&lt;b&gt;</small>').and.not.include('acme-hr');
  });

  it('sends a value that the configuration class checks', () => {
    const config = classWith(day);
    const sent = (value: string): object => {
      const data = new FormData();
      data.append('day', value);
      return settingsOf(describeConfig(config), readForm(data));
    };
    expect(parseConfig(config, sent('2026-12-01')).day).to.equal('2026-12-01');
    expect(() => parseConfig(config, sent('tomorrow'))).to.throw(/day/);
  });

  it('cannot break out of an attribute, nor can the value', () => {
    const page = html(
      rendering(() => ({ tag: 'input', attributes: { placeholder: '"><script>x()</script>' } })),
      '"><script>y()</script>',
    );
    expect(page).to.include('placeholder="&quot;&gt;&lt;script').and.not.include('<script');
  });

  it('is never asked about a secret', () => {
    let asked = false;
    const spy = rendering(() => (asked = true));
    class Config {
      @setting('Key.', { secret: true, widget: spy }) @IsInstance(Secret) key!: Secret;
    }
    const described = describeConfig(Config);
    const page = String(Fields({ described, name: 's', values: {}, secrets: [], problems: [] }));
    expect(page).to.include('type="password"');
    expect(asked).to.equal(false);
  });

  const input = { tag: 'input' };
  const hostile: Readonly<Record<string, () => unknown>> = {
    'a script': () => ({ tag: 'span', children: [input, { tag: 'script', children: ['x()'] }] }),
    'a handler': () => ({ tag: 'input', attributes: { onclick: 'x()' } }),
    'an address': () => ({ tag: 'span', children: [input, { tag: 'a', attributes: { href: 'javascript:x()' } }] }),
    'a style': () => ({ tag: 'input', attributes: { style: 'position:fixed' } }),
    'a name that breaks out': () => ({ tag: 'input', attributes: { 'type="text" onfocus': 'x()' } }),
    'another name': () => ({ tag: 'input', attributes: { name: 'settings.other' } }),
    'a hidden field': () => ({ tag: 'input', attributes: { type: 'hidden' } }),
    'two controls': () => ({ tag: 'span', children: [input, input] }),
    'no control': () => ({ tag: 'small', children: ['nothing'] }),
    'raw markup': () => ({ tag: 'span', children: [input, { isEscaped: true, toString: () => '<script>' }] }),
    'a tag of Object': () => ({ tag: 'constructor' }),
    'a select without the value': () => ({ tag: 'select', children: [{ tag: 'option', attributes: { value: 'x' } }] }),
    'a text': () => '<script>x()</script>',
    nothing: () => undefined,
    'a throw': () => {
      throw new Error('<script>x()</script>');
    },
    'a throw of what is no error': () => {
      throw Object.create(null);
    },
    'a promise that never ends': () => new Promise(() => undefined),
    'a promise that fails': () => Promise.reject(new Error('later')),
    'long texts': () => ({ tag: 'span', children: [input, 'x'.repeat(30_000)] }),
    'many elements': () => ({ tag: 'span', children: [input, ...Array(2000).fill({ tag: 'small' })] }),
    'a list without an end': () => ({ tag: 'span', children: Array(4_000_000_000) }),
    'a ring': () => {
      const ring: { tag: string; children: unknown[] } = { tag: 'span', children: [] };
      ring.children.push(ring);
      return ring;
    },
  };
  for (const [title, render] of Object.entries(hostile))
    it(`gives way to the plain field, with its plugin named: ${title}`, () => {
      const page = html(rendering(render));
      expect(page).to.include('<input type="text" id="settings-day" name="settings.day"');
      expect(page).to.include('acme-hr').and.include('acme-day');
      expect(page).to.not.match(/<script|<[a-z][^>]*(?:onclick|onfocus|style|href)=/);
    });
});
