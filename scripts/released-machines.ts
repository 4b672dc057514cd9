import { readFileSync } from 'node:fs';
import type { DurableMachine } from '../runtime/actor/durable-machine.ts';
import { differingStates, type Fingerprint, fingerprintOf } from '../runtime/chart/fingerprint.ts';
import { readChart } from '../runtime/chart/read-chart.ts';
import { serviceDefinitions } from '../test/oracle/service-definitions.ts';

/** `<name>-v<version>` → its fingerprint. */
export type Fingerprints = Readonly<Record<string, Fingerprint>>;

const inRepository = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** Where the fingerprints of all releases are kept. */
export const fingerprintsFile = inRepository('machines/fingerprints.json');
/** Where the drawings are kept. */
export const drawingsFolder = inRepository('docs/machines/');
/** Where the drawing of a release is kept. */
export const drawingFile = (release: string): URL => new URL(`${release}.svg`, drawingsFolder);

/** The name of a machine version, as files bear it. */
export const releaseOf = ({ name, version }: DurableMachine): string => `${name}-v${version}`;

/** Every version of every machine that a service runs. */
export const releasedMachines: readonly DurableMachine[] = serviceDefinitions.flatMap(({ actors }) =>
  actors.flatMap(({ machines }) => machines),
);

/** The committed fingerprints. */
export const readFingerprints = (): Fingerprints => JSON.parse(readFileSync(fingerprintsFile, 'utf8'));

/** What is wrong with the machines in the light of what was released; nothing when all is well. */
export const betrayedReleases = (
  recorded: Fingerprints,
  machines: readonly DurableMachine[],
): readonly string[] => [
  ...machines.flatMap((machine) => {
    const release = releaseOf(machine);
    const released = recorded[release];
    if (released === undefined) return [`${release} is not recorded: run npm run record-machines.`];
    const states = differingStates(released, fingerprintOf(readChart(machine.definition)));
    return states.length === 0 ? [] : [editedInPlace(release, states)];
  }),
  ...Object.keys(recorded)
    .filter((release) => !machines.some((machine) => releaseOf(machine) === release))
    .map((release) => `${release} was released and is gone: actors that began with it could not go on.`),
];

const editedInPlace = (release: string, states: readonly string[]): string =>
  [
    `${release} was released and has been edited in place: ${states.join(', ')}.`,
    'Actors in flight would be read by a definition that they did not begin with. There are two ways out:',
    '  1. Make a new version: copy the machine to the next version, edit that and register both.',
    `  2. Revert the edit of ${release}.`,
  ].join('\n');
