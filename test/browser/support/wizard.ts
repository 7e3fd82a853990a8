import type { Page } from 'playwright-core';
import { DRUPAL_PASSWORD, type ServedStage } from './served-stage.js';

export const ADMINISTRATOR = { name: 'Ada Lovelace', password: 'correct horse battery staple' };
export const SECRETS = [DRUPAL_PASSWORD];

/** Called on each page on the way; `name` is fit for a file. */
export type Look = (name: string) => Promise<void>;

/** From the link in the terminal to an administrator who is signed in. */
export async function becomeAdministrator(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await page.goto(stage.url + stage.invitation);
  await look('welcome');
  await page.getByLabel('Name').fill(ADMINISTRATOR.name);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** The whole wizard, as somebody would click through it, from the empty overview to "All done". */
export async function setUp(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await look('overview-empty');
  await page.getByRole('link', { name: 'Set up the first sync' }).click();
  await look('setup');
  await page.getByRole('button', { name: 'Begin' }).click();
  await chooseExtensions(page, look);
  await chooseSource(page, stage, look);
  await chooseTarget(page, stage, look);
  await chooseDirection(page, look);
  await mapAttributes(page, look);
  await chooseTypes(page, look);
  await look('wizard-operations');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await chooseScope(page, look);
  await mapGroups(page, look);
  await look('wizard-leavers');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await previewAndFinish(page, look);
}

async function chooseExtensions(page: Page, look: Look): Promise<void> {
  await heading(page, 'Extensions');
  for (const name of ['@rollcall/drupal', '@rollcall/joomla']) {
    const card = page.getByRole('listitem').filter({ hasText: name });
    await card.getByRole('button', { name: 'Enable' }).click();
    await card.getByText('enabled', { exact: true }).waitFor();
  }
  await look('wizard-extensions');
  await page.getByRole('link', { name: 'Next step' }).click();
}

async function chooseSource(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await heading(page, 'Source');
  await look('wizard-source-kind');
  await page.getByRole('link', { name: 'Choose Drupal' }).click();
  await page.getByLabel('Address', { exact: true }).fill('nonsense');
  await page.getByRole('button', { name: 'Save and test' }).click();
  await page.getByText('must be an address such as https://intranet.example').waitFor();
  await look('wizard-source-problem');
  await page.getByLabel('Address', { exact: true }).fill(stage.drupal.url);
  await page.getByLabel('Username', { exact: true }).fill('provisioner');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Save and test' }).click();
  await page.getByText('The connection does not work yet.').waitFor();
  await look('wizard-source-failed');
  await page.getByLabel('Password', { exact: true }).fill(DRUPAL_PASSWORD);
  await page.getByRole('button', { name: 'Save and test' }).click();
  await page.getByText('The connection works.').waitFor();
  await look('wizard-source');
  await page.getByRole('main').getByRole('link', { name: 'Next step' }).click();
}

async function chooseTarget(page: Page, stage: ServedStage, look: Look): Promise<void> {
  await heading(page, 'Target');
  await page.getByRole('link', { name: 'Choose Joomla' }).click();
  await page.getByLabel('Address', { exact: true }).first().fill(stage.joomla.url);
  await page.getByLabel('API token', { exact: true }).fill(stage.joomlaToken);
  await page.getByRole('button', { name: 'Save and test credentials' }).click();
  await page.getByText('The connection works.').waitFor();
  await look('wizard-target');
  await page.getByRole('main').getByRole('link', { name: 'Next step' }).click();
}

async function chooseDirection(page: Page, look: Look): Promise<void> {
  await heading(page, 'Direction');
  await look('wizard-direction');
  await page.getByRole('button', { name: 'Save and go on' }).click();
}

async function mapAttributes(page: Page, look: Look): Promise<void> {
  await heading(page, 'Attribute mapping');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rules = page.getByRole('main').locator('fieldset.rule');
  await rules
    .last()
    .getByLabel('Attribute of website')
    .selectOption({ label: 'Language of the site (params.language)' });
  await rules.last().getByLabel('Value of intranet').selectOption({ label: 'Language (preferred_langcode)' });
  const login = rules.first();
  await login.getByText('Mappers and conditions').click();
  await login.getByLabel('Add a mapper').selectOption({ label: 'Replace' });
  await login.getByRole('button', { name: 'Add', exact: true }).click();
  await rules.first().getByLabel('Find', { exact: true }).fill("'");
  await page.getByLabel('Show the result for').fill('user7@example.test');
  await page.getByRole('button', { name: 'Show', exact: true }).last().click();
  await look('wizard-mapping');
  await page.getByRole('button', { name: 'Save mapping' }).click();
}

async function chooseTypes(page: Page, look: Look): Promise<void> {
  await heading(page, 'Provisioning types');
  await page.getByRole('checkbox', { name: /^Scheduled/ }).check();
  await page.getByRole('checkbox', { name: /^Automatic/ }).check();
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.getByText('Copy the secret now.').waitFor();
  await look('wizard-types');
  await page.getByRole('main').getByRole('link', { name: 'Next step' }).last().click();
  await heading(page, 'Operations');
}

async function chooseScope(page: Page, look: Look): Promise<void> {
  await heading(page, 'Role filter');
  await page.getByRole('checkbox', { name: /^Joomla user/ }).check();
  await page.getByRole('button', { name: 'Count' }).click();
  await look('wizard-scope');
  await page.getByRole('button', { name: 'Save and go on' }).click();
}

async function mapGroups(page: Page, look: Look): Promise<void> {
  await heading(page, 'Groups');
  await page.getByLabel('Content editor', { exact: true }).selectOption('Editor');
  await page.getByLabel('Manager', { exact: true }).selectOption('Staff');
  await look('wizard-groups');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await heading(page, 'Leavers and guard');
}

async function previewAndFinish(page: Page, look: Look): Promise<void> {
  await heading(page, 'Preview');
  await page.getByRole('button', { name: 'Preview the first run' }).click();
  await page.getByText('What a run would do. Nothing was changed.').waitFor();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  await look('plan');
  await page.getByRole('link', { name: 'Back to setting up' }).click();
  await heading(page, 'Preview');
  await look('wizard-preview');
  await page.getByRole('button', { name: 'All done: save and switch on' }).click();
  await page.getByRole('heading', { name: 'All done' }).first().waitFor();
  await look('finished');
}

export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}
