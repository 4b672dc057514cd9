import type { LoadSpec } from './measurement.ts';

/** A load in a few words, the same for the same load in every round. */
export const describeLoad = ({ arrival, mix }: LoadSpec): string => {
  const name = mix === 'hot' ? ', hot product' : '';
  if (arrival.kind === 'closed')
    return `${arrival.connections} connection${arrival.connections === 1 ? '' : 's'}${name}`;
  return `open, ${Math.round(arrival.share * 100)} % of the maximum${name}`;
};
