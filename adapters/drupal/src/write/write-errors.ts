import {
  type Attributes,
  type HttpAnswer,
  NotFoundError,
  RejectedError,
  type RollcallError,
  UnavailableError,
} from '@rollcall/contract';
import { drupalError } from '../drupal-errors.js';
import type { DrupalSite } from '../drupal-site.js';
import { MEDIA_TYPE } from '../json-api.js';

/** One thing that Drupal has against a write. */
export interface Violation {
  /** The attribute, where Drupal names one. */
  readonly attribute: string | undefined;
  /** Drupal's words without any value that was sent. */
  readonly detail: string;
}

interface JsonApiError {
  readonly detail?: string;
  readonly title?: string;
  readonly source?: { readonly pointer?: string };
}

/** What Drupal says against a write, by attribute; its words may be in any language, so nothing is concluded from them. */
export function violationsIn(answer: HttpAnswer, sent: Attributes): readonly Violation[] {
  if (answer.mediaType !== MEDIA_TYPE || answer.status >= 500) return [];
  let errors: readonly JsonApiError[];
  try {
    errors = (answer.json() as { readonly errors?: readonly JsonApiError[] }).errors ?? [];
  } catch {
    return [];
  }
  return errors.map(({ detail, title, source }) => ({
    attribute: attributeOf(source?.pointer),
    detail: withoutValues(detail ?? title ?? 'no reason', sent),
  }));
}

/** The refusal of one account for what it is: names of attributes, and Drupal's words with the values taken out. */
export function refused(at: string, violations: readonly Violation[]): RejectedError {
  const happened = violations
    .map(({ attribute, detail }) => (attribute === undefined ? detail : `${attribute}: ${detail}`))
    .join('; ');
  return new RejectedError({
    code: 'drupal-rejected',
    doing: at,
    happened: `the site refuses ${happened === '' ? 'it' : happened}`,
    hint: 'mend the value where it comes from, or the mapping',
  });
}

/** What any answer but success to a write means. After a 5xx nobody knows whether it was done. */
export function writeError(site: DrupalSite, at: string, answer: HttpAnswer, sent: Attributes): RollcallError {
  const violations = violationsIn(answer, sent);
  const aboutField = violations.some(({ attribute }) => attribute !== undefined);
  if (answer.status === 422 || (answer.status === 403 && aboutField)) return refused(at, violations);
  if (answer.status === 404 && answer.mediaType === MEDIA_TYPE)
    return new NotFoundError({ code: 'drupal-not-found', doing: at, happened: 'the site has no such account' });
  if (answer.status >= 500 && answer.status !== 503)
    return new UnavailableError({
      code: 'drupal-error',
      doing: at,
      happened: String(answer.status),
      hint: `see the site's log (${site.address}/admin/reports/dblog)`,
      outcome: 'unknown',
    });
  return drupalError(site, at, answer);
}

/** What follows a write that was done. When it fails for a while, the whole is half done, and must be looked at. */
export async function afterWrite<T>(at: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!UnavailableError.is(error)) throw error;
    throw new UnavailableError({
      code: 'drupal-half-done',
      doing: at,
      happened: `a part was done, and what follows it could not be (${error.happened})`,
      outcome: 'unknown',
      cause: error,
    });
  }
}

/** `/data/attributes/mail/value` → `mail`. */
function attributeOf(pointer: string | undefined): string | undefined {
  const [, root, kind, name] = pointer?.split('/') ?? [];
  return root === 'data' && (kind === 'attributes' || kind === 'relationships') ? name : undefined;
}

function withoutValues(text: string, sent: Attributes): string {
  let clean = text.replace(/"[^"]*"/g, '"…"').replace(/<\/?em[^>]*>/g, '');
  const values = Object.values(sent).filter((value) => typeof value === 'string' && value.trim().length > 1);
  for (const value of values) clean = clean.replaceAll(String(value), '…');
  return clean;
}
