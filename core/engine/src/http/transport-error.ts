import { UnknownEncodingError } from './decode-body.js';

/** Why a try brought no answer. */
export interface TransportError {
  /** `config`: only a person can help. `unavailable`: it may work later. */
  readonly kind: 'config' | 'unavailable' | 'bug';
  readonly code: string;
  readonly happened: string;
  readonly hint?: string;
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

type Described = Pick<TransportError, 'kind' | 'code' | 'happened'> & Partial<TransportError>;

/** Says what an error of undici, of Node's sockets or of zlib means for a person. */
export function transportError(error: unknown, tried: FailedTry): TransportError {
  const described = describe(error, codeOf(error), tried);
  return {
    notSent: tried.connecting || described.kind === 'bug',
    transient: described.kind === 'unavailable',
    error,
    ...described,
  };
}

export function timedOut(tried: Pick<FailedTry, 'origin' | 'answering'>, timeoutMs: number): TransportError {
  const happened = tried.answering ? 'began to answer and did not end' : 'did not answer';
  return {
    kind: 'unavailable',
    code: 'timeout',
    happened: `${tried.origin} ${happened} within ${timeoutMs / 1000} s`,
    hint: 'see whether the system is slow, or allow it more time',
    notSent: false,
    transient: true,
    error: undefined,
  };
}

function describe(error: unknown, code: string, tried: FailedTry): Described {
  const { origin } = tried;
  const certificate = CERTIFICATE[code];
  if (certificate !== undefined) {
    const hint = certificate.ca
      ? 'name its authority in the connection\'s "ca" setting, or for a test system allow self-signed certificates'
      : 'have the certificate renewed or corrected on the server';
    return {
      kind: 'config',
      code: networkCode(code),
      happened: `the certificate of ${origin} ${certificate.is} (${code})`,
      hint,
    };
  }
  const connect = CONNECT[code];
  if (connect !== undefined && tried.connecting)
    return {
      kind: 'unavailable',
      code: networkCode(code),
      happened: `${origin} ${connect.is} (${code})`,
      hint: connect.hint,
    };
  if (error instanceof UnknownEncodingError)
    return {
      kind: 'unavailable',
      code: 'unknown-encoding',
      happened: `${origin} encodes its answer in a way that was not asked for`,
      hint: 'a proxy before the system may be the cause',
      transient: false,
    };
  if (TOO_LARGE.has(code))
    return {
      kind: 'unavailable',
      code: 'answer-too-long',
      happened: `the answer of ${origin} is larger than ${tried.maxBodyBytes} bytes`,
      hint: 'ask for smaller pages',
      transient: false,
    };
  if (isNotTls(error, code))
    return {
      kind: 'config',
      code: 'not-tls',
      happened: `${origin} does not speak TLS there (${code})`,
      hint: 'the port serves plain http: correct the port, or the "https" of the address',
    };
  // undici tells the parser's reason in the text, and not always by a code.
  if (!tried.answering && error instanceof Error && error.name === 'HTTPParserError')
    return unparsable(error, code, origin);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED')
    return { kind: 'bug', code: 'client-closed', happened: 'the client is closed already' };
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED')
    return { kind: 'bug', code: 'request-invalid', happened: 'the request is not one that HTTP can carry' };
  if (tried.connecting)
    return {
      kind: 'unavailable',
      code: networkCode(code),
      happened: `no connection to ${origin} came about (${code})`,
      hint: 'see whether the system is up and a firewall lets us through',
    };
  if (tried.answering || code.startsWith('Z_') || code.startsWith('ERR_'))
    return {
      kind: 'unavailable',
      code: 'answer-broken',
      happened: `the answer of ${origin} broke off or is damaged (${code})`,
      hint: 'look into the log of the web server, and of a proxy before it',
    };
  return {
    kind: 'unavailable',
    code: 'connection-broken',
    happened: `the connection to ${origin} broke before an answer came (${code})`,
    hint: 'look into the log of the web server, and of a proxy before it',
  };
}

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
  EHOSTUNREACH: { is: 'cannot be reached from here', hint: 'check the network and the firewall' },
  ENETUNREACH: { is: 'cannot be reached from here', hint: 'check the network and the firewall' },
  ETIMEDOUT: { is: 'does not answer at all', hint: 'check the address, and that a firewall lets us through' },
  UND_ERR_CONNECT_TIMEOUT: {
    is: 'does not answer at all',
    hint: 'check the address, and that a firewall lets us through',
  },
};

const TOO_LARGE: ReadonlySet<string> = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);
/** First byte of a TLS alert: what an https port says to plain http. */
const TLS_ALERT = 0x15;

function isNotTls(error: unknown, code: string): boolean {
  return (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    (code === 'EPROTO' && error instanceof Error && /wrong version number|packet length too long/.test(error.message))
  );
}

function unparsable(error: unknown, code: string, origin: string): Described {
  const data = (error as { data?: unknown }).data;
  const first = typeof data === 'string' ? data.charCodeAt(0) : undefined;
  if (first === TLS_ALERT && origin.startsWith('http:')) {
    return {
      kind: 'config',
      code: 'tls-only',
      happened: `${origin} speaks TLS there`,
      hint: 'write the address with https',
      notSent: true,
    };
  }
  return {
    kind: 'unavailable',
    code: 'not-http',
    happened: `${origin} answers with something that is not HTTP (${code})`,
    hint: 'check the port of the address',
  };
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
