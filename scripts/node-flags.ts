/**
 * What Node is told when a service is started; the Dockerfile and `npm start` say the same. V8 lets garbage pile up to
 * four times of what is alive before it collects. At 370 orders a second 47 MB of the notification service are alive:
 * with four times 329 MB were resident, with three (200 %) 259 for the same CPU, with two 216 for a tenth more of it.
 */
export const nodeFlags = ['--enable-source-maps', '--heap-growing-percent=200'];
