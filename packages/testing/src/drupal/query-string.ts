/** A query value as PHP reads it: `a[b][]=1` makes nested maps, keys are kept in order of arrival. */
export type QueryValue = string | QueryMap;
export type QueryMap = Map<string, QueryValue>;

/** Reads a query string (without `?`) as PHP's `parse_str` does; a plus is a space. */
export function parseQuery(query: string): QueryMap {
  const map: QueryMap = new Map();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const key = decode(at < 0 ? pair : pair.slice(0, at));
    assign(map, keyPath(key), at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return map;
}

/** Writes it back as PHP's `http_build_query` with RFC 3986 encoding does: brackets are percent-encoded. */
export function buildQuery(map: QueryMap): string {
  const pairs: string[] = [];
  const add = (prefix: string, value: QueryValue): void => {
    if (typeof value === 'string') pairs.push(`${encode(prefix)}=${encode(value)}`);
    else for (const [key, inner] of value) add(`${prefix}[${key}]`, inner);
  };
  for (const [key, value] of map) add(key, value);
  return pairs.join('&');
}

/** The same, with the outer keys in alphabetical order, as Symfony writes the address of a request. */
export function buildSortedQuery(map: QueryMap): string {
  return buildQuery(new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The values of a list such as `value[]=1&value[]=2`, or the single value. */
export function listOf(value: QueryValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return [...value.values()].filter((inner): inner is string => typeof inner === 'string');
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function keyPath(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const parts = [key.slice(0, open)];
  for (const match of key.slice(open).matchAll(/\[([^\]]*)\]/g)) parts.push(match[1] as string);
  return parts;
}

function assign(map: QueryMap, [key = '', ...rest]: readonly string[], value: string): void {
  const name = key === '' ? nextIndex(map) : key;
  if (rest.length === 0) {
    map.set(name, value);
    return;
  }
  const inner = map.get(name);
  const next: QueryMap = inner instanceof Map ? inner : new Map();
  map.set(name, next);
  assign(next, rest, value);
}

function nextIndex(map: QueryMap): string {
  let index = 0;
  while (map.has(String(index))) index += 1;
  return String(index);
}
