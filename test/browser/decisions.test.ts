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
import { inScope } from './support/everyday.js';
import { openServedStage, type ServedStage } from './support/served-stage.js';
import { becomeAdministrator } from './support/wizard.js';

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Asks for a page of people, which a run does once it has begun. */
const PEOPLE = /mail%2Cname%2Croles%2Cstatus&filter/;

/** Pages that the day with the wizard does not come to, and the main ones, which it sees in the light only. */
const PAGES = [
  '',
  'manual',
  'syncs/staff',
  'people',
  'approvals',
  'problems',
  'runs',
  'links',
  'connections',
  'connections/intranet',
  'extensions',
  'setup/staff/mapping',
  'settings',
  'settings/sign-in',
  'tokens',
  'users',
  'audit',
];

describe('decisions in a browser', function () {
  this.timeout(120_000);
  let stage: ServedStage;
  let browser: OpenBrowser;
  let problems: string[];

  before(function () {
    if (chromiumPath() === undefined) this.skip();
  });
  afterEach(async () => {
    await browser?.close();
    await stage?.close();
  });

  async function open(config: string): Promise<void> {
    problems = [];
    stage = await openServedStage({ config, files: { 'acme.mjs': ACME } });
    browser = await openBrowser({ ...DESK, dark: true });
    browser.page.setDefaultTimeout(9_000);
    await becomeAdministrator(browser.page, stage, async () => {});
  }
  /** What axe finds in the dark and on a phone, and whether the page is too wide for it. */
  async function look(name: string): Promise<void> {
    const { page } = browser;
    await page.setViewportSize(PHONE);
    problems.push(...(await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`));
    problems.push(...((await scrollsSideways(page)) ? [`${name}: scrolls sideways`] : []));
    await page.setViewportSize(DESK);
  }
  async function go(path: string): Promise<void> {
    await browser.page.goto(`${stage.url}/${path}`);
  }
  const press = (name: string | RegExp): Promise<void> => browser.page.getByRole('button', { name }).click();
  const blocked = (): readonly string[] =>
    [...stage.joomlaSite.users.values()]
      .filter(({ block }) => block === 1)
      .map(({ email }) => email)
      .sort();
  async function runToTheEnd(): Promise<void> {
    await go('syncs/staff');
    await press('Run now');
    await browser.page.getByRole('heading', { name: 'In numbers' }).waitFor();
  }

  it('approves one account and refuses another, stops a run, freezes, and deletes, in the dark and on a phone', async () => {
    await open(CONFIG);
    const { page } = browser;
    await runToTheEnd();
    const [first, second, ...others] = [...stage.drupalSite.users.all()].filter(inScope);
    if (first === undefined || second === undefined) throw new Error('the site has too few people');
    for (const { uid } of [first, second, ...others]) stage.drupalSite.updateUser(uid, { status: false });

    await runToTheEnd();
    const waiting = page.url();
    await page.getByRole('link', { name: 'Decide one by one' }).click();
    await look('deciding one by one');
    await press('Approve the chosen');
    await page.getByText('Choose at least one person first.').waitFor();
    expect(blocked(), 'nobody was chosen').to.deep.equal([]);
    await page.locator(`input[name="accounts[]"][value="${first.uuid}"]`).check();
    await press('Approve the chosen');
    await page.getByRole('link', { name: 'What waited' }).waitFor();
    await page.getByRole('heading', { name: 'In numbers' }).waitFor();
    expect(blocked()).to.deep.equal([first.mail]);
    await page.goto(`${waiting}?status=held`);
    const box = page.locator(`input[name="accounts[]"][value="${second.uuid}"]`);
    await box.check();
    await press('Refuse the chosen');
    await box.waitFor({ state: 'detached' });
    expect(await page.locator('input[name="accounts[]"]').count(), 'the others wait on').to.equal(others.length);
    expect(blocked()).to.deep.equal([first.mail]);
    await go('approvals');
    await page.getByText(`${others.length} changes wait`).waitFor();

    await stopARun();
    await freezeAndThaw();
    for (const path of PAGES) {
      await go(path);
      await look(path === '' ? 'overview' : path);
    }
    await changeAWidget();
    await makeAToken();
    await deleteTheSync();
    expect(blocked(), 'deleting changes nobody').to.deep.equal([first.mail]);
    expect(problems).to.deep.equal([]);
    expect(browser.complaints).to.deep.equal([]);
  });

  async function stopARun(): Promise<void> {
    const { page } = browser;
    stage.drupal.faults.when({ path: PEOPLE }, { kind: 'delay', ms: 10_000 });
    await go('syncs/staff');
    await press('Run now');
    await press('Stop this run');
    await page.getByText('stopped', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Stop this run' }).count()).to.equal(0);
    await look('a run that was stopped');
  }

  async function freezeAndThaw(): Promise<void> {
    const { page } = browser;
    await go('syncs/staff');
    await press('Stop everything');
    await page.getByRole('button', { name: 'Let runs start again' }).waitFor();
    await look('a sync that is stopped');
    const asked = (): number => stage.drupal.requests.length + stage.joomla.requests.length;
    const before = asked();
    await press('Run now');
    await page.waitForURL(/\/(?:jobs|runs)\//);
    await page
      .getByText(/frozen/)
      .first()
      .waitFor();
    await look('a run that may not start');
    expect(asked(), 'neither system is asked anything').to.equal(before);
    await go('syncs/staff');
    await press('Let runs start again');
    await page.getByRole('button', { name: 'Stop everything' }).waitFor();
    await runToTheEnd();
  }

  /** A plugin's own widget, named by its id, on a page with the plugin's own texts; what is chosen there is saved and shown again. */
  async function changeAWidget(): Promise<void> {
    const { page } = browser;
    const day = page.locator('input[type="date"]');
    await go('setup/staff/mapping');
    expect(await day.inputValue()).to.equal('2020-01-01');
    expect(await day.getAttribute('placeholder'), 'its text in the language of who looks').to.equal(
      'day of the contract',
    );
    await look("a plugin's own widget");
    await day.fill('2021-12-31');
    await press('Save mapping');
    await page.getByRole('heading', { name: 'Provisioning types' }).waitFor();
    await go('setup/staff/mapping');
    expect(await day.inputValue()).to.equal('2021-12-31');
    await go('changes');
    await press('Throw away');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  }

  async function makeAToken(): Promise<void> {
    const { page } = browser;
    await go('tokens');
    await page.getByLabel('Which program it is for').fill('monitoring');
    await press('Make a token');
    await page.locator('#new-token').waitFor();
    await look('a token that was made');
    const token = await page.locator('#new-token').inputValue();
    await go('tokens');
    expect(await page.content(), 'it is shown once')
      .to.contain('monitoring')
      .and.not.contain(token);
    await look('tokens with one');
  }

  async function deleteTheSync(): Promise<void> {
    const { page } = browser;
    const file = (): string => readFileSync(join(stage.folder, 'rollcall.yaml'), 'utf8');
    await go('connections/website/delete');
    await page.getByText('It is still needed.').waitFor();
    await look('deleting a connection that is needed');
    await go('syncs/staff');
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByText(/kept in step now/).waitFor();
    await look('deleting a sync');
    await press('Delete staff');
    expect(await page.locator('.diff .removed').allTextContents())
      .to.have.lengthOf.at.least(1)
      .and.satisfy((lines: readonly string[]) => lines.join('\n').includes('staff:'));
    expect(file(), 'it is a draft yet').to.contain('staff:');
    await go('connections/website/delete');
    await press('Delete website');
    await page.locator('.diff .removed', { hasText: 'website:' }).waitFor();
    await look('changes that delete');
    await press('Save and put to work');
    await page.getByRole('link', { name: 'Set up the first sync' }).waitFor();
    expect(file()).to.contain('intranet:').and.not.contain('website:').and.not.contain('staff:');
  }

  it('offers no change where the configuration is only shown, and says so', async () => {
    await open(`${CONFIG}server: { console: { readOnly: true } }\n`);
    const { page } = browser;
    for (const path of [
      'syncs/staff',
      'connections',
      'connections/intranet',
      'extensions',
      'setup',
      'changes',
      'settings',
    ]) {
      await go(path);
      await page.getByText('This console only shows the configuration.').waitFor();
      const offered = await page
        .getByRole('main')
        .locator('button, a.button')
        .evaluateAll((all) => all.map(({ textContent }) => textContent?.trim()));
      expect(
        offered.filter((text) => /delete|save|enable|disable|begin|settings$|throw away/i.test(String(text))),
        path,
      ).to.deep.equal([]);
      await look(`${path} only shown`);
    }
    await go('syncs/staff');
    await press('Preview');
    await page.getByText('What a run would do. Nothing was changed.').waitFor();
    expect(problems).to.deep.equal([]);
    expect(browser.complaints).to.deep.equal([]);
  });
});

const CONFIG = `extensions: ['@rollcall/drupal', '@rollcall/joomla', './acme.mjs']
connections:
  intranet: { provider: drupal, baseUrl: 'http://drupal', auth: { type: basic, username: provisioner, password: '\${env:DRUPAL_PASSWORD}' } }
  website: { provider: joomla, baseUrl: 'http://joomla', route: core, token: '\${env:JOOMLA_TOKEN}' }
syncs:
  staff: { from: intranet, to: website, scope: { roles: [joomla_user] }, mapping: { userName: uuid, displayName: { from: name, through: [{ acme-since: { since: '2020-01-01' } }] }, email: mail }, guard: { deactivate: { count: 1 } } }
`;

/** An extension in a file beside the configuration, with a mapper, a widget, and texts for who reads British English. */
const ACME = `import { defineMapper, definePackage, setting } from '@rollcall/contract';
import { Matches } from 'class-validator';

class SinceConfig {}
setting('First day that counts.', { label: 'Since', widget: 'acme-day' })(SinceConfig.prototype, 'since');
Matches(/^\\d{4}-\\d\\d-\\d\\d$/)(SinceConfig.prototype, 'since');

const day = {
  id: 'acme-day',
  render: ({ text }) => ({ tag: 'input', attributes: { type: 'date', placeholder: text('day', 'a day') } }),
};

export default definePackage({
  name: 'acme',
  core: '^0.1.0',
  plugins: [defineMapper({ id: 'acme-since', label: 'Since', config: SinceConfig, map: ({ value }) => value })],
  widgets: [day],
  translations: [{ language: 'en-GB', plugins: { 'mapper:acme-since': { texts: { day: 'day of the contract' } } } }],
});
`;
