import type { SendMailOptions } from 'nodemailer';
import type { Mail } from './mailer.ts';

/** The mail as nodemailer takes it. The recipient is one address: text would be parsed as a list of them. */
export const mimeMessage = (mail: Mail): SendMailOptions => ({
  messageId: mail.messageId,
  from: mail.from,
  to: { name: '', address: mail.to },
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  disableFileAccess: true,
  disableUrlAccess: true,
});
