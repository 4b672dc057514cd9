import fc from 'fast-check';

const nastyText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff-x',
    '__proto__',
    'constructor',
    "'; --",
    '%00',
    '\u202e',
    '💥',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.nat(3).map((power) => 'x'.repeat(10 ** (power + 1))),
);

const nastyNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.5,
  1e21,
  -1e300,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  Number.MAX_VALUE,
  5e-324,
);

/** What nobody sends who means well. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  nastyNumber,
  fc.constantFrom(null, true, [], {}, [[]], { a: { b: {} } }),
  fc.jsonValue(),
);

/** Text that looks like a time, in the form that JSON Schema takes. */
const nastyTime = fc
  .tuple(
    fc.constantFrom('0000', '0001', '1970', '2026', '9999'),
    fc.constantFrom('01-01', '02-29', '02-30', '12-31'),
    fc.constantFrom('00:00:00', '23:59:60', '23:59:59.999999999'),
    fc.constantFrom('Z', 'z', '+00:00', '+23:59', '-23:59', '+15:59'),
  )
  .map(([year, day, time, zone]) => `${year}-${day}T${time}${zone}`);

/** A valid value with a part of it replaced, left out or added; sometimes as it is. */
export const nearly = (valid: unknown): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(valid) },
    { weight: 12, arbitrary: fc.constant(undefined).chain(() => changed(valid)) },
    { weight: 2, arbitrary: nastyValue },
  );

const changed = (value: unknown): fc.Arbitrary<unknown> => {
  if (Array.isArray(value) && value.length > 0)
    return fc.oneof(
      fc.nat(value.length - 1).chain((at) => changed(value[at]).map((one) => value.with(at, one))),
      fc.nat(3).map((power) => Array.from({ length: 10 ** power }, () => value[0])),
      nastyValue,
    );
  if (typeof value !== 'object' || value === null) return fc.oneof(nastyValue, nastyTime);
  const entries = Object.entries(value);
  const [first] = entries;
  if (!first) return nastyValue;
  const one = fc.constantFrom(first, ...entries);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: one.chain(([key, member]) => changed(member).map((other) => ({ ...value, [key]: other }))),
    },
    {
      weight: 1,
      arbitrary: one.map(([left]) => Object.fromEntries(entries.filter(([key]) => key !== left))),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(nastyText, nastyValue).map(([key, more]) => ({ ...value, [key]: more })),
    },
  );
};

/** JSON as bytes; sometimes cut off, not UTF-8, or no JSON at all. */
export const nearlyJson = (valid: unknown): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 8, arbitrary: nearly(valid).map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc.nat(40).map((length) => Buffer.from(JSON.stringify(valid)).subarray(0, length)),
    },
  );

/** What may stand in a header: Node lets nothing else in. */
const headerText = fc.oneof(
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e9',
    'NaN',
    '9'.repeat(15),
    '9'.repeat(400),
    '*',
    '"',
    ',,,',
    'wait=',
    'wait=-1',
  ),
);
const traceparent = fc
  .tuple(
    fc.constantFrom('00', '01', 'ff', ''),
    fc.constantFrom('0'.repeat(32), 'a'.repeat(32), 'g'),
    fc.constantFrom('0'.repeat(16), 'b'.repeat(16)),
  )
  .map(([version, trace, span]) => `${version}-${trace}-${span}-01`);

/** Headers that the services read. `Prefer` is never one that waits long. */
export const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'idempotency-key': headerText,
    prefer: fc.constantFrom(
      'wait=0',
      'respond-async, wait="0"',
      'wait=x',
      'wait=1e9',
      ';;;',
      'wait',
      '=',
      'wait=-1',
    ),
    traceparent: fc.oneof(traceparent, headerText),
    'x-correlation-id': headerText,
    'last-event-id': headerText,
    'if-none-match': headerText,
    accept: headerText,
  },
  { requiredKeys: [] },
);

/** A cursor made of such a key, or text that is none. */
export const nearlyCursor = (key: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: nearlyJson(key).map((bytes) => bytes.toString('base64url')) },
    { weight: 1, arbitrary: nastyText.map((text) => encodeURIComponent(text.toWellFormed())) },
  );
