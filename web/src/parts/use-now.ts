import { useEffect, useState } from 'preact/hooks';

/** The time, milliseconds since the epoch; drawn again every second. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};
