// Records every schema version that is not yet recorded in contracts/released, with examples of its data. What was
// released stays as it was: a change in place is refused.
import { mkdir, writeFile } from 'node:fs/promises';
import { messageTypes } from '../contracts/message-types.ts';
import {
  betrayedMessages,
  readReleases,
  releaseFile,
  releaseOf,
  releasesFolder,
} from './released-messages.ts';

const released = readReleases();
const isReleased = (type: string, version: number) =>
  released.some((each) => each.type === type && each.schemaVersion === version);
const fresh = [...messageTypes.values()]
  .filter(({ type, schemaVersion }) => !isReleased(type, schemaVersion))
  .map((message) =>
    releaseOf(
      message,
      released.find(
        ({ type, schemaVersion }) => type === message.type && schemaVersion === message.schemaVersion - 1,
      ),
    ),
  );
const problems = betrayedMessages([...released, ...fresh], messageTypes);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  await mkdir(releasesFolder, { recursive: true });
  for (const release of fresh)
    await writeFile(
      releaseFile(release.type, release.schemaVersion),
      `${JSON.stringify(release, null, 2)}\n`,
    );
  const names = fresh.map(({ type, schemaVersion }) => `${type} version ${schemaVersion}`);
  console.log(`Recorded: ${names.join(', ') || 'nothing, all was'}`);
}
