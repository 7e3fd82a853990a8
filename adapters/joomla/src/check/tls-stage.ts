import type { CheckStage } from '@rollcall/contract';

/** Is the way to the site encrypted? */
export function tlsStage(site: string): CheckStage {
  const { protocol, hostname } = new URL(site);
  const label = 'Encryption';
  if (protocol === 'https:') return { stage: 'tls', label, status: 'passed', detail: 'The address begins with https.' };
  if (LOOPBACK.test(hostname))
    return { stage: 'tls', label, status: 'passed', detail: 'The site is on this machine, so http is enough.' };
  return {
    stage: 'tls',
    label,
    status: 'warning',
    detail: 'The address begins with http: everybody on the way can read the token and all users.',
    remedy: 'Give the web server a certificate and write "baseUrl" with https.',
  };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
