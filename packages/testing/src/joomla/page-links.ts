type Query = Map<string, string | Map<string, string>>;

interface Place {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
}

/** Links of a list as Joomla makes them: `self` as it was asked; in the others the names are encoded and the values are not. */
export function pageLinks(url: URL, { offset, limit, total }: Place): Readonly<Record<string, string>> {
  const link = (to: number): string => `${url.origin}${url.pathname}?${written(queryOf(url), to, limit)}`;
  const last = (Math.ceil(total / limit) - 1) * limit;
  return {
    self: `${url.origin}${url.pathname}${url.search}`,
    ...(offset > 0 ? { first: link(0), previous: link(Math.max(0, offset - limit)) } : {}),
    ...(offset + limit < total ? { next: link(offset + limit), last: link(last) } : {}),
  };
}

/** PHP's reading of a query: `page[limit]` and `page[offset]` are one array, at the place of the first of them. */
function queryOf(url: URL): Query {
  const query: Query = new Map();
  for (const [name, value] of url.searchParams) {
    const [, top, sub] = /^([^[]+)\[([^\]]*)\]$/.exec(name) ?? [undefined, name, undefined];
    if (top === undefined || sub === undefined) query.set(name, value);
    else {
      const array = query.get(top);
      query.set(top, (array instanceof Map ? array : new Map<string, string>()).set(sub, value));
    }
  }
  return query;
}

function written(query: Query, offset: number, limit: number): string {
  const page = query.get('page');
  const paging =
    page instanceof Map
      ? page
      : new Map([
          ['offset', '0'],
          ['limit', String(limit)],
        ]);
  query.set('page', paging.set('offset', String(offset)));
  return [...query]
    .flatMap(([name, value]) =>
      value instanceof Map ? [...value].map(([sub, inner]) => `${name}%5B${sub}%5D=${inner}`) : [`${name}=${value}`],
    )
    .join('&');
}
