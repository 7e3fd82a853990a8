import type { Account } from '@rollcall/contract';
import { USER_URN, versionOf } from '@rollcall/scim-protocol';
import type { Resource, UserMapping } from '../mapping/user-mapping.js';
import type { Tenant } from '../tenant.js';

/** Accounts as Users, whole; `base` is the tenant's address. */
export class UserRenderer {
  private constructor(
    private readonly tenant: Tenant,
    readonly mapping: UserMapping,
    private readonly base: string,
    private readonly groupNames: (id: string) => string | undefined,
  ) {}

  static async open(tenant: Tenant, base: string, signal: AbortSignal): Promise<UserRenderer> {
    const mapping = await tenant.users(signal);
    const groups = tenant.provider.groups === undefined ? undefined : await tenant.groups(signal);
    return new UserRenderer(tenant, mapping, base, (id) => groups?.get(id)?.name);
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
    const listed = groups?.flatMap((group) => this.groupOf(group)) ?? [];
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
    const name = this.groupNames(id);
    if (name === undefined) return [];
    return [{ value: id, $ref: `${this.base}/Groups/${encodeURIComponent(id)}`, display: name, type: 'direct' }];
  }

  private schemasOf(user: Resource): readonly string[] {
    const { extensions } = this.mapping.index.resourceType;
    const used = extensions.map(({ schema }) => schema.id).filter((urn) => user[urn] !== undefined);
    return [USER_URN, ...used];
  }
}

/** The version that `meta` says. */
export function versionIn(resource: Resource): string | undefined {
  return (resource.meta as { readonly version?: string } | undefined)?.version;
}
