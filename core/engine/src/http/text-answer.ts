import type { HttpAnswer } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import type { TimedAnswer } from './client-parts.js';
import { headerOf } from './lean-fetch.js';
import type { Redactor } from './redact.js';

/** Longer than any header, so that a secret is never cut in two before it is masked. */
const LOOKED_AT = 256 * 1024;
const SHOWN = 80;

/** An answer that is there as a whole. */
export class TextAnswer implements HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: HttpAnswer['headers'];
  declare readonly retryAfterMs?: number;
  readonly #doing: string;
  readonly #redactor: Redactor;

  constructor(answer: TimedAnswer, doing: string, redactor: Redactor) {
    this.status = answer.status;
    this.text = answer.text;
    this.headers = { get: (name) => headerOf(answer.headers, name.toLowerCase()) };
    if (answer.retryAfterMs !== undefined) this.retryAfterMs = answer.retryAfterMs;
    this.#doing = doing;
    this.#redactor = redactor;
  }

  get mediaType(): string {
    return (this.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  }

  json(): unknown {
    try {
      return JSON.parse(this.text);
    } catch {
      // V8's own message quotes the text, so it is not kept.
      throw new UnavailableError({
        code: 'not-json',
        doing: this.#redactor.text(this.#doing),
        happened: `the answer (status ${this.status}) is not JSON but ${this.#described()}`,
        hint: 'see whether the address is right, and what else on the system prints into its answers',
        outcome: 'unknown',
      });
    }
  }

  /** What it is instead. Of broken JSON nothing is shown: it is about people. */
  #described(): string {
    const type = this.mediaType === '' ? 'something without a media type' : this.mediaType;
    const start = this.text.slice(0, LOOKED_AT).trim();
    if (start === '') return 'empty';
    if (start.startsWith('{') || start.startsWith('[')) return `${type} that breaks off or has a fault in it`;
    const shown = this.#redactor.excerpt(start).replaceAll(/\s+/g, ' ');
    return `${type} that begins with "${shown.slice(0, SHOWN)}${shown.length > SHOWN ? '…' : ''}"`;
  }
}
