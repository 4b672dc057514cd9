import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { event, type MessageType } from '../../contracts/message-type.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { upcast } from '../../runtime/actor/upcast.ts';
import { betrayedMessages, readReleases, releaseOf } from '../../scripts/released-messages.ts';

const releases = readReleases();

test('no released schema has been changed in place, and every present one is recorded', () =>
  assert.equal(betrayedMessages(releases, messageTypes).join('\n'), ''));

for (const { type, schemaVersion, schema, examples } of releases) {
  const present = messageTypes.get(type);
  const next = releases.find((each) => each.type === type && each.schemaVersion === schemaVersion + 1);

  test(`the golden data of ${type} version ${schemaVersion} fit their schema, and can be read today`, () => {
    assert.ok(present && examples.length > 0);
    const then = Compile(schema);
    const now = Compile(present.schema);
    for (const data of examples) {
      assert.deepEqual(then.Errors(data), []);
      assert.deepEqual(now.Errors(upcast(present, schemaVersion, data)), []);
    }
  });

  if (next)
    test(`the golden data of ${type} version ${schemaVersion} become those of version ${next.schemaVersion}`, () => {
      const upcaster = present?.upcasters[schemaVersion - 1];
      assert.ok(upcaster);
      assert.deepEqual(examples.map(upcaster), next.examples.slice(0, examples.length));
    });
}

test('no message has a member that the flat form of facts and emissions needs for itself', () => {
  const members = ({ schema }: MessageType) => Object.keys(Object(schema).properties ?? {});
  const taken = [...messageTypes.values()].filter((message) =>
    members(message).some((member) => member === 'type' || member === 'schemaVersion'),
  );
  assert.deepEqual(taken, []);
});

const first = event('order', 'Renamed', Type.Object({ name: Type.String() }));
const known = (message: MessageType) => new Map([[message.type, message]]);

test('a change in place is told with both ways out', () => {
  const edited = event('order', 'Renamed', Type.Object({ full: Type.String() }));
  const [told = '', ...others] = betrayedMessages([releaseOf(first, undefined)], known(edited));
  assert.deepEqual(others, []);
  assert.match(told, /^Renamed version 1 was released and has been changed in place\.$/m);
  assert.match(told, /^ {2}1\. Make version 2/m);
  assert.match(told, /^ {2}2\. Revert the change of Renamed/m);
});

test('a new version with its upcaster is asked to be recorded, and then all is well', () => {
  const second = event('order', 'Renamed', Type.Object({ full: Type.String() }), [
    (data) => ({ full: Object(data).name }),
  ]);
  const before = releaseOf(first, undefined);
  assert.deepEqual(betrayedMessages([before], known(second)), [
    'Renamed version 2 is not recorded: run npm run record-messages.',
  ]);
  const after = releaseOf(second, before);
  assert.deepEqual(after.examples[0], { full: 'a name' });
  assert.deepEqual(betrayedMessages([before, after], known(second)), []);
});

test('an upcaster that was taken away, and a type that is gone, are told', () => {
  const before = releaseOf(first, undefined);
  const second = { ...before, schemaVersion: 2 };
  assert.match(betrayedMessages([before, second], known(first)).join('\n'), /version 2 was released and has/);
  assert.match(betrayedMessages([before], new Map()).join('\n'), /Renamed was released and is gone/);
});
