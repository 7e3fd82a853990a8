import type { CheckStage } from '@rollcall/contract';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Is the way to the service encrypted? */
export function tlsStage(root: string): CheckStage {
  const { protocol, hostname } = new URL(root);
  const label = 'Encryption';
  if (protocol === 'https:') return { stage: 'tls', label, status: 'passed', detail: 'The address begins with https.' };
  if (LOOPBACK.test(hostname))
    return { stage: 'tls', label, status: 'passed', detail: 'The service is on this machine, so http is enough.' };
  return {
    stage: 'tls',
    label,
    status: 'warning',
    detail: 'The address begins with http: everybody on the way can read the credential and all users.',
    remedy: 'Write "baseUrl" with https.',
  };
}

export function sentence(text: string): string {
  // An address keeps its small letters.
  const first = /^https?:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return first.endsWith('.') ? first : `${first}.`;
}
