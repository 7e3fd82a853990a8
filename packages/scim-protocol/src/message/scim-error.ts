import { isRecord, property, type Row } from '../filter/property.js';
import { ERROR_URN } from '../schema/urns.js';

/** Detail error keywords of RFC 7644 §3.12, table 9, and of RFC 9865 §3. */
export const SCIM_TYPES = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
] as const;
/** A keyword for what was wrong, for programs to act on. Each belongs to one HTTP status, mostly 400. */
export type ScimType = (typeof SCIM_TYPES)[number];

/** What went wrong, as a SCIM answer says it (RFC 7644 §3.12). The message is the `detail`. */
export class ScimError extends Error {
  constructor(
    /** HTTP status of the answer, and the `status` in its body. */
    readonly status: number,
    detail: string,
    /** Only with status 400 and 409; a peer may send words of its own. */
    readonly scimType?: ScimType | (string & {}),
  ) {
    super(detail);
    this.name = 'ScimError';
  }
}

/** The body of an error answer. `status` is text there (RFC 7644 §3.12). */
export function buildError({ status, message, scimType }: ScimError): Row {
  return {
    schemas: [ERROR_URN],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    ...(message === '' ? {} : { detail: message }),
  };
}

/**
 * Reads an error answer, tolerantly: a number as `status`, names in any case, `schemas` missing. Undefined where the body is no
 * SCIM error, so that a proxy's page is not taken for one. `httpStatus` counts where the body names none.
 */
export function parseError(body: unknown, httpStatus: number): ScimError | undefined {
  if (!isRecord(body)) return undefined;
  const schemas = property(body, 'schemas');
  const isDeclared =
    Array.isArray(schemas) &&
    schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === ERROR_URN.toLowerCase());
  const [detail, type] = [textOf(property(body, 'detail')), textOf(property(body, 'scimType'))];
  if (!isDeclared && detail === undefined && type === undefined) return undefined;
  const written = Number(property(body, 'status'));
  const status = Number.isInteger(written) && written >= 100 && written <= 599 ? written : httpStatus;
  const known = type === undefined ? undefined : SCIM_TYPES.find((one) => one.toLowerCase() === type.toLowerCase());
  return new ScimError(status, detail ?? '', known ?? type);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
