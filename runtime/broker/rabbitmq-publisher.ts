import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';
import type { Clock } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { PublishResult, WireMessage } from './broker.ts';
import type { RabbitMqNames } from './rabbitmq-topology.ts';
import { asShipments, type Shipment } from './shipments.ts';

/** Publishes on whatever channel it is given, and answers for every message exactly once. */
export interface RabbitMqPublisher {
  publish(messages: readonly WireMessage[]): Promise<readonly PublishResult[]>;
  /** From now on messages go through `channel`. */
  attach(channel: ConfirmChannel, connection: ChannelModel): void;
  /** From now on messages are answered as not confirmed because of `reason`, the outstanding ones too. */
  detach(reason: string): void;
  isReady(): boolean;
}

interface Outstanding {
  readonly messageId: string;
  returned: boolean;
  settle(result: PublishResult): void;
}

/** Milliseconds. A quorum queue without a majority neither confirms nor refuses. */
const CONFIRM_TIMEOUT = 30_000;
/** Bytes. For more, RabbitMQ 4 closes the channel and with it everything that is under way. */
const LARGEST_BODY = 16 * 1024 * 1024;

const confirmed: PublishResult = { confirmed: true };
const unconfirmed = (reason: string): PublishResult => ({ confirmed: false, reason });

const toOptions = (message: Shipment): Options.Publish => ({
  messageId: message.messageId,
  type: message.type,
  // Further routing keys; RabbitMQ takes them out of what it delivers.
  ...(message.routes.length > 1 && { BCC: message.routes.slice(1) }),
  contentType: message.contentType,
  headers: message.headers,
  persistent: true,
  mandatory: message.kind === 'command',
});

/** Makes a publisher that is not attached to a channel yet. `ownerOf` names the queue of a command's type. */
export const createRabbitMqPublisher = (
  names: RabbitMqNames,
  ownerOf: (type: string) => string | undefined,
  clock: Clock,
): RabbitMqPublisher => {
  const outstanding = new Set<Outstanding>();
  let channel: ConfirmChannel | undefined;
  let closedReason = 'broker/unavailable';
  let blocked = false;
  let room: Promise<void> | undefined;
  let makeRoom = () => {};

  const giveUp = (reason: string, which: Iterable<Outstanding>) => {
    for (const message of [...which]) message.settle(unconfirmed(reason));
  };

  /** Or why nothing goes through it: during an alarm the server reads nothing, for as long as that lasts. */
  const channelNow = (): ConfirmChannel | string => {
    if (channel === undefined) return closedReason;
    return blocked ? 'broker/blocked' : channel;
  };

  const waitForRoom = () => {
    room ??= new Promise((resolve) => {
      makeRoom = () => {
        room = undefined;
        resolve();
      };
    });
  };

  const write = (message: Shipment, entry: Outstanding, open: ConfirmChannel): void => {
    const exchange = message.kind === 'command' ? names.commands : names.events;
    const onConfirm = (error: unknown) => {
      if (outstanding.size > 1) reached('relay.partly-confirmed');
      if (error) entry.settle(unconfirmed('broker/nacked'));
      else entry.settle(entry.returned ? unconfirmed('broker/unroutable') : confirmed);
    };
    try {
      const hasRoom = open.publish(exchange, message.routes[0], message.body, toOptions(message), onConfirm);
      if (!hasRoom) waitForRoom();
    } catch {
      // Thrown before anything is written: an attribute that does not fit AMQP, or all headers above 64 KB.
      entry.settle(unconfirmed('broker/not-encodable'));
    }
  };

  const send = (message: Shipment, mine: Outstanding[]): Promise<PublishResult> =>
    new Promise((resolve) => {
      const open = channelNow();
      if (typeof open === 'string') return resolve(unconfirmed(open));
      if (message.body.length > LARGEST_BODY) return resolve(unconfirmed('broker/not-encodable'));
      const entry: Outstanding = {
        messageId: message.messageId,
        returned: false,
        settle: (result) => {
          if (outstanding.delete(entry)) resolve(result);
        },
      };
      outstanding.add(entry);
      mine.push(entry);
      write(message, entry, open);
    });

  const publish = async (messages: readonly WireMessage[]): Promise<readonly PublishResult[]> => {
    // Before anything is packed: while the broker is away all that waits is tried five times a second.
    const open = channelNow();
    if (typeof open === 'string') return messages.map(() => unconfirmed(open));
    const mine: Outstanding[] = [];
    const results: Promise<PublishResult>[] = [];
    for (const shipment of asShipments(messages, ownerOf)) {
      while (room !== undefined) await room;
      const result = send(shipment, mine);
      for (const place of shipment.places) results[place] = result;
    }
    const cancel = clock.schedule(CONFIRM_TIMEOUT, () => giveUp('broker/confirm-timeout', mine));
    const settled = await Promise.all(results);
    cancel();
    return settled;
  };

  const attach = (opened: ConfirmChannel, connection: ChannelModel): void => {
    channel = opened;
    blocked = false;
    opened.on('drain', () => makeRoom());
    // A command that no queue takes comes back just before its confirm; the oldest one with its id is meant.
    opened.on('return', ({ properties }) => {
      for (const message of outstanding) {
        if (message.messageId !== properties.messageId || message.returned) continue;
        message.returned = true;
        break;
      }
    });
    connection.on('blocked', () => {
      blocked = true;
      giveUp('broker/blocked', outstanding);
      makeRoom();
    });
    connection.on('unblocked', () => {
      blocked = false;
    });
  };

  return {
    publish,
    attach,
    detach: (reason) => {
      channel = undefined;
      closedReason = reason;
      giveUp(reason, outstanding);
      makeRoom();
    },
    isReady: () => channel !== undefined && !blocked,
  };
};
