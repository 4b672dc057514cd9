import { useEffect, useState } from 'preact/hooks';

/** What other services do because of a fact comes after it: most within moments, a mail or a refund later. */
const echoesMs = [400, 1_200, 3_000, 8_000];
const thenEveryMs = 15_000;

/** A number that changes with the version, a few times soon after it, and then now and again: read anew with it. */
export const useEchoes = (version: number): number => {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const again = () => setRound((count) => count + 1);
    again();
    const soon = echoesMs.map((milliseconds) => setTimeout(again, milliseconds));
    const later = setInterval(again, thenEveryMs);
    return () => {
      for (const timer of soon) clearTimeout(timer);
      clearInterval(later);
    };
  }, [version]);
  return round;
};
