// Records every machine version that is not yet recorded in machines/fingerprints.json, and draws all of them into
// docs/machines. What was released stays as it was: an edit in place is refused.
import { mkdir, writeFile } from 'node:fs/promises';
import { drawChart } from '../runtime/chart/draw-chart.ts';
import { fingerprintOf } from '../runtime/chart/fingerprint.ts';
import { readChart } from '../runtime/chart/read-chart.ts';
import {
  betrayedReleases,
  drawingFile,
  drawingsFolder,
  fingerprintsFile,
  readFingerprints,
  releasedMachines,
  releaseOf,
} from './released-machines.ts';

const present = releasedMachines.map((machine) => ({
  release: releaseOf(machine),
  chart: readChart(machine.definition),
}));
const recorded = {
  ...Object.fromEntries(present.map(({ release, chart }) => [release, fingerprintOf(chart)])),
  ...readFingerprints(),
};
const problems = betrayedReleases(recorded, releasedMachines);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  await writeFile(fingerprintsFile, `${JSON.stringify(recorded, null, 2)}\n`);
  await mkdir(drawingsFolder, { recursive: true });
  for (const { release, chart } of present) await writeFile(drawingFile(release), await drawChart(chart));
  console.log(`Recorded and drawn: ${present.map(({ release }) => release).join(', ')}`);
}
