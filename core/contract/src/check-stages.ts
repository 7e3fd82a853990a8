import { asSentence } from './as-sentence.js';
import type { CheckStage, CheckStageName } from './check.js';
import { RollcallError } from './errors.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The stage `tls` of a system at this address: is the way to it encrypted, and is it known who answers? */
export function encryptionStage(baseUrl: string, allowSelfSigned: boolean): CheckStage {
  const { protocol, hostname } = new URL(baseUrl);
  const about = { stage: 'tls', label: 'Encryption' } as const;
  if (protocol === 'https:' && allowSelfSigned)
    return {
      ...about,
      status: 'warning',
      detail: 'Any certificate is trusted, so whoever is on the way can answer instead.',
      remedy: 'Give the certificate under "ca" instead of "allowSelfSigned: true".',
    };
  if (protocol === 'https:') return { ...about, status: 'passed', detail: 'The address begins with https.' };
  if (LOOPBACK.test(hostname))
    return { ...about, status: 'passed', detail: 'It is on this machine, so http is enough.' };
  return {
    ...about,
    status: 'warning',
    detail: 'The address begins with http: everybody on the way can read the credential and all accounts.',
    remedy: 'Give the web server a certificate, and write "baseUrl" with https.',
  };
}

/** A failure as the stage that it belongs to: what came back, and what to do. The text of an error that is not of the contract is not shown. */
export function failedStage(stage: CheckStageName, label: string, error: unknown): CheckStage {
  const [detail, remedy] = RollcallError.is(error)
    ? [error.happened, error.hint ?? 'Try again later.']
    : ['An unexpected error.', 'Look into the log, and report it.'];
  return { stage, label, status: 'failed', detail: asSentence(detail), remedy: asSentence(remedy) };
}
