/** A path of this console; anything else, such as another site's address, is the overview. */
export function safePath(next: string | undefined): string {
  const base = 'http://console.invalid';
  if (next === undefined || !next.startsWith('/') || !URL.canParse(next, base)) return '/';
  const url = new URL(next, base);
  // "//elsewhere" and "/\elsewhere" are other hosts, and so is what becomes one only after it was read.
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
