/**
 * The parameters of a query (`a=1&b=2`), decoded as forms are; of several of one name the first. Bytes that
 * are no UTF-8 become U+FFFD.
 */
export function readQuery(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = new Parameters();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    if (found[name] === undefined) found[name] = at < 0 ? '' : decoded(part.slice(at + 1));
  }
  return found;
}

/** Parameters by their names. Without a prototype, so that no name is there before; made by a class, which `node` reads faster than what is not. */
class Parameters {
  static {
    Object.setPrototypeOf(Parameters.prototype, null);
    Reflect.deleteProperty(Parameters.prototype, 'constructor');
  }

  readonly [name: string]: string;
}

function decoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return new URLSearchParams(`=${text}`).get('') ?? text;
  }
}
