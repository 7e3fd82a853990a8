/** Where a database is, for people: host, port and name, without account, password and settings. Undefined for what is no address. */
export function addressOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, hostname, pathname, searchParams } = new URL(url);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') return undefined;
  // A folder with a socket in it is given as a setting, or in place of the host.
  const at = hostname === '' ? (searchParams.get('host') ?? 'localhost') : host;
  return `postgres://${decodeURIComponent(at)}${pathname}`;
}
