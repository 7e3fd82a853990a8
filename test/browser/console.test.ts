import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  accessibilityProblems,
  chromiumPath,
  type OpenBrowser,
  openBrowser,
  scrollsSideways,
} from './support/chromium.js';
import { approveLeavers, firstInScope, inScope, workADay } from './support/everyday.js';
import { DRUPAL_PASSWORD, openServedStage, type ServedStage } from './support/served-stage.js';
import { becomeAdministrator, setUp } from './support/wizard.js';

const FIRST_LOAD_BYTES = 100_000;

describe('the console in a browser', function () {
  this.timeout(300_000);
  let stage: ServedStage;
  let browser: OpenBrowser;

  before(function () {
    if (chromiumPath() === undefined) {
      console.log('    no Chromium here: install it, or name it in CHROMIUM');
      this.skip();
    }
  });
  afterEach(async () => {
    await browser?.close();
    await stage?.close();
  });

  it('leads from an empty folder to people in Joomla, with nothing for axe to find, and goes on every day', async () => {
    stage = await openServedStage();
    browser = await openBrowser();
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    const seen: string[] = [];
    const problems: string[] = [];
    const look = async (name: string): Promise<void> => {
      seen.push(name);
      problems.push(...(await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`));
      if (await scrollsSideways(page)) problems.push(`${name}: scrolls sideways`);
      const html = await page.content();
      for (const secret of [DRUPAL_PASSWORD, stage.joomlaToken])
        if (html.includes(secret)) problems.push(`${name}: shows a secret`);
    };
    await becomeAdministrator(page, stage, look);
    browser.transferred();
    await page.goto(stage.url);
    expect(browser.transferred(), 'style and scripts are kept by the browser').to.be.lessThan(10_000);
    await setUp(page, stage, look);
    const file = readFileSync(join(stage.folder, 'rollcall.yaml'), 'utf8');
    expect(file).to.contain('password: ${secret:intranet.auth.password}').and.contain('token: ${secret:website.token}');
    expect(stage.joomlaSite.users.size, 'a preview changes nothing').to.equal(1);
    await workADay(page, stage, look);
    expect(stage.joomlaSite.userByUsername(firstInScope(stage).name.replaceAll("'", ''))?.email).to.equal(
      firstInScope(stage).mail,
    );
    expect(peopleOf(stage)).to.deep.equal(
      [...stage.drupalSite.users.all()]
        .filter(inScope)
        .map(({ mail }) => mail)
        .sort(),
    );
    await approveLeavers(page, stage, look);
    expect(
      [...stage.joomlaSite.users.values()].filter(({ block }) => block === 0).map(({ username }) => username),
    ).to.deep.equal(['admin']);
    expect(problems).to.deep.equal([]);
    expect(browser.complaints).to.deep.equal([]);
    expect(seen.length).to.be.greaterThan(38);
    expect(stage.log.join('')).to.not.contain('a request failed');
  });

  it('does the same at 390 pixels, where nothing scrolls sideways', async () => {
    stage = await openServedStage({ users: 20 });
    browser = await openBrowser({ width: 390, height: 844 });
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    const problems: string[] = [];
    const look = async (name: string): Promise<void> => {
      problems.push(...(await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`));
      if (await scrollsSideways(page)) problems.push(`${name}: scrolls sideways`);
    };
    await becomeAdministrator(page, stage, look);
    await setUp(page, stage, look);
    await workADay(page, stage, look);
    expect(problems).to.deep.equal([]);
    await page.goto(stage.url);
    await page.getByText('Menu', { exact: true }).click();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  });

  it('leads through the wizard without JavaScript as well', async () => {
    stage = await openServedStage({ users: 20 });
    browser = await openBrowser({ javaScript: false });
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    const look = async (): Promise<void> => {};
    await becomeAdministrator(page, stage, look);
    await setUp(page, stage, look);
    const person = firstInScope(stage);
    await page.goto(`${stage.url}/manual?q=${encodeURIComponent(String(person.mail))}`);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText(/is in step in website/).waitFor();
    expect(peopleOf(stage)).to.deep.equal([person.mail]);
  });

  it('is there within 100 kB, and answers as one types', async () => {
    stage = await openServedStage({ users: 20, config: CONFIG });
    browser = await openBrowser();
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    await page.goto(stage.url + stage.invitation);
    await page.waitForLoadState('networkidle');
    expect(browser.transferred()).to.be.greaterThan(10_000).and.lessThan(FIRST_LOAD_BYTES);
    await becomeAdministrator(page, stage, async () => {});
    await page.goto(`${stage.url}/setup/staff/mapping?person=user7@example.test`);
    const rule = page.locator('fieldset.rule').first();
    await rule.getByText('Mappers and conditions').click();
    await rule.getByLabel('Only for people where').pressSequentially('name eq');
    await rule.locator('.result .problem').waitFor();
    await rule.getByLabel('Only for people where').fill('name eq "nobody"');
    await rule.getByText('its condition does not hold').waitFor();
    await rule.getByLabel('Only for people where').fill('');
    await rule.locator('.result ins').waitFor();
    expect(browser.complaints).to.deep.equal([]);
  });
});

const CONFIG = `extensions: ['@rollcall/drupal', '@rollcall/joomla']
connections:
  intranet: { provider: drupal, baseUrl: 'http://drupal', auth: { type: basic, username: provisioner, password: '\${env:DRUPAL_PASSWORD}' } }
  website: { provider: joomla, baseUrl: 'http://joomla', route: core, token: '\${env:JOOMLA_TOKEN}' }
syncs:
  staff: { from: intranet, to: website, scope: { roles: [joomla_user] }, mapping: { userName: name, email: mail } }
`;

/** Mail addresses of everybody in Joomla but its administrator. */
function peopleOf({ joomlaSite }: ServedStage): readonly string[] {
  return [...joomlaSite.users.values()]
    .filter(({ username }) => username !== 'admin')
    .map(({ email }) => email)
    .sort();
}
