import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { it } from 'node:test';
import {
  betrayedReleases,
  drawingsFolder,
  readFingerprints,
  releasedMachines,
  releaseOf,
} from '../../scripts/released-machines.ts';
import { readText } from '../support/source-files.ts';

it('no released machine has been edited in place', () => {
  const betrayed = betrayedReleases(readFingerprints(), releasedMachines);
  assert.equal(betrayed.join('\n'), '');
});

it('an edit in place is told with the state and both ways out', () => {
  const [mail] = releasedMachines.filter(({ name }) => name === 'mail');
  assert.ok(mail);
  const definition = structuredClone(JSON.parse(JSON.stringify(mail.definition)));
  definition.states.sending.on.MailDelivered.target = 'undelivered';
  const [told = '', ...others] = betrayedReleases({ 'mail-v1': readFingerprints()['mail-v1'] ?? {} }, [
    { ...mail, definition },
  ]);
  assert.deepEqual(others, []);
  assert.match(told, /^mail-v1 was released and has been edited in place: sending\.$/m);
  assert.match(told, /^ {2}1\. Make a new version/m);
  assert.match(told, /^ {2}2\. Revert the edit/m);
});

it('a release that nobody runs any more, and one that nobody recorded, are told', () => {
  const [mail] = releasedMachines.filter(({ name }) => name === 'mail');
  assert.ok(mail);
  const told = betrayedReleases({ 'mail-v7': {} }, [mail]).join('\n');
  assert.match(told, /mail-v1 is not recorded: run npm run record-machines/);
  assert.match(told, /mail-v7 was released and is gone/);
});

it('every release has a drawing, and every drawing a release', () => {
  assert.deepEqual(
    readdirSync(drawingsFolder).sort(),
    releasedMachines.map((machine) => `${releaseOf(machine)}.svg`).sort(),
  );
});

it('the README shows or names every drawing', () => {
  const readme = readText('README.md');
  const missing = releasedMachines
    .map(releaseOf)
    .filter((release) => !readme.includes(`docs/machines/${release}.svg`));
  assert.deepEqual(missing, []);
});
