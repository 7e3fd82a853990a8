import type { Page } from 'playwright-core';
import type { ServedStage } from './served-stage.js';
import type { Look } from './wizard.js';

/** The everyday work after the set-up: one person by hand, everybody, and every page once. */
export async function workADay(page: Page, stage: ServedStage, look: Look): Promise<void> {
  const person = firstInScope(stage);
  await page.goto(`${stage.url}/manual`);
  await look('manual');
  await page.getByLabel('Find a person').fill(String(person.mail));
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
  await look('manual-found');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByText(/^Done\. .+ is in step in website\.$/).waitFor();
  await look('manual-done');
  await page.getByRole('link', { name: 'See why' }).click();
  await page.getByRole('heading', { name: 'Where each value comes from' }).waitFor();
  await look('person');
  await page.goto(`${stage.url}/syncs/staff`);
  await look('sync-new');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  await look('run');
  for (const path of [
    '',
    'syncs/staff',
    'people',
    'approvals',
    'problems',
    'runs',
    'links',
    'connections',
    'connections/intranet',
    'connections/intranet/delete',
    'setup/staff/delete',
    'extensions',
    'changes',
    'settings',
    'settings/sign-in',
    'tokens',
    'users',
    'audit',
  ]) {
    await page.goto(`${stage.url}/${path}`);
    await look(path === '' ? 'overview' : path.replaceAll('/', '-'));
  }
}

/** People leave, more than the guard allows: the next run waits for a person, who refuses once and approves then. */
export async function approveLeavers(page: Page, stage: ServedStage, look: Look): Promise<void> {
  for (const user of [...stage.drupalSite.users.all()].filter(inScope))
    stage.drupalSite.updateUser(user.uid, { status: false });
  await page.goto(`${stage.url}/syncs/staff`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('heading', { name: 'These changes wait for you' }).waitFor();
  await look('run-waiting');
  await page.goto(`${page.url()}?status=held`);
  await look('run-choose');
  await page.goto(stage.url);
  await page.getByText('Changes wait for your approval').waitFor();
  await look('overview-needs');
  await page.goto(`${stage.url}/approvals`);
  await look('approvals-waiting');
  await page.getByRole('link', { name: 'Review' }).click();
  await page.getByRole('button', { name: /^Approve (what waits|all \d+$)/ }).click();
  await page.getByRole('heading', { name: 'In numbers' }).waitFor();
  await look('run-approved');
}

type DrupalUser = ReturnType<ServedStage['drupalSite']['users']['all']> extends Iterable<infer U> ? U : never;

export function inScope({ uid, roles, status, mail }: DrupalUser): boolean {
  return uid > 3 && status && roles.includes('joomla_user') && mail !== null;
}

export function firstInScope(stage: ServedStage): DrupalUser {
  const person = [...stage.drupalSite.users.all()].find(inScope);
  if (person === undefined) throw new Error('the site has nobody in scope');
  return person;
}
