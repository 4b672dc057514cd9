/** Amount and currency belong together: version 2 has them as one `money`. */
export const paymentAuthorizedFromV1ToV2 = (data: unknown): object => {
  const { amount, currency, ...rest }: Readonly<Record<string, unknown>> = Object(data);
  return { ...rest, money: { amount, currency } };
};
