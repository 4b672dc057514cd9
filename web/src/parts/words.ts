/** `reserving-stock` or `reservingStock` as people write it: `reserving stock`. */
export const spaced = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();

/** A state as machines name it, in the form that services answer: `reservingStock` → `reserving-stock`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `1,234` */
export const count = (value: number): string => numbers.format(value);
const numbers = new Intl.NumberFormat('en');

/** Minor units as money. */
export const money = (minor: number, currency: string): string => {
  const format = moneyFormat(currency);
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

const formats = new Map<string, Intl.NumberFormat>();
const moneyFormat = (currency: string): Intl.NumberFormat => {
  const known = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, known);
  return known;
};

/** `340 ms`, `2.4 s`, `3 min`, `5 h`, `2 d`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  if (milliseconds < 86_400_000) return `${Math.round(milliseconds / 3_600_000)} h`;
  return `${Math.round(milliseconds / 86_400_000)} d`;
};

/** How long ago a time was. */
export const ago = (time: string, now: number): string => duration(Math.max(0, now - Date.parse(time)));

/** `14:03:22`, of another day with the day before. */
export const clock = (time: string): string => {
  const at = new Date(time);
  const today = new Date().toDateString() === at.toDateString();
  return today ? hours.format(at) : days.format(at);
};
const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
const hours = new Intl.DateTimeFormat('en-GB', parts);
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...parts });

/** The first digits of an id, enough to know it again. */
export const short = (id: string): string => id.slice(0, 8);

/** How a state feels. Waiting states are gerunds and resting ones adjectives, by the convention of the machines. */
export const toneOf = (state: string): 'ok' | 'busy' | 'warn' | 'bad' | '' => {
  if (/attention|unclear|dead|failed|lost/.test(state)) return 'bad';
  if (/compensat|return|refund|void|releas|retry/.test(state)) return 'warn';
  if (/cancel|declin|reject|discard/.test(state)) return '';
  return /ing(-|$)/.test(state) ? 'busy' : 'ok';
};
