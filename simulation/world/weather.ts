import type { Random } from './random.ts';

/** How rough the world is in one run. Probabilities are from 0 to 1, times in milliseconds. */
export interface Weather {
  /** Longest usual time of a message between a process and the broker. */
  messageMs: number;
  /** A message that takes up to `slowMessageMs` instead. */
  slowMessage: number;
  slowMessageMs: number;
  /** A message that is handed out twice. */
  duplicate: number;
  /** A command that its sender sends once more, under another id. */
  repeatedCommand: number;
  /** Messages overtake each other. */
  disorder: boolean;
  /** A message that the broker has and reports as not taken. */
  lostConfirm: number;
  /** A statement before or after which the connection to the database is lost. */
  lostStatement: number;
  /** A statement that waits up to a tenth of a second for a connection. */
  slowStatement: number;
  /** An answer to a client that does not arrive; it asks again. */
  lostAnswer: number;
  /** A message whose handler throws. */
  handlerFault: number;
  /** How many crashes, stops and losses of the broker are planned. */
  crashes: number;
  stops: number;
  disconnects: number;
}

/** Nothing goes wrong and nothing takes long. */
export const fairWeather: Weather = {
  messageMs: 5,
  slowMessage: 0,
  slowMessageMs: 1,
  duplicate: 0,
  repeatedCommand: 0,
  disorder: false,
  lostConfirm: 0,
  lostStatement: 0,
  slowStatement: 0,
  lostAnswer: 0,
  handlerFault: 0,
  crashes: 0,
  stops: 0,
  disconnects: 0,
};

/**
 * The weather of a seed. Each kind of fault is left out in a third of the runs: where everything goes wrong at once,
 * one fault hides what another one would have shown.
 */
export const weatherOf = (random: Random): Weather => {
  const sometimes = <Value>(value: Value, otherwise: Value): Value =>
    random.chance(2 / 3) ? value : otherwise;
  return {
    messageMs: random.magnitude(2, 200),
    slowMessage: sometimes(random.magnitude(1, 200) / 1_000, 0),
    slowMessageMs: random.magnitude(1_000, 900_000),
    duplicate: sometimes(random.magnitude(10, 300) / 1_000, 0),
    repeatedCommand: random.chance(0.4) ? random.magnitude(10, 500) / 1_000 : 0,
    disorder: sometimes(true, false),
    lostConfirm: sometimes(random.magnitude(5, 200) / 1_000, 0),
    lostStatement: sometimes(random.magnitude(1, 20) / 1_000, 0),
    slowStatement: sometimes(random.magnitude(5, 200) / 1_000, 0),
    lostAnswer: sometimes(random.magnitude(10, 300) / 1_000, 0),
    handlerFault: random.chance(0.3) ? random.magnitude(5, 900) / 1_000 : 0,
    crashes: sometimes(random.magnitude(2, 24), 0),
    stops: sometimes(random.magnitude(1, 4), 0),
    disconnects: sometimes(random.magnitude(1, 6), 0),
  };
};
