import { UnknownEncodingError } from './decode-body.js';

/** Why a try brought no answer. */
export interface TransportError {
  /** `config`: only a person can help. `unavailable`: it may work later. */
  readonly kind: 'config' | 'unavailable' | 'bug';
  readonly code: string;
  readonly happened: string;
  readonly hint?: string | undefined;
  /** The request certainly did not reach the system. */
  readonly notSent: boolean;
  /** Sending it once more could bring an answer. */
  readonly transient: boolean;
  readonly error: unknown;
}

export interface FailedTry {
  readonly origin: string;
  readonly maxBodyBytes: number;
  /** The fault is one of connecting, before anything was sent. */
  readonly connecting: boolean;
  /** Status and headers had come. */
  readonly answering: boolean;
}

/** What differs from a fault that may pass: see {@link transportError}. */
type Described = Pick<TransportError, 'code' | 'happened'> & Partial<TransportError>;

/** Says what an error of undici, of Node's sockets or of zlib means for a person. */
export function transportError(error: unknown, tried: FailedTry): TransportError {
  const code = codeOf(error);
  const described = atConnecting(error, code, tried) ?? atAnswering(error, code, tried);
  const kind = described.kind ?? 'unavailable';
  return { kind, notSent: tried.connecting || kind === 'bug', transient: kind === 'unavailable', error, ...described };
}

/** The try has lasted too long. */
export function timedOut(tried: Pick<FailedTry, 'origin' | 'answering'>, timeoutMs: number): TransportError {
  const what = tried.answering ? 'began to answer and did not end' : 'did not answer';
  const happened = `${tried.origin} ${what} within ${timeoutMs / 1000} s`;
  const hint = 'see whether the system is slow, or allow it more time';
  return { kind: 'unavailable', code: 'timeout', happened, hint, notSent: false, transient: true, error: undefined };
}

/** What came is no answer as HTTP has them. */
export function notHttp(origin: string, what: string): TransportError {
  const happened = `${origin} answers with ${what}`;
  const hint = 'check the port of the address';
  return { kind: 'unavailable', code: 'not-http', happened, hint, notSent: false, transient: false, error: undefined };
}

/** Faults before anything was sent, and those of a wrong protocol, which can show later. */
function atConnecting(
  error: unknown,
  code: string,
  { origin, connecting, answering }: FailedTry,
): Described | undefined {
  const certificate = CERTIFICATE[code];
  if (certificate !== undefined) {
    const hint = certificate.ca ? CA_HINT : 'have the certificate renewed or corrected on the server';
    return {
      kind: 'config',
      code: networkCode(code),
      happened: `the certificate of ${origin} ${certificate.is} (${code})`,
      hint,
    };
  }
  if (isNotTls(error, code)) {
    const hint = 'the port serves plain http: correct the port, or the "https" of the address';
    return { kind: 'config', code: 'not-tls', happened: `${origin} does not speak TLS there (${code})`, hint };
  }
  // undici tells the parser's reason in the text, and not always by a code.
  if (!answering && error instanceof Error && error.name === 'HTTPParserError') return unparsable(error, origin);
  if (!connecting) return undefined;
  const { is, hint } = CONNECT[code] ?? { is: 'cannot be connected to', hint: UNREACHABLE_HINT };
  return { code: networkCode(code), happened: `${origin} ${is} (${code})`, hint };
}

