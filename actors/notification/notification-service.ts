import type { ServiceDefinition } from '../../runtime/service.ts';
import { mailActor } from './mail-actor.ts';
import type { Mailer } from './mailer.ts';
import { notificationProjection } from './notification-projection.ts';

/** The notification service: mails to customers, sent by `mailer` in the name of `from` (an address). */
export const notificationService = (mailer: Mailer, from: string): ServiceDefinition => ({
  name: 'notification',
  actors: [mailActor(mailer, from)],
  projections: [notificationProjection],
  restMs: 200,
});
