import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** The rows that are to be seen, and how high all of them would be. */
export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  readonly height: number;
}

/** Which of `count` rows of `rowHeight` pixels are to be seen in a box that scrolls. */
export const useVirtualRows = (
  box: { readonly current: HTMLDivElement | null },
  count: number,
  rowHeight: number,
): VirtualRows => {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0);
  const options = {
    count,
    overscan: 12,
    estimateSize: () => rowHeight,
    getScrollElement: () => box.current,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  return { items: virtualizer.getVirtualItems(), height: virtualizer.getTotalSize() };
};
