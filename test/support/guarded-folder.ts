import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that goes, with every process that runs in it, when this process ends, however it dies. */
export interface GuardedFolder {
  readonly path: string;
  /** Ends `pid` with `signal` when this process dies; the result takes that back. */
  guard(pid: number, signal: 'KILL' | 'QUIT'): () => void;
  /** Ends what is still guarded and removes the folder. */
  remove(): Promise<void>;
}

/**
 * Waits at the other end of a pipe from this process, which closes when it dies by SIGKILL too. In sessions of their
 * own, neither it nor the servers are told of Ctrl-C in a terminal: who started them stops them in order.
 */
const guardian = `
cat >/dev/null
each() { for file in "$1"/guarded/*; do [ -e "$file" ] && kill -s "\${2:-$(cat "$file")}" "\${file##*/}" 2>/dev/null; done; }
each "$1" CONT; each "$1"
for round in 1 2 3 4 5 6 7 8 9 10; do each "$1" 0 || break; sleep 0.2; done
each "$1" KILL
rm -rf "$1"`;

/** Makes one whose name begins with `name`. Other users may look into it: PostgreSQL refuses to run as root. */
export const makeGuardedFolder = (name: string): GuardedFolder => {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  chmodSync(path, 0o755);
  mkdirSync(join(path, 'guarded'));
  const watching = spawn('/bin/sh', ['-c', guardian, 'guardian', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = once(watching, 'close');
  watching.unref();
  return {
    path,
    guard: (pid, signal) => {
      const file = join(path, 'guarded', String(pid));
      writeFileSync(file, signal);
      return () => rmSync(file, { force: true });
    },
    remove: async () => {
      watching.ref();
      watching.stdin.end();
      await ended;
    },
  };
};
