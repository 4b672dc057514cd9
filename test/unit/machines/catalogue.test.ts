import { test } from 'node:test';
import { type PriceFactV1, priceMachineV1 } from '../../../machines/price/price-machine-v1.ts';
import { type ProductFactV1, productMachineV1 } from '../../../machines/product/product-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';

const tea = { sku: 'TEA-1', name: 'Green tea', price: 750, currency: 'EUR' };
const priced: ProductFactV1 = { type: 'ProductPriced', ...tea };
const received: ProductFactV1 = { type: 'StockReceived', sku: 'TEA-1', quantity: 20 };
const product = (...facts: ProductFactV1[]) => given(productMachineV1, 'TEA-1', facts);

test('a product is listed by its first price', () =>
  product()
    .when(priced)
    .then({ state: 'listed', emitted: [priced], context: { ...tea, received: 0 } }));

test('a product that is not listed cannot be received', () => product().when(received).isIgnored());

test('a listed product takes a new price', () =>
  product(priced, received)
    .when({ ...priced, price: 800 })
    .then({ emitted: ['ProductPriced'], context: { price: 800, received: 20 } }));

test('goods received add up', () =>
  product(priced, received)
    .when(received)
    .then({ state: 'listed', emitted: [received], context: { received: 40 } }));

const price = (...facts: PriceFactV1[]) => given(priceMachineV1, 'TEA-1', facts);
const from = (sourceVersion: number, amount: number): PriceFactV1 => ({
  type: 'ProductPriced',
  ...tea,
  price: amount,
  sourceVersion,
});

test('the first price is taken whatever its version', () =>
  price()
    .when(from(7, 750))
    .then({ state: 'known', emitted: [], context: { ...tea, sourceVersion: 7 } }));

test('a later price replaces an earlier one', () =>
  price(from(1, 750))
    .when(from(3, 800))
    .then({ context: { price: 800, sourceVersion: 3 } }));

test('a price that arrives late is recorded and changes nothing', () =>
  price(from(3, 800))
    .when(from(1, 750))
    .then({ state: 'known', context: { price: 800, sourceVersion: 3 } }));
