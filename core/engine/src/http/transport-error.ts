import { UnavailableError } from '@rollcall/contract';
import { BodyTooLongError } from './lean-fetch.js';

/** Faults of the network in plain words. Those in which nothing was sent are known by their code. */
const NOT_SENT: Readonly<Record<string, readonly [happened: string, hint: string]>> = {
  ENOTFOUND: ['there is no host of that name', 'see whether the base URL is spelt right'],
  EAI_AGAIN: ['the name of the host cannot be looked up now', 'see whether this machine has a network'],
  ECONNREFUSED: ['nobody listens there', 'see whether the site is up, and the port right'],
  EHOSTUNREACH: ['the host cannot be reached', 'see whether a firewall is between'],
  ENETUNREACH: ['the network cannot be reached', 'see whether this machine has a network'],
  UND_ERR_CONNECT_TIMEOUT: ['nobody answered in time', 'see whether the site is up, and whether a firewall is between'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', 'give the certificate under "ca", or for a test system set allowSelfSigned: true'],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate comes from an authority of its own', 'give that authority\'s certificate under "ca"'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its certificate cannot be verified: the chain is incomplete', 'let the site send its intermediate certificate, or give it under "ca"'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its certificate comes from an unknown authority', 'give that authority\'s certificate under "ca"'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'renew the certificate of the site'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another name', 'use the name in the certificate as base URL'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS there', 'use http:// if the site has no TLS on this port'],
  EPROTO: ['TLS could not be agreed on', 'see whether the base URL should begin with http://'],
};

/** What a thrown transport fault means: was it sent, and what to do. */
export function transportError(error: unknown, doing: string): UnavailableError {
  const code = codeOf(error);
  const known = NOT_SENT[code];
  if (known !== undefined) return new UnavailableError({ code: `network-${code.toLowerCase().replaceAll('_', '-')}`, doing, happened: known[0], hint: known[1], outcome: 'not-sent', cause: error });
  const unknown = (name: string, happened: string, hint: string): UnavailableError => new UnavailableError({ code: name, doing, happened, hint, outcome: 'unknown', cause: error });
  if (error instanceof BodyTooLongError) return unknown('answer-too-long', error.message, 'ask for smaller pages');
  if (error instanceof Error && error.name === 'TimeoutError') return unknown('timeout', 'no full answer came in time', 'see whether the site is overloaded, or raise the time limit');
  return unknown('connection-broken', `the connection broke (${code || 'no reason given'})`, 'see whether the site, or a proxy before it, closes connections');
}

function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth += 1) {
    const { code, cause, errors } = at as { readonly code?: unknown; readonly cause?: unknown; readonly errors?: readonly unknown[] };
    if (typeof code === 'string' && code !== 'UND_ERR') return code;
    at = cause ?? errors?.[0];
  }
  return '';
}
