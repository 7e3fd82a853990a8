import { phpInt } from './page-of.js';

/** Which SCIM attribute goes into which column, beyond username and e-mail. */
export interface ScimAttributeMap {
  /** What goes into the full name. Absent: nothing does. */
  readonly name?: 'name.formatted' | 'displayName';
  /** What says whether the user is blocked. Absent: nothing does. */
  readonly block?: 'active';
}

/** What the map takes from a resource. The state is read by PHP's `intval`, so that the text "True" blocks, as "False" does. */
export function readWithMap(
  resource: Readonly<Record<string, unknown>>,
  map: ScimAttributeMap,
): { readonly name?: string; readonly block?: 0 | 1 } {
  const name =
    map.name === 'displayName'
      ? resource.displayName
      : map.name === 'name.formatted'
        ? (resource.name as { readonly formatted?: unknown } | undefined)?.formatted
        : undefined;
  const { active } = resource;
  const isOn = active === true || (typeof active === 'string' && phpInt(active) !== 0);
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(map.block === 'active' && active !== undefined ? { block: isOn ? 0 : 1 } : {}),
  };
}
