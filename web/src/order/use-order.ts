import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrderView, PossibleCommands, ReplayedOrder } from '../../../contracts/http/order-http.ts';
import { at, get, reasonOf } from '../api.ts';
import { useLive } from '../live.ts';

/** All that is known of one order, at one version. */
export interface WholeOrder {
  readonly view: OrderView;
  readonly life: ReplayedOrder;
  readonly commands: PossibleCommands;
}

/** Lets a burst of facts be read once. */
const gatherMs = 60;

/** One order, read again whenever its stream tells of a new version. */
export const useOrder = (
  id: string,
): {
  readonly order: WholeOrder | undefined;
  readonly reason: string | undefined;
  readonly reload: () => void;
} => {
  const [order, setOrder] = useState<WholeOrder>();
  const [reason, setReason] = useState<string>();
  const reading = useRef({ wanted: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined });

  const read = async (): Promise<void> => {
    const mine = ++reading.current.wanted;
    try {
      const path = `/orders/${encodeURIComponent(id)}`;
      // First, so that the others are of its version or a later one, and what the stream tells beyond it is read again:
      // an order that moved between the answers kept the commands of the version before.
      const view = await get<OrderView>('order', path);
      const [life, commands] = await Promise.all([
        get<ReplayedOrder>('order', `${path}/replay`),
        get<PossibleCommands>('order', `${path}/commands`),
      ]);
      if (mine !== reading.current.wanted) return;
      setOrder({ view, life, commands });
      setReason(undefined);
    } catch (error) {
      if (mine === reading.current.wanted) setReason(reasonOf(error));
    }
  };
  useEffect(() => {
    void read();
    return () => {
      reading.current.wanted += 1;
      clearTimeout(reading.current.timer);
    };
  }, [id]);
  useLive(order ? at('order', `/orders/${encodeURIComponent(id)}/stream`) : undefined, (_event, data) => {
    const { version = 0 }: { version?: number } = Object(data);
    if (version <= (order?.view.version ?? 0)) return;
    clearTimeout(reading.current.timer);
    reading.current.timer = setTimeout(() => void read(), gatherMs);
  });
  return { order, reason, reload: () => void read() };
};
