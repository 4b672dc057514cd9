import { useState } from 'preact/hooks';
import type { DeadLetterPage } from '../../../contracts/http/dead-letter-http.ts';
import type { NotificationPage } from '../../../contracts/http/notification-http.ts';
import type { OrderView } from '../../../contracts/http/order-http.ts';
import type { Payment } from '../../../contracts/http/payment-http.ts';
import { get, processes, Refused } from '../api.ts';
import { token } from '../frame/operator.ts';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { Pill } from '../parts/pill.tsx';
import { clock, count, money, spaced } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** What other services did for an order: payment, reservation, mails, and what they could not handle. */
export const Related = ({ view, round }: { view: OrderView; round: number }) => {
  const payment = useLoaded(() => readPayment(view.id), [view.id, round]);
  const mails = useLoaded(
    () => get<NotificationPage>('notification', `/notifications?orderId=${view.id}`),
    [view.id, round],
  );
  return (
    <>
      <Card title="Payment and reservation">
        <dl class="facts">
          <dt>
            <Link to={`orders/${view.id}/payment-${view.id}`}>Payment</Link>
          </dt>
          <dd>
            <Show of={payment}>
              {({ payment: known }) =>
                known ? (
                  <>
                    <Pill state={known.status} />{' '}
                    {known.amount !== undefined &&
                      known.currency !== undefined &&
                      money(known.amount, known.currency)}
                    {known.declineReason && <div class="soft">{spaced(known.declineReason)}</div>}
                    {known.reference && <div class="mono soft">{known.reference}</div>}
                  </>
                ) : (
                  <span class="soft">not asked for yet</span>
                )
              }
            </Show>
          </dd>
          <dt>
            <Link to={`orders/${view.id}/reservation-${view.id}`}>Reservation</Link>
          </dt>
          <dd>
            <Pill state={view.reservation.status} />
            <div class="soft number">
              of {view.lines.map(({ sku, quantity }) => `${count(quantity)} × ${sku}`).join(', ')}
            </div>
          </dd>
        </dl>
      </Card>
      <Card title="Mails">
        <Show of={mails}>
          {({ notifications }) =>
            notifications.length === 0 ? (
              <p class="soft">none yet</p>
            ) : (
              <dl class="facts">
                {notifications.map(({ kind, to, status, updatedAt }) => (
                  <>
                    <dt key={kind}>
                      <Link to={`orders/${view.id}/mail-${kind}-${view.id}`}>{spaced(kind)}</Link>
                    </dt>
                    <dd key={`${kind} state`}>
                      <Pill state={status} /> {to} <span class="soft number">{clock(updatedAt)}</span>
                    </dd>
                  </>
                ))}
              </dl>
            )
          }
        </Show>
      </Card>
      <Card title="Held messages">
        <HeldMessages orderId={view.id} round={round} />
      </Card>
    </>
  );
};

const readPayment = async (id: string): Promise<{ readonly payment?: Payment }> => {
  try {
    return { payment: await get<Payment>('payment', `/payments/${id}`) };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return {};
    throw error;
  }
};

/** Needs an operator where tokens are set: asked for only when somebody wants to know. */
const HeldMessages = ({ orderId, round }: { orderId: string; round: number }) => {
  const [wanted, setWanted] = useState(token.get() !== '');
  if (!wanted)
    return (
      <>
        <p class="soft">
          What is held shows the data of messages, so it is for operators: where tokens are set, one is asked
          for.
        </p>
        <button type="button" class="plain" onClick={() => setWanted(true)}>
          Look for retries and dead letters of this order
        </button>
      </>
    );
  return <HeldList orderId={orderId} round={round} />;
};

const HeldList = ({ orderId, round }: { orderId: string; round: number }) => {
  const held = useLoaded(async () => {
    const query = new URLSearchParams({ correlationId: `order-${orderId}` });
    const pages = await Promise.all(
      processes().map((service) => get<DeadLetterPage>(service, `/dead-letters?${query}`)),
    );
    return pages.flatMap(({ deadLetters }) => deadLetters);
  }, [orderId, round]);
  return (
    <Show of={held}>
      {(letters) =>
        letters.length === 0 ? (
          <p class="soft">nothing is held</p>
        ) : (
          <dl class="facts">
            {letters.map(({ id, state, type, attempts, message }) => (
              <>
                <dt key={id}>
                  <Link to={`dead-letters/${id}`}>{type ?? id}</Link>
                </dt>
                <dd key={`${id} state`}>
                  <Pill state={state} /> after {attempts} attempts: {message}
                </dd>
              </>
            ))}
          </dl>
        )
      }
    </Show>
  );
};
