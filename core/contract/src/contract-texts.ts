import { defineTexts, message } from '@rollcall/plugin';

/** What every check says alike. */
export const CONTRACT_TEXTS = defineTexts('@rollcall/contract', {
  encryption: {
    label: 'Encryption',
    https: 'The address begins with https.',
    here: 'It is on this machine, so http is enough.',
    anyCertificate: 'Any certificate is trusted, so whoever is on the way can answer instead.',
    giveCertificate: 'Give the certificate under "ca" instead of "allowSelfSigned: true".',
    http: 'The address begins with http: everybody on the way can read the credential and all accounts.',
    useHttps: 'Give the web server a certificate, and write "baseUrl" with https.',
  },
  failed: {
    later: 'Try again later.',
    unexpected: 'An unexpected error.',
    look: 'Look into the log, and report it.',
    whole: message('{doing}: {happened}', 'doing', 'happened'),
  },
});