/** Faults after the request went out, as far as one knows. */
function atAnswering(error: unknown, code: string, { origin, answering, maxBodyBytes }: FailedTry): Described {
  if (error instanceof UnknownEncodingError) {
    const happened = `${origin} encodes its answer in a way that was not asked for`;
    return { code: 'unknown-encoding', happened, hint: 'a proxy before the system may be the cause', transient: false };
  }
  if (TOO_LONG.has(code)) {
    const happened = `the answer of ${origin} is larger than ${maxBodyBytes} bytes`;
    return { code: 'answer-too-long', happened, hint: 'ask for smaller pages', transient: false };
  }
  if (CLOSED.has(code)) return { kind: 'bug', code: 'client-closed', happened: 'the client is closed already' };
  if (INVALID.has(code)) return { kind: 'bug', code: 'request-invalid', happened: 'HTTP cannot carry such a request' };
  const hint = 'look into the log of the web server, and of a proxy before it';
  // zlib's codes begin so: what came could not be unpacked.
  if (answering || code.startsWith('Z_') || code.startsWith('ERR_'))
    return { code: 'answer-broken', happened: `the answer of ${origin} broke off or is damaged (${code})`, hint };
  return {
    code: 'connection-broken',
    happened: `the connection to ${origin} broke before an answer came (${code})`,
    hint,
  };
}

const CA_HINT =
  'name its authority in the connection\'s "ca" setting, or for a test system allow self-signed certificates';
const UNREACHABLE_HINT = 'check the address, and that a firewall lets us through';
const NETWORK_HINT = 'check the network and the firewall';
const CERTIFICATE: Readonly<Record<string, { readonly is: string; readonly ca: boolean }>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { is: 'is self-signed', ca: true },
  SELF_SIGNED_CERT_IN_CHAIN: { is: 'comes from an authority that is not trusted here', ca: true },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { is: 'comes without the certificates between it and its authority', ca: true },
  UNABLE_TO_GET_ISSUER_CERT: { is: 'comes from an authority that is not known here', ca: true },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { is: 'comes from an authority that is not known here', ca: true },
  CERT_UNTRUSTED: { is: 'is not trusted', ca: true },
  CERT_HAS_EXPIRED: { is: 'has expired', ca: false },
  CERT_NOT_YET_VALID: { is: 'is not valid yet; or the clock here is wrong', ca: false },
  CERT_REVOKED: { is: 'is revoked', ca: false },
  ERR_TLS_CERT_ALTNAME_INVALID: { is: 'is for another host name', ca: false },
};

const CONNECT: Readonly<Record<string, { readonly is: string; readonly hint: string }>> = {
  ENOTFOUND: { is: 'has a host name that DNS does not know', hint: 'check the spelling of the address' },
  EAI_AGAIN: { is: 'cannot be looked up: DNS does not answer', hint: 'check the network here' },
  ECONNREFUSED: { is: 'refuses connections', hint: 'check the port, and that the server runs' },
  EHOSTUNREACH: { is: 'cannot be reached from here', hint: NETWORK_HINT },
  ENETUNREACH: { is: 'cannot be reached from here', hint: NETWORK_HINT },
  ETIMEDOUT: { is: 'does not answer at all', hint: UNREACHABLE_HINT },
  UND_ERR_CONNECT_TIMEOUT: { is: 'does not answer at all', hint: UNREACHABLE_HINT },
};

const TOO_LONG: ReadonlySet<string> = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);
const CLOSED: ReadonlySet<string> = new Set(['UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);
const INVALID: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);
/** First byte of a TLS alert: what an https port says to plain http. */
const TLS_ALERT = 0x15;

function isNotTls(error: unknown, code: string): boolean {
  return (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    (code === 'EPROTO' && error instanceof Error && /wrong version number|packet length too long/.test(error.message))
  );
}

function unparsable(error: Error, origin: string): Described {
  const { data } = error as { data?: unknown };
  const speaksTls = typeof data === 'string' && data.charCodeAt(0) === TLS_ALERT && origin.startsWith('http:');
  if (!speaksTls) return { ...notHttp(origin, 'something that is not HTTP'), transient: true, error };
  const hint = 'write the address with https';
  return { kind: 'config', code: 'tls-only', happened: `${origin} speaks TLS there`, hint, notSent: true };
}

function networkCode(code: string): string {
  return `network-${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The first code in a chain of causes; an `AggregateError` of several addresses has it itself, or in its first part. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string') return code;
    at = cause ?? errors?.[0];
  }
  return error instanceof Error ? error.name : 'unknown';
}
