import type { AccountCondition } from '@rollcall/contract';

const LOOKED_UP: ReadonlySet<string> = new Set([
  'userName',
  'externalId',
  'displayName',
  'name.givenName',
  'name.familyName',
]);
const IN_TIME: ReadonlySet<string> = new Set(['eq', 'gt', 'ge', 'lt', 'le']);

/** Does an index find those for whom the condition holds, without a look at the others? */
export function isNarrow(condition: AccountCondition): boolean {
  if ('all' in condition) return condition.all.some(isNarrow);
  if ('any' in condition) return condition.any.every(isNarrow);
  if ('not' in condition) return 'active' in condition.not && condition.not.active;
  if ('active' in condition) return !condition.active;
  if ('ids' in condition || 'group' in condition) return true;
  const { attribute, is } = condition;
  if (attribute === 'meta.lastModified') return IN_TIME.has(is);
  return (is === 'eq' || is === 'sw') && (LOOKED_UP.has(attribute) || attribute.startsWith('emails'));
}
