import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './exchange.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem, DrupalViolations } from './problem.js';
import { applyInput, type UserInput } from './user-input.js';
import { nameConflict, violationsOf } from './validation.js';

/** How an interface words the refusal of a field. */
export type FieldRefusal = (field: string, reason: string) => DrupalProblem;

/**
 * Creates a user as the entity API does: blocked unless the body says otherwise, no mail, no `init`.
 *
 * @throws DrupalProblem, DrupalViolations
 */
export async function createUser(
  exchange: Exchange,
  uuid: string | undefined,
  input: UserInput,
  refuse: FieldRefusal,
): Promise<DrupalUser> {
  const { site, viewer } = exchange;
  const now = site.seconds();
  const blank: DrupalUser = {
    uid: -1,
    uuid: uuid ?? site.uuid(),
    name: '',
    mail: null,
    pass: null,
    status: false,
    roles: [],
    timezone: site.settings.timezone,
    langcode: 'en',
    preferredLangcode: 'en',
    preferredAdminLangcode: null,
    created: now,
    changed: now,
    access: 0,
    login: 0,
    init: null,
    fields: {},
  };
  const applied = applyInput(site, blank, input);
  for (const name of input.attributes.keys()) {
    if (NEVER_EDITED.has(name)) throw refuse(name, NEVER_EDITED.get(name) as string);
  }
  const violations = violationsOf(site, { ...applied, original: undefined, viewer });
  if (violations.length > 0) throw new DrupalViolations(violations);
  if (site.settings.raceWindowMs > 0) await sleep(site.settings.raceWindowMs);
  const conflict = nameConflict(site, applied.row);
  if (conflict !== undefined) throw new DrupalProblem(500, conflict);
  const { uid: _unset, ...row } = applied.row;
  return site.addUser(row);
}

/**
 * Changes a user as the entity API does: loads the whole row, changes it, saves the whole row.
 *
 * @throws DrupalProblem, DrupalViolations
 */
export async function changeUser(
  exchange: Exchange,
  original: DrupalUser,
  input: UserInput,
  refuse: FieldRefusal,
): Promise<DrupalUser> {
  const { site, viewer } = exchange;
  const applied = applyInput(site, original, input);
  const isAdmin = site.may(viewer, 'administer users');
  for (const name of applied.changed) {
    if (NEVER_EDITED.has(name)) throw refuse(EXTERNAL_TO_INTERNAL[name] ?? name, NEVER_EDITED.get(name) as string);
    if (isAdmin || !isAdminField(name)) continue;
    if (name === 'name' && site.may(viewer, 'change own username')) continue;
    throw refuse(name, '');
  }
  const violations = violationsOf(site, { ...applied, original, viewer });
  if (violations.length > 0) throw new DrupalViolations(violations);
  if (site.settings.raceWindowMs > 0) await sleep(site.settings.raceWindowMs);
  const conflict = nameConflict(site, applied.row);
  if (conflict !== undefined) throw new DrupalProblem(500, conflict);
  return site.saveUser(applied.row, original);
}

/** Who may change this user. @throws DrupalProblem 403 */
export function checkUpdateAccess({ site, viewer }: Exchange, user: DrupalUser): void {
  if (site.may(viewer, 'administer users') || (viewer !== undefined && viewer.uid === user.uid)) return;
  throw new DrupalProblem(
    403,
    "Users can only update their own account, unless they have the 'administer users' permission.",
  );
}

/** Who may create users. @throws DrupalProblem 403 */
export function checkCreateAccess({ site, viewer }: Exchange): void {
  if (!site.may(viewer, 'administer users')) {
    throw new DrupalProblem(403, "The 'administer users' permission is required.");
  }
}

/** Who may delete this user; nobody the Anonymous user. @throws DrupalProblem 403 */
export function checkDeleteAccess({ site, viewer }: Exchange, user: DrupalUser): void {
  if (user.uid === 0) throw new DrupalProblem(403, '');
  if (site.may(viewer, 'administer users')) return;
  if (!site.may(viewer, 'cancel account')) {
    throw new DrupalProblem(403, "The 'cancel account' permission is required.");
  }
  if (viewer?.uid !== user.uid) throw new DrupalProblem(403, '');
}

function isAdminField(name: string): boolean {
  return ADMIN_FIELDS.has(name);
}

const ADMIN_FIELDS = new Set(['name', 'status', 'roles', 'created', 'access', 'login', 'init']);

/** Fields no request can set, with Drupal's reason. */
const NEVER_EDITED: ReadonlyMap<string, string> = new Map([
  ['drupal_internal__uid', 'The entity ID cannot be changed.'],
  ['uid', 'The entity ID cannot be changed.'],
  ['uuid', 'The entity UUID cannot be changed.'],
  ['changed', ''],
]);

/** The error of a PATCH names the internal field, that of a POST the one of the body. */
const EXTERNAL_TO_INTERNAL: Readonly<Record<string, string>> = { drupal_internal__uid: 'uid' };
