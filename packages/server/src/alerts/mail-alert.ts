import { createTransport } from 'nodemailer';
import type { MailAlertConfig } from './alert-settings.js';
import type { AlertChannel } from './alerting.js';

const IMPLICIT_TLS_PORT = 465;

/** Alerts as plain mail. */
export function mailAlert({ host, port, username, password, from, to }: MailAlertConfig): AlertChannel {
  const transport = createTransport({
    host,
    port,
    secure: port === IMPLICIT_TLS_PORT,
    ...(username === undefined ? {} : { auth: { user: username, pass: password?.reveal() ?? '' } }),
  });
  return async ({ sync, subject, message }) => {
    await transport.sendMail({ from, to, subject: `[Rollcall] ${sync}: ${subject}`, text: `${message}\n` });
  };
}
