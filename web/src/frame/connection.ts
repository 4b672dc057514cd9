import { createStore } from '../store.ts';

/** How the live streams of this page are: one that is lost makes the page old. */
export const lost = createStore(0);
/** How many are open. */
export const open = createStore(0);
