/** Where a person of a sync is shown. */
export function personHref(sync: string, id: string): string {
  return `/syncs/${sync}/people/${encodeURIComponent(id)}`;
}
