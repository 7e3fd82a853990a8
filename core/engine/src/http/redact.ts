const MASK = '[secret]';
/** Renewed tokens are added for as long as a client lives; the oldest are forgotten. */
const MOST_SECRETS = 64;
/** Shorter ones are masked only where they stand alone, or they would eat letters out of every word. */
const SUBSTRING_LENGTH = 4;
const URL_USERINFO = /\/\/[^\s/?#@]+@/g;
const SECRET_PARAMETER = /([?&][^=&\s]*(?:token|secret|passw|pwd|key|sig|code|auth|credential)[^=&\s]*=)[^&\s#"'<>]*/gi;
const AUTHORIZATION = /\b(Bearer|Basic|Token)\s+[\w~+/.=-]{8,}/gi;
const MAIL_ADDRESS = /[^\s<>"'()@]+@[^\s<>"'()@]+/g;

/** Takes a client's secrets out of texts, in every form in which a system may echo them. */
export class Redactor {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret.trim() === '' || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const [oldest] = this.#secrets;
    if (this.#secrets.size > MOST_SECRETS && oldest !== undefined) this.#secrets.delete(oldest);
    this.#pattern = undefined;
  }

  /** The value of a header: the whole, what follows its scheme, and the password in `Basic`. */
  addHeader(value: string): void {
    this.add(value);
    const [, scheme, credential] = /^(\S+)\s+(.+)$/s.exec(value) ?? [];
    if (scheme === undefined || credential === undefined) return;
    this.add(credential);
    if (scheme.toLowerCase() !== 'basic') return;
    const pair = Buffer.from(credential, 'base64').toString('utf8');
    this.add(pair.slice(pair.indexOf(':') + 1));
  }

  text(value: string): string {
    const known = this.#secrets.size === 0 ? value : value.replaceAll(this.#matcher(), MASK);
    return known
      .replaceAll(URL_USERINFO, `//${MASK}@`)
      .replaceAll(SECRET_PARAMETER, `$1${MASK}`)
      .replaceAll(AUTHORIZATION, `$1 ${MASK}`);
  }

  /** As `text`, and without e-mail addresses: for what a system sent. */
  excerpt(value: string): string {
    return this.text(value).replaceAll(MAIL_ADDRESS, '[e-mail]');
  }

  /** The cause of an error, with nothing in it but name, code and message: the original can hold the raw bytes of an answer. */
  cause(error: unknown): Error {
    const { name, code, message } =
      error instanceof Error
        ? (error as NodeJS.ErrnoException)
        : { name: 'Error', code: undefined, message: String(error) };
    const clean = new Error(this.text(message || (code ?? '')));
    clean.name = name;
    delete clean.stack;
    return code === undefined ? clean : Object.assign(clean, { code });
  }

  #matcher(): RegExp {
    if (this.#pattern !== undefined) return this.#pattern;
    const longestFirst = [...new Set([...this.#secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
    const parts = longestFirst.map((form) => (form.length < SUBSTRING_LENGTH ? standingAlone(form) : literal(form)));
    this.#pattern = new RegExp(parts.join('|'), 'giu');
    return this.#pattern;
  }
}

function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const percent = encodeURIComponent(wellFormed);
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    secret.trim(),
    percent,
    percent.replaceAll('%20', '+'),
    new URLSearchParams({ '': wellFormed }).toString().slice(1),
    json,
    json.replaceAll('/', '\\/'),
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#039;'),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('latin1'),
  ];
}

function standingAlone(form: string): string {
  return `(?<![\\p{L}\\p{N}])${literal(form)}(?![\\p{L}\\p{N}])`;
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
