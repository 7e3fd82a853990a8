import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CONNECTED, liveBothWays, setUpBothWays } from './support/both-ways.js';
import {
  accessibilityProblems,
  chromiumPath,
  type OpenBrowser,
  openBrowser,
  scrollsSideways,
} from './support/chromium.js';
import { openServedStage, type ServedStage } from './support/served-stage.js';
import { becomeAdministrator } from './support/wizard.js';

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

describe('a two-way sync in a browser', function () {
  this.timeout(240_000);
  let stage: ServedStage;
  let browser: OpenBrowser;

  before(function () {
    if (chromiumPath() === undefined) this.skip();
  });
  afterEach(async () => {
    await browser?.close();
    await stage?.close();
  });

  it('goes from the choice of the direction to people on both sides, a conflict decided, and a stop; in light and dark, at a desk and on a phone', async () => {
    stage = await openServedStage({ users: 12, config: CONNECTED });
    browser = await openBrowser(DESK);
    const { page } = browser;
    page.setDefaultTimeout(30_000);
    const problems: string[] = [];
    /** In the light at a desk; in the dark on a phone. */
    const look = async (name: string): Promise<void> => {
      const note = (found: readonly string[]): number => problems.push(...found.map((one) => `${name}: ${one}`));
      note(await accessibilityProblems(page));
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(PHONE);
      note(await accessibilityProblems(page));
      if (await scrollsSideways(page)) note(['scrolls sideways']);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(DESK);
    };
    await becomeAdministrator(page, stage, async () => {});
    await setUpBothWays(page, stage, look);
    const file = readFileSync(join(stage.folder, 'rollcall.yaml'), 'utf8');
    expect(file).to.match(/people:\n {4}between: \[ ?intranet, website ?\]/);
    await liveBothWays(page, stage, look);
    expect(problems).to.deep.equal([]);
    expect(browser.complaints).to.deep.equal([]);
    expect(stage.log.join('')).to.not.contain('a request failed');
  });

  it('is set up without JavaScript as well, and brings people to the other side once that is approved', async () => {
    stage = await openServedStage({ users: 12, config: CONNECTED });
    browser = await openBrowser({ ...DESK, javaScript: false });
    const { page } = browser;
    page.setDefaultTimeout(30_000);
    await becomeAdministrator(page, stage, async () => {});
    await setUpBothWays(page, stage, async () => {});
    await page.goto(`${stage.url}/syncs/people`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('heading', { name: 'What comes of people' }).waitFor();
    expect(stage.joomlaSite.users.size, 'nothing is written before the approval').to.equal(1);
    await page.getByRole('button', { name: /^Approve / }).click();
    await page.getByRole('heading', { name: 'In numbers' }).waitFor();
    expect(stage.joomlaSite.users.size).to.be.greaterThan(5);
    expect(browser.complaints).to.deep.equal([]);
  });
});
