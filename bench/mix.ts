import type { Random } from '../simulation/world/random.ts';

/** What is bought: of 1,000 products evenly, or 80 % of the orders want the same one. */
export type MixName = 'regular' | 'hot';
/** What is to become of an order. `cancelled`: its customer cancels it at once, and may be too late. */
export type OrderKind = 'bought' | 'sold-out' | 'declined' | 'cancelled';

/** The body of `POST /orders`, which the peers take too. */
export interface OrderBody {
  readonly customerId: string;
  readonly email: string;
  readonly currency: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly payment: { readonly token: string };
}

/** One order of the mix. */
export interface MixedOrder {
  readonly kind: OrderKind;
  readonly body: OrderBody;
}

/** A product to begin with. */
export interface ListedProduct {
  readonly sku: string;
  readonly price: number;
  readonly pieces: number;
}

const productCount = 1_000;
const soldOutCount = 20;
const customerCount = 10_000;
const shares = { 'sold-out': 0.05, declined: 0.1, cancelled: 0.02 } as const;
const hotShare = 0.8;
/** More than any run sells. */
const plenty = 100_000_000;

const skuOf = (number: number): string => `SKU-${String(number).padStart(4, '0')}`;
const soldOutSkuOf = (number: number): string => `SOLD-OUT-${number}`;

/** All that is ordered, with what is in stock of it. */
export const products: readonly ListedProduct[] = [
  ...Array.from({ length: productCount }, (_, number) => ({
    sku: skuOf(number),
    price: 500 + number,
    pieces: plenty,
  })),
  ...Array.from({ length: soldOutCount }, (_, number) => ({
    sku: soldOutSkuOf(number),
    price: 999,
    pieces: 0,
  })),
];

/** Draws the next order: two lines of different products, 5 % sold out, 10 % declined, 2 % cancelled in flight. */
export const drawOrder = (random: Random, mix: MixName): MixedOrder => {
  const kind = drawKind(random);
  const first = mix === 'hot' && random.chance(hotShare) ? 0 : random.between(0, productCount - 1);
  const second = (first + random.between(1, productCount - 1)) % productCount;
  const customer = random.between(1, customerCount);
  return {
    kind,
    body: {
      customerId: `customer-${customer}`,
      email: `customer-${customer}@example.org`,
      currency: 'EUR',
      lines: [
        { sku: skuOf(first), quantity: random.between(1, 3) },
        {
          sku: kind === 'sold-out' ? soldOutSkuOf(second % soldOutCount) : skuOf(second),
          quantity: random.between(1, 3),
        },
      ],
      payment: { token: kind === 'declined' ? 'tok_declined' : 'tok_visa' },
    },
  };
};

const drawKind = (random: Random): OrderKind => {
  let draw = random.next();
  for (const kind of ['sold-out', 'declined', 'cancelled'] as const) {
    if (draw < shares[kind]) return kind;
    draw -= shares[kind];
  }
  return 'bought';
};
