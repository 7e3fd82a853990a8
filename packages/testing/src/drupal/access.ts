import type { DrupalUser } from './model.js';
import type { DrupalSite } from './site.js';

/** How much of one user a viewer sees. Nothing tells the viewer what is left out. */
export type UserVisibility = 'label' | 'public' | 'own' | 'all';

/** The visibility of one user: others need permissions, blocked ones show only their label. */
export function visibilityOf(site: DrupalSite, viewer: DrupalUser | undefined, user: DrupalUser): UserVisibility {
  if (user.uid === 0) return 'label';
  if (site.may(viewer, 'administer users')) return 'all';
  if (viewer?.uid === user.uid) return 'own';
  return user.status && site.may(viewer, 'access user profiles') ? 'public' : 'label';
}

/** True where attributes of this name are shown (`display_name` always is). */
export function showsAttribute(
  site: DrupalSite,
  viewer: DrupalUser | undefined,
  visibility: UserVisibility,
  attribute: string,
): boolean {
  if (attribute === 'display_name' || visibility === 'all') return true;
  if (visibility === 'label' || ADMIN_ONLY.has(attribute)) return false;
  if (visibility === 'own') return true;
  if (attribute === 'mail') return site.may(viewer, 'view user email addresses');
  return !OWNER_ONLY.has(attribute);
}

/** True where the viewer may filter and sort by a field: the check knows no user, so the own row gives no right. */
export function mayFilterBy(site: DrupalSite, viewer: DrupalUser | undefined, attribute: string): boolean {
  if (attribute === 'pass') return false;
  return showsAttribute(site, viewer, site.may(viewer, 'administer users') ? 'all' : 'public', attribute);
}

const ADMIN_ONLY = new Set(['status', 'roles', 'access', 'login', 'init']);
const OWNER_ONLY = new Set(['preferred_langcode', 'preferred_admin_langcode', 'timezone']);
