import { NotificationPage } from '../../contracts/http/notification-http.ts';
import { readAs } from './shop.ts';
import { waitFor } from './wait-for.ts';

/** Resolves when the list of mails at `url` has some of each order, and all of them are sent. */
export const mailsRecorded = async (url: string, orderIds: Iterable<string>): Promise<void> => {
  for (const id of orderIds)
    await waitFor(
      `the mails of ${id}`,
      async () => {
        const { notifications } = await readAs(
          NotificationPage,
          await fetch(`${url}/notifications?orderId=${id}`),
        );
        return notifications.length > 0 && notifications.every(({ status }) => status === 'sent');
      },
      60_000,
    );
};
