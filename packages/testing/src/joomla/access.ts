import type { JoomlaGroup, JoomlaUser } from './model.js';

/** A permission of Joomla, by the name that its tables use. */
export type JoomlaAction = 'core.login.api' | 'core.create' | 'core.edit' | 'core.delete';

export const SUPER_USERS = 8;
const MANAGERS = 6;

/** Who may do what: permissions of groups, inherited by the groups below. Super Users may do everything. */
export class JoomlaAccess {
  /** Groups whose members may have API tokens (plugin "User - Joomla API Token"). */
  readonly tokenGroups = new Set([SUPER_USERS]);
  readonly #rules: Readonly<Record<JoomlaAction, Set<number>>> = {
    'core.login.api': new Set([SUPER_USERS]),
    'core.create': new Set([MANAGERS]),
    'core.edit': new Set([MANAGERS]),
    'core.delete': new Set([MANAGERS]),
  };

  constructor(private readonly groups: ReadonlyMap<number, JoomlaGroup>) {}

  /** Gives members of a group, and of the groups below it, these permissions. */
  allow(group: number, ...actions: readonly JoomlaAction[]): void {
    for (const action of actions) this.#rules[action].add(group);
  }

  /** Takes these permissions back from a group; what is inherited from above stays. */
  deny(group: number, ...actions: readonly JoomlaAction[]): void {
    for (const action of actions) this.#rules[action].delete(group);
  }

  /** Whether a user has the permission, by any of the groups. */
  may(user: JoomlaUser, action: JoomlaAction): boolean {
    return this.isSuperUser(user) || this.#isBelow(user, this.#rules[action]);
  }

  /** Is the token of this user accepted? Not of one who is blocked, or must choose a new password first. */
  mayUseToken(user: JoomlaUser): boolean {
    return (
      user.block === 0 &&
      user.requireReset === 0 &&
      this.#isBelow(user, this.tokenGroups) &&
      this.may(user, 'core.login.api')
    );
  }

  /** In the group 8, or in one below it. */
  isSuperUser(user: JoomlaUser): boolean {
    return this.#isBelow(user, new Set([SUPER_USERS]));
  }

  /** Do these groups make a Super User? */
  givesEverything(groups: readonly number[]): boolean {
    return groups.some((id) => this.#descendsFrom(id, new Set([SUPER_USERS])));
  }

  #isBelow(user: JoomlaUser, ancestors: ReadonlySet<number>): boolean {
    return [...user.groups].some((id) => this.#descendsFrom(id, ancestors));
  }

  #descendsFrom(id: number, ancestors: ReadonlySet<number>): boolean {
    for (let at = this.groups.get(id); at !== undefined; at = this.groups.get(at.parentId))
      if (ancestors.has(at.id)) return true;
    return false;
  }
}
