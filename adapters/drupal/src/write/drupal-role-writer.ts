import { type Group, type GroupWriter, type Support, UnsupportedError } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';

/** Roles are written with the account. New ones are made by hand: to JSON:API roles are configuration, which it only reads. */
export class DrupalRoleWriter implements GroupWriter {
  readonly membership = 'account';
  readonly making: Support;

  constructor(private readonly site: DrupalSite) {
    this.making = { supported: false, reason: `JSON:API only reads roles; ${byHand(site)}` };
  }

  create(name: string): Promise<Group> {
    return Promise.reject(
      new UnsupportedError({
        code: 'drupal-role-by-hand',
        doing: `making the role "${name}" at ${this.site.address}`,
        happened: 'JSON:API only reads roles',
        hint: byHand(this.site),
      }),
    );
  }
}

function byHand({ address }: DrupalSite): string {
  return `make it at People → Roles (${address}/admin/people/roles), with the permissions it shall have`;
}
