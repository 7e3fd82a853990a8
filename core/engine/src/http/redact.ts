/** Makes a function that takes secrets out of texts, in the forms in which they travel. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), JSON.stringify(secret).slice(1, -1)]) forms.add(form);
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((safe, form) => safe.replaceAll(form, '[secret]'), text);
}

/** The values of headers that carry credentials; for `Basic`, also what is inside. */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!/^(authorization|cookie|x-.*(token|key)|.*secret.*)$/i.test(name)) return [];
    const credential = value.replace(/^\S+\s+/, '');
    const inside = /^basic\s/i.test(value) ? Buffer.from(credential, 'base64').toString() : '';
    return [value, credential, inside, inside.slice(inside.indexOf(':') + 1)].filter((text) => text.length > 2);
  });
}

/** An address fit for messages: no user, no query. */
export function plainUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
