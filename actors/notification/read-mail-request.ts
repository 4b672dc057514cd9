import Value from 'typebox/value';
import { type MailKind, MailRequested } from '../../contracts/notification-messages.ts';
import { storedFact } from '../../runtime/actor/load-state.ts';
import { Rejected } from '../../runtime/errors.ts';
import type { Service } from '../../runtime/service.ts';
import { readStream } from '../../runtime/store/read-stream.ts';
import type { MailRequest } from './compose-mail.ts';
import { mailStream } from './mail-actor.ts';

/**
 * What was recorded when a mail was asked for, in the present schema, and when that was.
 * @throws Rejected `notification/unknown`
 */
export const readMailRequest = async (
  service: Service,
  kind: MailKind,
  orderId: string,
): Promise<{ readonly request: MailRequest; readonly time: Date }> => {
  const stream = await readStream(service.database, service.name, mailStream(kind, orderId));
  const recorded = stream.find(({ type }) => type === MailRequested.type);
  if (recorded) {
    const { fact } = storedFact(service.messageTypes, recorded);
    return { request: Value.Parse(MailRequested.schema, fact), time: recorded.time };
  }
  throw new Rejected(
    'unknown',
    'notification/unknown',
    `There is no ${kind} mail for the order ${orderId}: check its id, or wait until the order has come to it.`,
    { orderId, kind },
  );
};
