import { RejectedError } from '@rollcall/contract';
import type { DrupalSite } from './drupal-site.js';
import { type DrupalRole, readRoles, rolesOnAccounts } from './roles.js';

/** How long the list of roles is believed; a run asks for it many times. */
const BELIEVED_MS = 60_000;

interface Kept<T> {
  readonly until: number;
  readonly list: Promise<T>;
}

/** The site's roles, asked for once for many uses. */
export class RoleDirectory {
  private listed: Kept<readonly DrupalRole[] | undefined> | undefined;
  private learnt: Kept<readonly DrupalRole[]> | undefined;

  constructor(private readonly site: DrupalSite) {}

  /** The list as the site gives it; `undefined` when it does not show it. */
  list(fresh: boolean, signal: AbortSignal): Promise<readonly DrupalRole[] | undefined> {
    const now = performance.now();
    if (fresh || this.listed === undefined || this.listed.until < now) {
      const list = readRoles(this.site, signal);
      this.listed = { until: now + BELIEVED_MS, list };
      list.catch(() => {
        if (this.listed?.list === list) this.listed = undefined;
      });
    }
    return this.listed.list;
  }

  /**
   * Roles by machine name, for writing memberships: JSON:API wants their uuids. Refuses what Rollcall never gives to anybody:
   * roles that everybody has, and roles that may do everything. Throws `RejectedError`.
   */
  async writable(ids: readonly string[], doing: string, signal: AbortSignal): Promise<readonly DrupalRole[]> {
    if (ids.length === 0) return [];
    let known = await this.known(false, signal);
    if (ids.some((id) => !known.has(id))) known = await this.known(true, signal);
    return ids.map((id) => {
      const role = known.get(id);
      if (role?.uuid === undefined || role.locked === true) throw noSuchRole(doing, id, role);
      if (role.everything === true)
        throw new RejectedError({
          code: 'drupal-admin-role',
          doing,
          happened: `the role "${id}" may do everything on the site`,
          hint: 'make administrators by hand in Drupal, and take the role out of the mapping',
        });
      return role;
    });
  }

  private async known(fresh: boolean, signal: AbortSignal): Promise<ReadonlyMap<string, DrupalRole>> {
    const roles = (await this.list(fresh, signal)) ?? (await this.onAccounts(fresh, signal));
    return new Map(roles.map((role) => [role.id, role]));
  }

  /** Takes a reading of all accounts. */
  private onAccounts(fresh: boolean, signal: AbortSignal): Promise<readonly DrupalRole[]> {
    const now = performance.now();
    if (fresh || this.learnt === undefined || this.learnt.until < now) {
      const list = Array.fromAsync(rolesOnAccounts(this.site, signal));
      this.learnt = { until: now + BELIEVED_MS, list };
      list.catch(() => {
        if (this.learnt?.list === list) this.learnt = undefined;
      });
    }
    return this.learnt.list;
  }
}

function noSuchRole(doing: string, id: string, role: DrupalRole | undefined): RejectedError {
  return new RejectedError({
    code: 'drupal-role',
    doing,
    happened:
      role?.locked === true ? `the role "${id}" is one that Drupal gives by itself` : `the site shows no role "${id}"`,
    hint: 'look at People → Roles; without "Administer permissions" only roles that somebody has are visible',
  });
}
