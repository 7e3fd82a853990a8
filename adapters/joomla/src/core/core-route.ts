import type { OperationSupport, Support } from '@rollcall/contract';
import { OPERATIONS } from '@rollcall/contract';
import { Protection } from '../protection.js';
import type { CoreApi } from './core-api.js';
import { isApiMissing } from './core-errors.js';
import { CoreGroups } from './core-groups.js';
import { type CoreParts, CoreReader } from './core-reader.js';
import { CoreUsers } from './core-users.js';
import { CoreWriter } from './core-writer.js';
import { FieldCatalogue } from './field-catalogue.js';
import { GroupDirectory } from './group-directory.js';

export interface CoreRouteOptions {
  readonly pageSize: number;
  readonly defaultGroup: string;
  readonly requireReset: boolean;
  readonly protect: readonly string[];
  /** Id of the user that the token belongs to, where the token tells. */
  readonly ownId: string | undefined;
}

/** May the account of the token write? Joomla lets everybody with a token read, so reading says nothing about it. */
export type WriteRights =
  | { readonly known: true; readonly username: string }
  | { readonly known: false; readonly why: string };

export const CORE_VIA = 'Web Services API';

/** Everything that goes by Joomla's Web Services API. */
export class CoreRoute {
  readonly parts: CoreParts;
  readonly reader: CoreReader;
  readonly writer: CoreWriter;
  readonly groups: CoreGroups;

  constructor(
    readonly api: CoreApi,
    private readonly options: CoreRouteOptions,
  ) {
    const { pageSize, protect, ownId } = options;
    this.parts = {
      pageSize,
      users: new CoreUsers(api, pageSize),
      groups: new GroupDirectory(api),
      fields: new FieldCatalogue(api),
      protection: new Protection(protect, ownId),
    };
    this.reader = new CoreReader(this.parts);
    this.writer = new CoreWriter(this.parts, options);
    this.groups = new CoreGroups(this.parts);
  }

  /** Reads groups and fields anew and says what can be done. Rejects when token, default group or network are wrong. */
  async operations(signal: AbortSignal): Promise<OperationSupport> {
    try {
      await this.api.list('users', { query: { 'page[limit]': 1 }, doing: `reading users of ${this.api.site}`, signal });
      const [tree] = await Promise.all([this.parts.groups.refresh(signal), this.parts.fields.refresh(signal)]);
      tree.defaultGroup(this.options.defaultGroup, `preparing writes to ${this.api.site}`);
    } catch (error) {
      if (isApiMissing(error))
        return coreSupport({
          supported: false,
          reason:
            'the site does not answer as Joomla\'s Web Services API: "Web Services - Users" must be on (System → Manage → Plugins)',
        });
      throw error;
    }
    return coreSupport({ supported: true, via: CORE_VIA });
  }

  /** Looks whether the token belongs to a Super User, who may do everything. A trial write would be a write. */
  async writeRights(signal: AbortSignal): Promise<WriteRights> {
    const { ownId } = this.options;
    if (ownId === undefined) return { known: false, why: 'the token does not tell whose it is' };
    const [tree, own] = await Promise.all([this.parts.groups.tree(signal), this.parts.users.get(ownId, signal)]);
    if (own === undefined) return { known: false, why: `Joomla has no user ${ownId}, whose token it is` };
    return own.groups?.some((group) => tree.superGroups.has(group)) === true
      ? { known: true, username: own.username }
      : { known: false, why: `the token is of user ${ownId}, who is no Super User` };
  }
}

function coreSupport(support: Support): OperationSupport {
  return Object.fromEntries(
    [...OPERATIONS, 'memberships', 'list'].map((each) => [each, support]),
  ) as unknown as OperationSupport;
}
