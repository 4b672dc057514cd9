// Streams as releases before this one wrote them: their machines read them today, through the upcasters, and decide and
// emit as they did. A new release adds its own and changes none.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { messageTypes } from '../../../contracts/message-types.ts';
import { replayExport } from '../../../proofs/replay-export.ts';
import { serviceDefinitions } from '../../oracle/service-definitions.ts';
import { readText } from '../../support/source-files.ts';

const folder = 'test/golden/streams';
const files = readdirSync(`${folder}`).sort();
const actors = serviceDefinitions.flatMap((service) => service.actors);

for (const file of files) {
  const [category] = file.split('-');
  const actor = actors.find((each) => each.category === category);
  test(`every fact of ${file} leads where it led, and emits what it emitted`, () => {
    assert.ok(actor, `there is no actor ${category}`);
    assert.deepEqual(replayExport(actor, messageTypes, readText(`${folder}/${file}`)).differences, []);
  });
}

test('every release of every machine has golden streams', () => {
  const released = actors.flatMap(({ category, machines }) =>
    machines.map(({ version }) => `${category}-v${version}-`),
  );
  assert.deepEqual(
    released.filter((release) => !files.some((file) => file.startsWith(release))),
    [],
  );
});
