import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { ServedStage } from './served-stage.js';
import { heading, type Look } from './wizard.js';

/** Both systems are connected; the sync is still to be set up. */
export const CONNECTED = `extensions: ['@rollcall/drupal', '@rollcall/joomla']
connections:
  intranet: { provider: drupal, baseUrl: 'http://drupal', auth: { type: basic, username: provisioner, password: '\${env:DRUPAL_PASSWORD}' } }
  website: { provider: joomla, baseUrl: 'http://joomla', route: core, token: '\${env:JOOMLA_TOKEN}' }
`;

const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save and go on' }).click();

/** The wizard for a two-way sync, from its name to "All done". */
export async function setUpBothWays(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await page.goto(`${stage.url}/setup`);
  await page.getByLabel('Name of the sync').fill('people');
  await page.getByRole('button', { name: 'Begin' }).click();
  await heading(page, 'Extensions');
  await page.getByRole('main').getByRole('link', { name: 'Next step' }).click();
  for (const [step, connection] of [
    ['Source', 'intranet'],
    ['Target', 'website'],
  ] as const) {
    await heading(page, step);
    await page.getByLabel('Use a connection that is there').selectOption(connection);
    await page.getByRole('button', { name: 'Use and test' }).click();
    await page.getByText('The connection works.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Next step' }).first().click();
  }
  await heading(page, 'Direction');
  await page.getByRole('radio', { name: /^Both ways/ }).check();
  await look('both-direction');
  await next(page);
  await mapBothWays(page, look);
  await heading(page, 'Provisioning types');
  await next(page);
  await heading(page, 'Operations');
  await look('both-operations');
  await next(page);
  await heading(page, 'Role filter');
  await look('both-scope');
  await next(page);
  await heading(page, 'Groups');
  await page.getByLabel('Content editor', { exact: true }).selectOption('Editor');
  await page.getByLabel('Manager', { exact: true }).selectOption('Staff');
  await look('both-groups');
  await next(page);
  await heading(page, 'Leavers and guard');
  await look('both-leavers');
  await next(page);
  await heading(page, 'Preview');
  await page.getByRole('button', { name: 'Preview the first run' }).click();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  await page.getByRole('link', { name: 'Back to setting up' }).click();
  await heading(page, 'Preview');
  await look('both-preview');
  await page.getByRole('button', { name: 'All done: save and switch on' }).click();
  await page.getByRole('heading', { name: 'All done' }).first().waitFor();
}

/** A mapper that cannot be undone is refused at its line, until that goes one way. */
async function mapBothWays(page: Page, look: Look): Promise<void> {
  await heading(page, 'Attribute mapping');
  const rules = page.getByRole('main').locator('fieldset.rule');
  const first = rules.first();
  await first.getByText('Mappers, conflicts and conditions').click();
  await first.getByLabel('Add a mapper').selectOption({ label: 'Upper case' });
  await first.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Save mapping' }).click();
  await rules.first().locator('.problem').getByText('cannot be undone').first().waitFor();
  await look('both-mapping-problem');
  await rules.first().getByRole('button', { name: 'Remove Upper case' }).click();
  await rules.first().locator('.problem').first().waitFor({ state: 'detached' });
  await look('both-mapping');
  await page.getByRole('button', { name: 'Save mapping' }).click();
}

/** The first joining approved, a conflict decided value by value, and the sync stopped and let go: what a day with it is. */
export async function liveBothWays(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await runNow(page, stage);
  await page.getByRole('heading', { name: 'What comes of people' }).waitFor();
  await look('both-joining');
  const joining = page.url();
  await page.getByRole('link', { name: /^\d+ ?New/ }).click();
  await page.getByRole('heading', { name: 'What comes of people: people' }).waitFor();
  await look('both-people');
  expect(stage.joomlaSite.users.size, 'nothing is written before the approval').to.equal(1);
  await page.goto(joining);
  await page.getByRole('button', { name: /^Approve / }).click();
  await page.getByRole('link', { name: 'What waited' }).waitFor();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  const person = [...stage.drupalSite.users.all()].find(({ mail }) => joomlaUser(stage, mail) !== undefined);
  const partner = joomlaUser(stage, person?.mail);
  if (person === undefined || partner === undefined) throw new Error('nobody is on both sides');
  stage.drupalSite.updateUser(person.uid, { name: 'renamed.there', mail: 'one@example.test' });
  Object.assign(partner, { username: 'renamed.here', email: 'two@example.test' });
  await runNow(page, stage);
  await page.getByRole('link', { name: 'Decide value by value' }).click();
  await page.getByRole('heading', { name: 'Conflicts: people' }).waitFor();
  const mail = page.getByRole('group', { name: 'email' });
  await mail.getByRole('radio', { name: /^one@example.test/ }).check();
  await page
    .getByRole('group', { name: 'username' })
    .getByRole('radio', { name: /^renamed.here/ })
    .check();
  await look('both-conflicts');
  await page.getByRole('button', { name: 'Save the decisions' }).click();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  const now = stage.drupalSite.users.all().find(({ uid }) => uid === person.uid);
  expect([now?.name, now?.mail, partner.username, partner.email]).to.deep.equal([
    'renamed.here',
    'one@example.test',
    'renamed.here',
    'one@example.test',
  ]);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { name: 'What both sides say' }).waitFor();
  await look('both-person');
  await page.goto(`${stage.url}/people?sync=people`);
  await look('both-list');
  await page.goto(`${stage.url}/syncs/people`);
  await look('both-sync');
  await page.getByRole('button', { name: 'Stop everything' }).click();
  await page.getByRole('button', { name: 'Let runs start again' }).waitFor();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page
    .getByText(/frozen|Stopped/)
    .first()
    .waitFor();
  await page.goto(`${stage.url}/syncs/people`);
  await page.getByRole('button', { name: 'Let runs start again' }).click();
  await runNow(page, stage);
}

async function runNow(page: Page, stage: ServedStage): Promise<void> {
  await page.goto(`${stage.url}/syncs/people`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
}

function joomlaUser({ joomlaSite }: ServedStage, mail: string | null | undefined) {
  return [...joomlaSite.users.values()].find(({ email, username }) => email === mail && username !== 'admin');
}
