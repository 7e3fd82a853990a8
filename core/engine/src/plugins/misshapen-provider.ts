/** Functions that a provider has, and those of each facet that it has; optional ones are not asked for. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  accounts: ['pages', 'get', 'search'],
  changes: ['since'],
  writer: ['operations', 'find', 'create', 'update', 'deactivate', 'reactivate', 'delete'],
  queries: ['supports', 'supportsOrder', 'page'],
  prefilter: ['narrows', 'candidates'],
  groups: ['list'],
  groupWriter: ['create'],
};

/** What is wrong with the shape of what a plugin made as its provider; `undefined` where it has the functions of the contract. */
export function misshapenProvider(made: unknown): string | undefined {
  if (typeof made !== 'object' || made === null)
    return `it made ${made === null || made === undefined ? 'nothing' : `a ${typeof made}`}, which is no provider`;
  const provider = made as Readonly<Record<string, unknown>>;
  if ('then' in provider) return 'it made a promise; a provider is made at once, and waits in its functions';
  const missing = missingIn(provider, ['check', 'schema'], '');
  if (missing !== undefined) return missing;
  for (const [facet, names] of Object.entries(NEEDED)) {
    const has = provider[facet];
    if (has === undefined) continue;
    if (typeof has !== 'object' || has === null || Array.isArray(has))
      return `its facet "${facet}" is no object with functions`;
    const lacks = missingIn(has as Readonly<Record<string, unknown>>, names, `${facet}.`);
    if (lacks !== undefined) return lacks;
  }
  return undefined;
}

function missingIn(
  owner: Readonly<Record<string, unknown>>,
  names: readonly string[],
  prefix: string,
): string | undefined {
  const missing = names.filter((name) => typeof owner[name] !== 'function').map((name) => `${prefix}${name}()`);
  return missing.length === 0 ? undefined : `it lacks ${missing.join(', ')}`;
}
