/** Tells how fast it goes and how long it will take, from where a run began. */
export const createTimeLeft = () => {
  const began = performance.now();
  let from: number | undefined;
  return (done: number, total: number): string => {
    from ??= done;
    const seconds = (performance.now() - began) / 1_000;
    const rate = (done - from) / seconds;
    if (rate <= 0) return 'time left unknown';
    return `${span((total - done) / rate)} left`;
  };
};

const span = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
};
