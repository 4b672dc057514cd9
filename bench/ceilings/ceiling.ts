/** What one part alone can do. */
export interface Ceiling {
  readonly name: string;
  readonly ordersPerSecond: number;
  /** What is counted, and how many of them an order needs. */
  readonly unit: string;
  readonly unitsPerOrder: number;
}
