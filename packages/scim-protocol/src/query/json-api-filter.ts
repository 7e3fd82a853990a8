/** A filter of Drupal's JSON:API: a condition on a field, or some in a group. */
export type JsonApiFilter =
  | { readonly path: string; readonly operator: string; readonly values: readonly string[] }
  | { readonly conjunction: 'AND' | 'OR'; readonly members: readonly JsonApiFilter[] };

/** The filter as parameters of an address. Conditions and groups get names that begin with `prefix`. */
export function jsonApiParameters(
  filter: JsonApiFilter,
  prefix = 'q',
): Readonly<Record<string, string | readonly string[]>> {
  const parameters: Record<string, string | readonly string[]> = {};
  let names = 0;
  const write = (part: JsonApiFilter, memberOf: string | undefined): void => {
    names += 1;
    const name = `${prefix}${names}`;
    const kind = 'members' in part ? 'group' : 'condition';
    const set = (key: string, value: string | readonly string[]): void => {
      const list = typeof value === 'string' ? '' : '[]';
      parameters[`filter[${name}][${kind}][${key}]${list}`] = value;
    };
    if ('members' in part) set('conjunction', part.conjunction);
    else {
      set('path', part.path);
      set('operator', part.operator);
      const [value] = part.values;
      if (part.operator === 'IN') set('value', part.values);
      else if (value !== undefined) set('value', value);
    }
    if (memberOf !== undefined) set('memberOf', memberOf);
    if ('members' in part) for (const member of part.members) write(member, name);
  };
  write(filter, undefined);
  return parameters;
}
