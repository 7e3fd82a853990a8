import type { Account, Group } from '@rollcall/contract';
import { USER_URN, versionOf } from '@rollcall/scim-protocol';
import type { Resource, UserMapping } from '../mapping/user-mapping.js';
import type { Tenant } from '../tenant.js';

/** Accounts as Users, whole; `base` is the tenant's address. */
export class UserRenderer {
  private constructor(
    private readonly tenant: Tenant,
    readonly mapping: UserMapping,
    private readonly base: string,
    private readonly groups: ReadonlyMap<string, Group> | undefined,
  ) {}

  static async open(tenant: Tenant, base: string, signal: AbortSignal): Promise<UserRenderer> {
    const { mapping, groups } = await tenant.known(signal);
    return new UserRenderer(tenant, mapping, base, groups);
  }

  async render(account: Account): Promise<Resource> {
    const externalId = this.mapping.keepsExternalId
      ? undefined
      : await this.tenant.memory.externalId('User', account.id);
    return this.build(account, externalId);
  }

  async renderAll(accounts: readonly Account[]): Promise<readonly Resource[]> {
    if (this.mapping.keepsExternalId) return accounts.map((account) => this.build(account, undefined));
    return Promise.all(accounts.map((account) => this.render(account)));
  }

  private build(account: Account, externalId: string | undefined): Resource {
    const { id, active, groups, version } = account;
    const user: Record<string, unknown> = { schemas: undefined, id };
    if (externalId !== undefined) user.externalId = externalId;
    this.mapping.render(account, user);
    if (active !== undefined) user.active = active;
    const listed = groups === undefined || groups.length === 0 ? [] : groups.flatMap((group) => this.groupOf(group));
    if (listed.length > 0) user.groups = listed;
    user.schemas = this.schemasOf(user);
    user.meta = {
      resourceType: 'User',
      ...(user.meta as object | undefined),
      location: `${this.base}/Users/${encodeURIComponent(id)}`,
      version: version ?? versionOf(user),
    };
    return user;
  }

  private groupOf(id: string): readonly Resource[] {
    const name = this.groups?.get(id)?.name;
    if (name === undefined) return [];
    return [{ value: id, $ref: `${this.base}/Groups/${encodeURIComponent(id)}`, display: name, type: 'direct' }];
  }

  private schemasOf(user: Resource): readonly string[] {
    const urns = [USER_URN];
    for (const { schema } of this.mapping.index.resourceType.extensions)
      if (user[schema.id] !== undefined) urns.push(schema.id);
    return urns;
  }
}

/** The version that `meta` says. */
export function versionIn(resource: Resource): string | undefined {
  return (resource.meta as { readonly version?: string } | undefined)?.version;
}
