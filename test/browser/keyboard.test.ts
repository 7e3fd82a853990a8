import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { chromiumPath, type OpenBrowser, openBrowser } from './support/chromium.js';
import { firstInScope, inScope } from './support/everyday.js';
import { type Keyboard, keyboardOf } from './support/keyboard.js';
import { DRUPAL_PASSWORD, openServedStage, type ServedStage } from './support/served-stage.js';
import { ADMINISTRATOR, heading } from './support/wizard.js';

describe('the console by keyboard alone', function () {
  this.timeout(240_000);
  let stage: ServedStage;
  let browser: OpenBrowser;
  let keys: Keyboard;

  before(function () {
    if (chromiumPath() === undefined) this.skip();
  });
  beforeEach(async () => {
    stage = await openServedStage({ users: 40 });
    browser = await openBrowser();
    browser.page.setDefaultTimeout(15_000);
    // Whatever a test does by mouse, or by asking the page for the focus, is none of somebody's who has keys alone.
    keys = keyboardOf(browser.page);
  });
  afterEach(async () => {
    await browser?.close();
    await stage?.close();
  });

  const main = (): Locator => browser.page.getByRole('main');
  const button = (name: string | RegExp): Locator =>
    main().getByRole('button', { name, exact: typeof name === 'string' });
  const link = (name: string | RegExp): Locator => main().getByRole('link', { name, exact: typeof name === 'string' });
  const field = (name: string): Locator => main().getByLabel(name, { exact: true });
  const title = (name: string): Promise<void> => heading(browser.page, name);

  /** The menu is left out by its link. */
  async function skipMenu(): Promise<void> {
    const { page } = browser;
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await keys.to(skip);
    await page.keyboard.press('Enter');
    await keys.isAt(main(), 'the link goes to the content');
  }

  async function signUp(): Promise<void> {
    const { page } = browser;
    await page.goto(stage.url + stage.invitation);
    await keys.type(field('Name'), ADMINISTRATOR.name);
    await keys.type(field('Password'), 'short');
    await page.keyboard.press('Enter');
    await keys.isAt(field('Password').or(page.getByRole('alert')).first(), 'what is wrong comes first');
    await keys.type(field('Name'), ADMINISTRATOR.name);
    await keys.type(field('Password'), ADMINISTRATOR.password);
    await page.keyboard.press('Enter');
    await title('Overview');
  }

  async function connect(): Promise<void> {
    const { page } = browser;
    for (const name of ['@rollcall/drupal', '@rollcall/joomla']) {
      const card = main().getByRole('listitem').filter({ hasText: name });
      await keys.press(card.getByRole('button', { name: /^Enable/ }), 'Space');
      await card.getByText('enabled', { exact: true }).waitFor();
      await keys.isAt(card, 'the keyboard stays with the extension that was switched on');
    }
    await keys.press(link('Next step'));
    await title('Source');
    await keys.press(link(/^Choose Drupal/));
    await keys.type(field('Address'), 'nonsense');
    await page.keyboard.press('Enter');
    await page.getByText('must be an address such as').waitFor();
    await keys.isAt(field('Address'), 'the first field that is wrong');
    await keys.type(field('Address'), stage.drupal.url);
    await keys.type(field('Username'), 'provisioner');
    await keys.type(field('Password'), DRUPAL_PASSWORD);
    await keys.press(button('Save and test'));
    await page.getByText('The connection works.').waitFor();
    await keys.isAt(page.locator('#report'), 'what the test says');
    await keys.press(link('Next step').first());
    await title('Target');
    await keys.press(link(/^Choose Joomla/));
    await keys.type(field('Address'), stage.joomla.url);
    await keys.type(field('API token'), stage.joomlaToken);
    await keys.press(button('Save and test credentials'), 'Space');
    await page.getByText('The connection works.').waitFor();
    await keys.press(link('Next step').first());
    await title('Direction');
    await keys.to(main().getByRole('radio', { name: /^One way/ }));
    await page.keyboard.press('ArrowDown');
    await keys.isAt(main().getByRole('radio', { name: /^Both ways/ }), 'arrows choose');
    await page.keyboard.press('ArrowUp');
    await keys.press(button('Save and go on'));
  }

  async function mapAttributes(): Promise<void> {
    const { page } = browser;
    await title('Attribute mapping');
    const rules = main().locator('fieldset.rule');
    await rules.first().waitFor();
    const count = await rules.count();
    await skipMenu();
    await keys.press(button('+ Add a rule'));
    await rules.nth(count).waitFor();
    await keys.isAt(rules.nth(count).getByRole('combobox').first(), 'the new rule');
    await keys.choose(rules.nth(count).getByLabel('Attribute of website'), 'Language of the site');
    await keys.choose(rules.nth(count).getByLabel('Value of intranet'), 'Language (preferred_langcode)');
    await rules.nth(count).locator('.result ins').waitFor();
    await keys.isAt(rules.nth(count).getByLabel('Value of intranet'), 'results that come in leave the keyboard alone');
    await keys.press(rules.nth(count).getByText('Mappers and conditions'));
    await keys.choose(rules.nth(count).getByLabel('Add a mapper'), 'Replace');
    await keys.press(rules.nth(count).getByRole('button', { name: 'Add', exact: true }));
    await keys.isAt(page.locator(`#mapper-${count}-0`), 'the new mapper');
    await keys.press(rules.nth(count).getByRole('button', { name: /^Remove Replace/ }));
    await keys.isAt(rules.nth(count).getByLabel('Add a mapper'), 'where mappers are added');
    await keys.type(rules.nth(count).getByLabel('Only for people where'), 'name eq "x"');
    await page.keyboard.press('Enter');
    await page.waitForFunction((at) => document.activeElement?.id === `when-${at}`, count);
    await keys.type(rules.nth(count).getByLabel('Only for people where'), 'name eq');
    await keys.press(button('Save mapping'));
    await page.getByRole('alert').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).to.equal('true');
    await keys.press(rules.nth(count).getByRole('button', { name: /^Remove params/ }));
    await rules.nth(count).waitFor({ state: 'detached' });
    await keys.isAt(
      rules
        .nth(count - 1)
        .getByRole('combobox')
        .first(),
      'the rule before the one that is gone',
    );
    await keys.press(button('Save mapping'));
  }

  async function chooseTheRest(): Promise<void> {
    const { page } = browser;
    await title('Provisioning types');
    await keys.press(main().getByRole('checkbox', { name: /^Automatic/ }), 'Space');
    await keys.press(button('Save and go on'));
    await page.getByText('Copy the secret now.').waitFor();
    await keys.isAt(page.locator('#made'), 'what is shown only once');
    await keys.press(link('Next step').last());
    await title('Operations');
    await keys.press(button('Save and go on'));
    await title('Role filter');
    await keys.press(main().getByRole('checkbox', { name: /^Joomla user/ }), 'Space');
    await keys.press(button('Count'));
    await page.waitForFunction(() => document.activeElement?.id === 'count');
    await keys.press(button('Save and go on'));
    await title('Groups');
    await keys.choose(field('Content editor'), 'Editor');
    await keys.press(button('Save and go on'));
    await title('Leavers and guard');
    await keys.press(button('Save and go on'));
    await title('Preview');
    await keys.press(button('Preview the first run'));
    await page.getByRole('heading', { name: 'In numbers' }).waitFor();
    await keys.press(link('Back to setting up'));
    await title('Preview');
    await keys.press(button('All done: save and switch on'));
    await page.getByRole('heading', { name: 'All done' }).first().waitFor();
  }

  it('leads from an empty folder to "All done", and through every everyday page', async () => {
    const { page } = browser;
    await signUp();
    await keys.press(link('Set up the first sync'));
    await keys.type(field('Name of the sync'), 'no such name!');
    await page.keyboard.press('Enter');
    await keys.isAt(field('Name of the sync'), 'the field that is wrong');
    await keys.type(field('Name of the sync'), 'staff');
    await page.keyboard.press('Enter');
    await title('Extensions');
    await connect();
    await mapAttributes();
    await chooseTheRest();
    await workByKeys();
    expect(keys.problems).to.deep.equal([]);
    expect(keys.stops).to.be.greaterThan(400);
    expect(browser.complaints).to.deep.equal([]);
  });

  async function workByKeys(): Promise<void> {
    const { page } = browser;
    const menu = (name: string): Promise<void> =>
      keys.press(page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }));
    const person = firstInScope(stage);
    await menu('Manual sync');
    await title('Manual sync');
    await keys.type(field('Find a person'), String(person.mail));
    await page.keyboard.press('Enter');
    await button('Sync now').waitFor();
    await keys.isAt(page.locator('#found'), 'who was found');
    await keys.press(button('Sync now'));
    await page.getByText(/is in step in website/).waitFor();
    await keys.press(link('See why'));
    await page.getByRole('heading', { name: 'Where each value comes from' }).waitFor();
    await menu('People');
    await keys.press(link(person.name.replaceAll("'", '')));
    await page.getByRole('heading', { name: 'Where each value comes from' }).waitFor();
    await menu('Overview');
    await keys.press(link('staff'));
    await keys.press(button('Run now'));
    await page.getByRole('heading', { name: 'In numbers' }).waitFor();
    await decideByKeys(menu);
    for (const [name, main] of [
      ['Settings', 'Settings'],
      ['Extensions', 'Extensions'],
      ['Connections', 'Connections'],
      ['Audit', 'Audit'],
      ['Users', 'Users'],
      ['API tokens', 'API tokens'],
    ] as const) {
      await menu(name);
      await title(main);
      const stops = await keys.round();
      expect(stops.length, `${name} has an end`).to.be.greaterThan(14);
      expect(stops[0]).to.contain('Skip to content');
    }
    await menu('Connections');
    await keys.press(button('Test').first());
    await page.getByText('The connection works.').waitFor();
    await keys.isAt(page.locator('#report'), 'what the test says');
  }

  /** Leavers wait: one is approved, one refused, then all the others. */
  async function decideByKeys(menu: (name: string) => Promise<void>): Promise<void> {
    const { page } = browser;
    for (const { uid } of [...stage.drupalSite.users.all()].filter(inScope))
      stage.drupalSite.updateUser(uid, { status: false });
    await menu('Overview');
    await keys.press(link('staff'));
    await keys.press(button('Run now'));
    await page.getByRole('heading', { name: 'These changes wait for you' }).waitFor();
    await menu('Approvals');
    await keys.press(link('Review'));
    await keys.press(button('Approve the chosen'));
    await page.getByText('Choose at least one person first.').waitFor();
    await keys.isAt(page.locator('#nobody'), 'what is missing');
    await keys.press(main().locator('input[name="accounts[]"]').first(), 'Space');
    await keys.press(button('Refuse the chosen'));
    await page.getByRole('heading', { name: 'These changes wait for you' }).waitFor();
    await keys.press(main().getByRole('button', { name: /^Approve (what|all)/ }));
    await page.getByRole('heading', { name: 'In numbers' }).waitFor();
    const on = [...stage.joomlaSite.users.values()].filter(({ block }) => block === 0);
    expect(on, 'the administrator and whoever was refused').to.have.length(2);
  }

  it('opens and closes the menu of a phone, by Space and by Escape', async () => {
    await signUp();
    const { page } = browser;
    await page.setViewportSize({ width: 390, height: 844 });
    const menu = page.locator('#menu');
    await keys.press(menu, 'Space');
    await keys.to(page.getByRole('link', { name: 'Runs' }));
    await page.keyboard.press('Escape');
    await keys.isAt(menu, 'the menu is closed, and the keyboard where it was opened');
    expect(await page.getByRole('link', { name: 'Runs' }).isVisible()).to.equal(false);
    await keys.to(link('Set up the first sync'));
    await keys.to(menu, true);
    expect(keys.problems).to.deep.equal([]);
  });

  it('would be told of stops that cannot be seen, stand against the order of the page, or hold the keyboard', async () => {
    const { page } = browser;
    const show = async (body: string): Promise<void> => {
      await page.goto('about:blank');
      await page.setContent(body);
    };
    await show('<style>#a { outline: none } </style><button id="a">a</button><button id="b">b</button>');
    await keys.to(page.locator('#b'));
    expect(keys.problems.join()).to.contain('button a a: where the keyboard is cannot be seen');
    await show('<button id="a">a</button><button tabindex="1">b</button><button id="c">c</button>');
    await keys.to(page.locator('#c'));
    expect(keys.problems.join()).to.contain('it has an order of its own').and.contain('against the order of the page');
    await show('<button id="a">a</button><button id="b">b</button>');
    await page.evaluate(() => document.addEventListener('keydown', (event) => event.preventDefault()));
    await page.locator('#a').focus();
    const caught = await keys.to(page.locator('#b')).then(() => '', String);
    expect(caught).to.match(/caught at|nothing leads to/);
  });
});
