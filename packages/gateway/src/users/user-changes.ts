import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import { isSameValue, ScimError } from '@rollcall/scim-protocol';
import type { Binding } from '../mapping/binding.js';
import type { Resource, UserMapping } from '../mapping/user-mapping.js';

/** What has to be written to make an account what a User says. */
export interface UserChanges {
  readonly set: Attributes;
  readonly before: Attributes;
  readonly active?: boolean;
}

export interface WantedUser {
  readonly resource: Resource;
  /** The User as it was, where the client changed parts of it (PATCH). */
  readonly from?: Resource;
  /** Is what the User does not name cleared? */
  readonly clears: boolean;
  /** Paths that the client says have no value, in any case cleared. */
  readonly cleared: readonly string[];
}

/** The attributes of a new account. Throws a `ScimError` for a value that the system cannot hold. */
export function attributesOfNew(resource: Resource, mapping: UserMapping): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const binding of mapping.bindings) {
    if (binding.attribute.readOnly === true) continue;
    const value = mapping.wanted(resource, binding);
    if (value !== undefined) attributes[binding.attribute.name] = value;
  }
  return attributes;
}

/** The difference between an account and a User. */
export function changesOf(account: Account, wanted: WantedUser, mapping: UserMapping): UserChanges {
  const set: Record<string, AttributeValue> = {};
  const before: Record<string, AttributeValue> = {};
  const skipped = unwantedParts(account, wanted, mapping);
  for (const binding of mapping.bindings) {
    const { readOnly, writeOnce, name } = binding.attribute;
    if (readOnly === true || writeOnce === true || skipped.has(binding)) continue;
    const value = mapping.wanted(wanted.resource, binding);
    const now = account.attributes[name];
    if (value === undefined && !isCleared(binding, now, wanted)) continue;
    if (value !== undefined && isSameValue(value, now)) continue;
    if (value === undefined && binding.attribute.required === true)
      throw new ScimError(400, `"${binding.text}" is required and cannot be removed`, 'mutability');
    set[name] = value ?? null;
    if (now !== undefined) before[name] = now;
  }
  const { active } = wanted.resource;
  const isSwitched = typeof active === 'boolean' && active !== account.active;
  return { set, before, ...(isSwitched ? { active } : {}) };
}

/** What has no value now needs no clearing. */
function isCleared({ path, text }: Binding, now: AttributeValue | undefined, { clears, cleared }: WantedUser): boolean {
  if (now === undefined || now === null || now === '' || (Array.isArray(now) && now.length === 0)) return false;
  return (
    clears ||
    cleared.some((name) => name === path.name || name === text || name === `${path.schema ?? ''}:${path.name}`)
  );
}

/**
 * Some systems have one field for the whole name, take its parts, and do not tell them back. There a User's parts would be written over the
 * whole name with each PUT: they count only where the client changed them and not the whole name.
 */
function unwantedParts(account: Account, { resource, from }: WantedUser, mapping: UserMapping): ReadonlySet<Binding> {
  const whole = mapping.binding('displayName');
  const parts = mapping.bindings.filter(({ path }) => path.name === 'name' && path.sub !== undefined);
  const isTold = parts.some(({ attribute }) => account.attributes[attribute.name] !== undefined);
  if (whole === undefined || whole.attribute.readOnly === true || isTold || parts.length === 0) return new Set();
  const name = (resource.name ?? {}) as Readonly<Record<string, unknown>>;
  const joined = name.formatted ?? [name.givenName, name.familyName].filter((part) => part !== undefined).join(' ');
  const isWholeSaid =
    from === undefined ? resource.displayName !== undefined : resource.displayName !== from.displayName;
  return isWholeSaid || joined === account.attributes[whole.attribute.name] ? new Set(parts) : new Set();
}
