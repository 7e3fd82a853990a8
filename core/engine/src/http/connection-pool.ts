import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { HttpOptions } from '@rollcall/contract';
import { ConfigError } from '@rollcall/contract';
import { Agent, buildConnector } from 'undici';

export interface ConnectionPool {
  readonly agent: Agent;
  /** Was this error one of connecting? Then nothing was sent. */
  failedToConnect(error: unknown): boolean;
}

const LONGEST_CONNECT_MS = 10_000;

/** Sockets of one client. The time for a whole try is watched elsewhere; here is only that for connecting. */
export function openConnectionPool(
  options: HttpOptions,
  limits: { readonly concurrency: number; readonly timeoutMs: number; readonly maxBodyBytes: number },
): ConnectionPool {
  const connect = buildConnector({
    // Earlier than the whole try, so that it is known that nothing was sent.
    timeout: Math.min(LONGEST_CONNECT_MS, Math.ceil(limits.timeoutMs * 0.75)),
    ...(options.ca === undefined ? {} : { ca: [...systemAuthorities(), checkedAuthorities(options.ca)] }),
    ...(options.allowSelfSigned === true ? { rejectUnauthorized: false } : {}),
  });
  const failures = new WeakSet<object>();
  const agent = new Agent({
    connect: (target, done) =>
      connect(target, (error, socket) => {
        if (error === null) done(null, socket);
        else {
          failures.add(error);
          done(error, null);
        }
      }),
    connections: limits.concurrency,
    pipelining: 1,
    maxResponseSize: limits.maxBodyBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { agent, failedToConnect: (error) => typeof error === 'object' && error !== null && failures.has(error) };
}

/** With `NODE_EXTRA_CA_CERTS`, where Node tells them. */
function systemAuthorities(): readonly string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}

/** TLS ignores an authority that it cannot read, and then refuses the server for another reason. */
function checkedAuthorities(pem: string): string {
  const blocks = pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  const readable = blocks.every(isCertificate);
  if (blocks.length > 0 && readable) return pem;
  throw new ConfigError({
    code: 'ca-unreadable',
    doing: 'reading the certificate authorities of a connection',
    happened: 'the text is not a list of certificates in PEM form',
    hint: 'give the content of a file that begins with "-----BEGIN CERTIFICATE-----"',
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== null;
  } catch {
    return false;
  }
}
