/**
 * Version 1 asked for no address and no channel, and took the money before anything was shipped. Nobody can know
 * more about those orders today: no address was given, the channel is unknown, and they are prepaid.
 */
export const orderPlacedFromV1ToV2 = (data: unknown): object => ({
  ...Object(data),
  shippingAddress: null,
  channel: 'unknown',
  prepaid: true,
});
