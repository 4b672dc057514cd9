import { clock } from '../parts/words.ts';
import type { Running } from './running-at.ts';

/** How an activity fares that has not ended yet. */
export const Attempts = ({
  activity: { service, type, attempts, againBy, lastError },
}: {
  activity: Running;
}) => (
  <div>
    <strong>{type}</strong> of {service}:{' '}
    {attempts === 0
      ? 'the first attempt is under way'
      : `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} failed so far, tried again by ${clock(againBy)}`}
    {lastError !== undefined && <div class="soft">last error: {lastError}</div>}
  </div>
);
