/** Steps through the versions of a stream; at its end it follows what happens. */
export const TimeSlider = ({
  version,
  last,
  following,
  choose,
}: {
  version: number;
  last: number;
  following: boolean;
  /** Undefined: follow. */
  choose: (version: number | undefined) => void;
}) => (
  <div class="slider">
    <button
      type="button"
      class="button"
      disabled={version <= 1}
      onClick={() => choose(version - 1)}
      aria-label="One version back"
    >
      ‹
    </button>
    <input
      type="range"
      min={1}
      max={last}
      value={version}
      aria-label="Version"
      aria-valuetext={`version ${version} of ${last}`}
      onInput={({ currentTarget }) => choose(currentTarget.valueAsNumber)}
    />
    <button
      type="button"
      class="button"
      disabled={version >= last}
      onClick={() => choose(version + 1)}
      aria-label="One version on"
    >
      ›
    </button>
    <button type="button" class="button" aria-pressed={following} onClick={() => choose(undefined)}>
      <span class={`dot ${following ? 'ok' : ''}`} />
      Live
    </button>
  </div>
);
