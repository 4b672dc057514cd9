/** What a newcomer can have the system go through, and the payment that leads there. */
export interface Kind {
  readonly name: string;
  readonly tells: string;
  readonly token: string;
  /** The money is taken when it is confirmed, not when it is shipped. */
  readonly prepaid?: boolean;
  /** More pieces than there are. */
  readonly tooMany?: boolean;
}

export const kinds: readonly Kind[] = [
  { name: 'Paid', tells: 'reserved, paid, confirmed', token: 'tok_visa' },
  { name: 'Prepaid', tells: 'the money is taken at once', token: 'tok_visa', prepaid: true },
  { name: 'Declined', tells: 'the card is refused, the stock is released', token: 'tok_declined' },
  { name: 'Sold out', tells: 'asks for more than there is', token: 'tok_visa', tooMany: true },
  { name: 'Slow', tells: 'the gateway takes 3 seconds', token: 'tok_slow' },
  { name: 'Flaky', tells: 'the gateway fails twice, then works', token: 'tok_flaky' },
  { name: 'Capture fails', tells: 'authorized, then undone', token: 'tok_capture_fails' },
];
