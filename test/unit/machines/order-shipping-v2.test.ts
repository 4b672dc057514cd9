import { test } from 'node:test';
import { orderMachineV2 } from '../../../machines/order/order-machine-v2.ts';
import { given } from '../../support/given-when-then.ts';
import { factsV2, orderId, told } from '../../support/order-facts.ts';

const { placed, prepaid, reserved, authorized, committed, captured, dispatch, shipped } = factsV2;
const order = (...taken: Parameters<typeof given<typeof orderMachineV2>>[2]) =>
  given(orderMachineV2, orderId, taken);
const days = 86_400_000;
const confirmed = [placed, reserved, authorized, committed];
const paid = [prepaid, reserved, authorized, committed, captured];
const underWay = [...confirmed, dispatch, captured, shipped];
const arrived = [...underWay, factsV2.delivered];
const eightTimes = <Fact>(fact: Fact): Fact[] => Array.from({ length: 8 }, () => fact);

test('an order is confirmed by the commit alone, without taking its money', () =>
  order(placed, reserved, authorized)
    .when(committed)
    .then({
      state: 'confirmed',
      emitted: ['OrderConfirmed'],
      timers: {},
      context: { stock: 'committed', payment: 'authorized' },
    }));

test('a prepaid order is confirmed when its money is taken, too', () => {
  order(prepaid, reserved, authorized).then({ emitted: ['CommitReservation', 'CapturePayment'] });
  order(prepaid, reserved, authorized, committed).then({
    state: { confirming: { reservation: 'committed', payment: 'capturing' } },
  });
  order(...paid).then({ state: 'confirmed', emitted: ['OrderConfirmed'], context: { payment: 'captured' } });
});

test('a cancellation before shipping voids what was set aside', () =>
  order(...confirmed)
    .when(factsV2.cancel)
    .then({
      state: { compensating: { stock: 'releasing', payment: 'voiding' } },
      emitted: ['ReleaseStock', 'VoidPayment'],
    }));

test('a cancellation of a prepaid order refunds it', () =>
  order(...paid)
    .when(factsV2.cancel)
    .then({ emitted: ['ReleaseStock', 'RefundPayment'] }));

test('the money is taken before the goods leave', () => {
  order(...confirmed)
    .when(dispatch)
    .then({ state: 'capturingPayment', emitted: ['CapturePayment'], timers: { captureRetry: 30_000 } });
  order(...confirmed, dispatch)
    .when(captured)
    .then({ state: 'shippingStock', emitted: ['ShipStock'], timers: { shipmentRetry: 30_000 } });
});

test('a prepaid order is shipped without another capture', () =>
  order(...paid)
    .when(dispatch)
    .then({ state: 'shippingStock', emitted: ['ShipStock'] }));

test('a capture that is refused gives back the stock and the hold on the money', () => {
  const refused = [...confirmed, dispatch, factsV2.captureRejected];
  order(...refused).then({
    state: { compensating: { stock: 'releasing', payment: 'voiding' } },
    emitted: ['ReleaseStock', 'VoidPayment'],
    context: { reason: 'capture-failed' },
  });
  order(...refused, factsV2.released, factsV2.voided).then({
    state: 'cancelled',
    emitted: ['OrderCancelled'],
  });
});

test('a capture that nobody answers is asked for again, and then asks for a person', () => {
  const unanswered = [...confirmed, dispatch, ...eightTimes({ due: 'captureRetry' })];
  order(...unanswered).then({ state: 'needsAttention', context: { problem: 'capture-unanswered' } });
  order(...unanswered)
    .when(factsV2.resume)
    .then({ state: 'capturingPayment', emitted: ['OrderResumed', 'CapturePayment'] });
  order(...unanswered)
    .when(factsV2.cancel)
    .then({ emitted: ['ReleaseStock', 'VoidPayment'] });
  order(...unanswered, captured)
    .when(factsV2.cancel)
    .then({ emitted: ['ReleaseStock', 'RefundPayment'] });
  order(...unanswered)
    .when(shipped)
    .isIgnored();
});

test('a shipped order is followed for 14 days', () =>
  order(...confirmed, dispatch, captured)
    .when(shipped)
    .then({
      state: 'shipped',
      emitted: [{ type: 'OrderShipped', ...told, shippingAddress: null }],
      timers: { deliveryTimeout: 14 * days },
    }));

test('what is being shipped, or was, cannot be cancelled', () => {
  for (const taken of [[...confirmed, dispatch], [...confirmed, dispatch, captured], underWay, arrived])
    order(...taken)
      .when(factsV2.cancel)
      .isIgnored();
});

test('a parcel that does not arrive asks for a person, who waits on, finds it or gives it up', () => {
  const overdue = [...underWay, { due: 'deliveryTimeout' }];
  order(...overdue).then({
    state: 'needsAttention',
    emitted: ['OrderNeedsAttention'],
    context: { problem: 'delivery-overdue' },
  });
  order(...overdue)
    .when(factsV2.resume)
    .then({ state: 'shipped', emitted: ['OrderResumed'], timers: { deliveryTimeout: 14 * days } });
  order(...overdue)
    .when(factsV2.delivered)
    .then({ state: 'delivered', emitted: ['OrderDelivered'] });
  order(...overdue)
    .when(factsV2.cancel)
    .then({
      state: { compensating: { stock: 'undone', payment: 'refunding' } },
      emitted: ['RefundPayment'],
      context: { stock: 'lost', reason: 'lost-in-transit' },
    });
});

test('a delivered order can be sent back for 30 days, and is completed then', () => {
  order(...arrived).then({ state: 'delivered', timers: { returnWindow: 30 * days } });
  order(...arrived)
    .when({ due: 'returnWindow' })
    .then({ state: 'completed', emitted: ['OrderCompleted'], done: true });
  order(...arrived, { due: 'returnWindow' })
    .when(factsV2.sendBack)
    .isIgnored();
});

test('what is sent back is restocked and refunded side by side', () => {
  const sentBack = [...arrived, factsV2.sendBack];
  order(...sentBack).then({
    state: { returning: { stock: 'restocking', payment: 'refunding' } },
    emitted: ['ReturnStock', 'RefundPayment'],
    timers: { restockRetry: 30_000, refundRetry: 30_000 },
  });
  order(...sentBack, factsV2.returned)
    .when(factsV2.refunded)
    .then({
      state: 'returned',
      emitted: ['OrderRefunded', { type: 'OrderReturned', ...told, note: 'too small' }],
      context: { stock: 'returned', payment: 'refunded' },
      done: true,
    });
});

test('a return that cannot be ended asks for a person, and goes on where it stopped', () => {
  const stuck = [...arrived, factsV2.sendBack, factsV2.returned, factsV2.refundRejected];
  order(...stuck).then({ state: 'needsAttention', context: { problem: 'refund-rejected' } });
  order(...stuck)
    .when(factsV2.resume)
    .then({
      state: { returning: { stock: 'restocked', payment: 'refunding' } },
      emitted: ['OrderResumed', 'RefundPayment'],
    });
});
