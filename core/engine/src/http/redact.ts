const MASK = '[secret]';
/** Renewed tokens come for as long as a client lives; those longest out of use are forgotten. */
const MOST_RENEWED = 64;
/** Shorter ones are masked only where they stand alone, or they would eat letters out of every word. */
const SUBSTRING_LENGTH = 4;
const URL_USERINFO = /\/\/[^\s/?#@]+@/g;
const SECRET_PARAMETER = /([?&][^=&\s]*(?:token|secret|passw|pwd|key|sig|code|auth|credential)[^=&\s]*=)[^&\s#"'<>]*/gi;
const AUTHORIZATION = /\b(Bearer|Basic|Token)\s+[\w~+/.=-]{8,}/gi;
const MAIL_ADDRESS = /[^\s<>"'()@]+@[^\s<>"'()@]+/g;

/** Takes a client's secrets out of texts, in every form in which a system may echo them. */
export class Redactor {
  readonly #lasting = new Set<string>();
  readonly #renewed = new Set<string>();
  #pattern: RegExp | undefined;

  /** `secrets`: those of the configuration, which stay. */
  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.#add(secret, true);
  }

  /** Learns the value of a header: the whole, what follows its scheme, and the password in `Basic`. */
  addHeader(value: string, { lasting }: { readonly lasting: boolean }): void {
    for (const secret of secretsIn(value)) this.#add(secret, lasting);
  }

  text(value: string): string {
    const known = this.#lasting.size + this.#renewed.size === 0 ? value : value.replaceAll(this.#matcher(), MASK);
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

  #add(secret: string, lasting: boolean): void {
    if (secret.trim() === '' || this.#lasting.has(secret)) return;
    const isKnown = this.#renewed.delete(secret);
    (lasting ? this.#lasting : this.#renewed).add(secret);
    if (isKnown) return;
    const [oldest] = this.#renewed;
    if (this.#renewed.size > MOST_RENEWED && oldest !== undefined) this.#renewed.delete(oldest);
    this.#pattern = undefined;
  }

  #matcher(): RegExp {
    if (this.#pattern !== undefined) return this.#pattern;
    const forms = new Set([...this.#lasting, ...this.#renewed].flatMap(formsOf));
    const longestFirst = [...forms].sort((a, b) => b.length - a.length);
    const parts = longestFirst.map((form) => (form.length < SUBSTRING_LENGTH ? standingAlone(form) : literal(form)));
    this.#pattern = new RegExp(parts.join('|'), 'giu');
    return this.#pattern;
  }
}

function secretsIn(header: string): readonly string[] {
  const [, scheme, credential] = /^(\S+)\s+(.+)$/s.exec(header) ?? [];
  if (scheme === undefined || credential === undefined) return [header];
  if (scheme.toLowerCase() !== 'basic') return [header, credential];
  const pair = Buffer.from(credential, 'base64').toString('utf8');
  return [header, credential, pair, pair.slice(pair.indexOf(':') + 1)];
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
