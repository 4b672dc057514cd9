const digitsOf = (format: Intl.NumberFormat): number => format.resolvedOptions().maximumFractionDigits ?? 2;

/** Writes minor units in the way of the currency: 1234 is `€12.34` and `¥1,234`. Exact at any size. */
export const formatMoney = (minor: bigint, currency: string): string => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  // An exponent shifts the point exactly, where a division would round large amounts.
  return format.format(`${minor}e-${digitsOf(format)}` as `${number}`);
};
