import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { Failure } from './failure.ts';

/** How far the verification of one service is. */
const Progress = Type.Object({
  streams: Type.Integer(),
  facts: Type.Integer(),
  differences: Type.Integer(),
  /** Where it goes on; missing before the first streams and after the last. */
  next: Type.Optional(Type.String()),
  done: Type.Boolean(),
});
export type Progress = Static<typeof Progress>;
const Content = Type.Record(Type.String(), Progress);

/** What a long run has done, by service; kept in a file if there is one. */
export interface Checkpoint {
  of(service: string): Progress;
  keep(service: string, progress: Progress): Promise<void>;
  remove(): Promise<void>;
}

const atStart: Progress = { streams: 0, facts: 0, differences: 0, done: false };

/** Goes on from `file`, if it exists; without a file nothing outlives the run. */
export const openCheckpoint = async (file: string | undefined): Promise<Checkpoint> => {
  const services = file === undefined ? {} : await read(file);
  return {
    of: (service) => services[service] ?? atStart,
    keep: async (service, progress) => {
      services[service] = progress;
      if (file === undefined) return;
      // Whole or not at all: the run may be broken off here.
      await writeFile(`${file}.new`, JSON.stringify(services));
      await rename(`${file}.new`, file);
    },
    remove: async () => {
      if (file !== undefined) await rm(file, { force: true });
    },
  };
};

const read = async (file: string): Promise<Static<typeof Content>> => {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code }: { code?: string } = Object(error);
    if (code === 'ENOENT') return {};
  }
  if (Check(Content, content)) return content;
  throw new Failure(`${file} is no checkpoint of this command; give another file.`);
};
