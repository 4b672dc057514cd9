import type { Mailer } from '../../actors/notification/mailer.ts';
import { pause } from '../../runtime/clock.ts';
import { Rejected, Transient } from '../../runtime/errors.ts';
import type { DeliveredMail } from '../../test/oracle/check-mails.ts';
import { cover } from '../world/coverage.ts';
import { type Incarnation, never } from '../world/incarnation.ts';
import type { World } from '../world/world.ts';
import type { ShopWeather } from './shop-weather.ts';

/** A mail server for the notification processes of a run; `delivered` gets what it took over, it never takes what is for `refused`. */
export const createSimulatedMailer = (
  world: World,
  weather: ShopWeather,
  delivered: DeliveredMail[],
  refused: ReadonlySet<string>,
): ((incarnation: Incarnation) => Mailer) => {
  const { time, trace, coverage } = world;
  const random = world.random.fork('mailer');
  const unavailable = () =>
    new Transient('notification/mail-server-unavailable', 'The mail server did not answer');

  return (incarnation) => ({
    send: async ({ messageId, to }) => {
      if (!incarnation.passes('mailer')) return never();
      const fails = random.chance(weather.mailFault);
      const slow = random.chance(weather.mailSlow);
      if (fails) cover(coverage, 'fault', 'failing mail server');
      if (slow) cover(coverage, 'fault', 'slow mail server');
      // What is cut in the middle may have been taken over all the same.
      if (!refused.has(to) && (!fails || random.chance(0.5))) {
        delivered.push({ messageId, to });
        trace.add('mail server', `takes ${messageId}`);
      }
      await pause(time, slow ? random.magnitude(1_000, 60_000) : random.magnitude(5, 1_000));
      if (incarnation.isDead()) return never();
      if (fails) throw unavailable();
      if (!refused.has(to)) return;
      cover(coverage, 'fault', 'refused mail');
      throw new Rejected('invalid', 'notification/undeliverable', 'Nobody reads there');
    },
    close: async () => {},
  });
};
