import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail and when it came, in milliseconds since the epoch. */
export interface ArrivedMail extends ParsedMail {
  readonly arrivedAt: number;
}

/** A real SMTP server in this process that keeps what it is sent. */
export interface SmtpTestServer {
  readonly url: string;
  /** In the order of arrival. */
  readonly mails: readonly ArrivedMail[];
  /** Connections that were opened so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1; `handlers` may refuse. */
export const startSmtpTestServer = async (
  handlers: Pick<SMTPServerOptions, 'onRcptTo' | 'onData' | 'onConnect'> = {},
): Promise<SmtpTestServer> => {
  const mails: ArrivedMail[] = [];
  let connections = 0;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const arrivedAt = Date.now();
      simpleParser(stream).then((mail) => {
        mails.push({ ...mail, arrivedAt });
        done();
      }, done);
    },
    ...handlers,
  });
  smtp.server.on('connection', () => {
    connections += 1;
  });
  // Clients that hang up in the middle are part of the tests.
  smtp.on('error', () => {});
  const listening = once(smtp.server, 'listening');
  smtp.listen(0, '127.0.0.1');
  await listening;
  const { port } = smtp.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
};
