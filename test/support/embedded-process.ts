import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openPGlite } from '../../runtime/store/database.ts';
import { migratedPGlite } from './new-pglite.ts';
import { type MailLine, readMails } from './read-mails.ts';
import { type ServiceProcess, spawnMain, startService } from './service-process.ts';

/** A folder for `main.ts all`, with nothing but Node. */
export interface EmbeddedFolder {
  readonly path: string;
  /** `flags` of V8: those of the other test processes if not said. */
  start(flags?: readonly string[]): Promise<ServiceProcess>;
  /** Starts it where it is expected to end by itself; resolves with what it printed. */
  startInVain(): Promise<{ code: number | null; output: string }>;
  /** The mails on disk by their Message-ID: after a crash one may be there twice. */
  mails(): ReadonlyMap<string, MailLine>;
  /** Puts a database without a row into it: a first start that has to make one takes 4 s of CPU more. */
  prepare(): Promise<void>;
  /** Opens its database, made when it is missing; nobody may be using the folder. `destroy` closes it. */
  openDatabase(): Promise<Database>;
  remove(): Promise<void>;
}

/** Makes an empty one. */
export const makeEmbeddedFolder = async (): Promise<EmbeddedFolder> => {
  const path = await mkdtemp(join(tmpdir(), 'orders-embedded-'));
  const mailFolder = join(path, 'mail');
  return {
    path,
    start: (flags) => startService('all', { DATA_DIR: path }, flags),
    startInVain: async () => {
      const { exited, output } = spawnMain('all', { DATA_DIR: path });
      return { code: await exited, output: output() };
    },
    mails: () => {
      const mails = existsSync(mailFolder) ? readMails(mailFolder) : [];
      return new Map(mails.map((mail) => [mail.messageId, mail]));
    },
    prepare: async () => {
      const loadDataDir = await migratedPGlite();
      await (await PGlite.create({ dataDir: join(path, 'pg'), loadDataDir })).close();
    },
    openDatabase: async () => openPGlite(await PGlite.create(join(path, 'pg'))),
    remove: () => rm(path, { recursive: true, force: true }),
  };
};
