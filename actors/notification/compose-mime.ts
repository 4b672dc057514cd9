import { createTransport } from 'nodemailer';
import type { Mail } from './mailer.ts';
import { mimeMessage } from './mime-message.ts';

/** The media type of a mail. */
export const mime = 'message/rfc822';

const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** Writes a mail as mail programs read it, dated `date`. */
export const composeMime = async (mail: Mail, date: Date): Promise<string> => {
  const { message } = await transport.sendMail({ ...mimeMessage(mail), date });
  if (!Buffer.isBuffer(message)) throw new TypeError('The stream transport was asked for a buffer');
  return message.toString();
};
