import { useCallback, useEffect, useState } from 'preact/hooks';
import { reasonOf } from './api.ts';

/** Something that is being read. */
export type Loaded<Value> = { readonly reload: () => void } & (
  | { readonly state: 'loading'; readonly value?: undefined }
  | { readonly state: 'failed'; readonly reason: string; readonly value?: undefined }
  | { readonly state: 'ready'; readonly value: Value }
);

/** Reads when first drawn and whenever one of `inputs` changes; what was read before is shown until then. */
export const useLoaded = <Value>(read: () => Promise<Value>, inputs: readonly unknown[]): Loaded<Value> => {
  const [value, setValue] = useState<Value>();
  const [reason, setReason] = useState<string>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let current = true;
    read().then(
      (answer) => {
        if (!current) return;
        setValue(() => answer);
        setReason(undefined);
      },
      (error: unknown) => {
        if (current) setReason(reasonOf(error));
      },
    );
    return () => {
      current = false;
    };
  }, [...inputs, round]);
  if (reason !== undefined) return { state: 'failed', reason, reload };
  if (value === undefined) return { state: 'loading', reload };
  return { state: 'ready', value, reload };
};
