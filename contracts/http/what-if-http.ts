import Type, { type Static } from 'typebox';
import { StreamDifference } from './verification-http.ts';

/** On which machine. */
export const WhatIfParams = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  version: Type.Integer({ minimum: 1 }),
});

/** Which of the streams that are on other versions. */
export const WhatIfQuery = Type.Object(
  {
    sample: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'about how many of them, always the same; all when it is not said',
      }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'how many streams' }),
    cursor: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

/** Where a stream would first have gone another way. */
export const Parting = Type.Object({
  ...StreamDifference.properties,
  fact: Type.String({ description: 'what was recorded there' }),
  state: Type.Unknown({ description: 'the state that it would have come in' }),
});
export type Parting = Static<typeof Parting>;

/** `GET /machines/{name}/{version}/what-if`: what was found in some streams. */
export const WhatIfPage = Type.Object({
  total: Type.Integer({ description: 'how many streams are on other versions' }),
  streams: Type.Integer(),
  facts: Type.Integer(),
  partings: Type.Array(Parting),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
export type WhatIfPage = Static<typeof WhatIfPage>;
