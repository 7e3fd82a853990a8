/** viewer: looks. operator: plans, runs, approves, freezes. administrator: sets up, lets others in, reads the audit. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const;
/** What somebody may do in the console: a viewer looks, an operator also plans and runs, an administrator also sets up. */
export type Role = (typeof ROLES)[number];

export function mayAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
