// Runs before `npm start`, `npm test` and `npm run services`, so that a fresh checkout needs no other command.
// Plain JavaScript without a dependency: it must work while node_modules is missing.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The first with `crypto.hash`. */
const oldestNode = '20.12';

/** When the file was last changed, in milliseconds; 0 when there is none. */
const changedAt = (path) => statSync(`${root}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const fail = (message, exitCode = 1) => {
  console.error(message);
  process.exit(exitCode);
};

/** Resolves with the exit code, or the name of the signal that ended it. */
const installDependencies = async () => {
  const { spawn } = await import('node:child_process');
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' };
  const install = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], options)
    : spawn('npm', ['ci', '--no-audit', '--no-fund'], { ...options, shell: process.platform === 'win32' });
  // A terminal's Ctrl-C reaches npm too: wait for it to end, then say what that means.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => install.kill(signal));
  return new Promise((resolve) => {
    install.once('error', (error) => resolve(error.message));
    install.once('exit', (code, signal) => resolve(signal ?? code));
  });
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  fail(`Node.js ${oldestNode} or newer is needed; this is ${process.version}.`);
}

// npm writes this stamp last, so an interrupted installation leaves none.
const stamp = changedAt('node_modules/.package-lock.json');
if (stamp < changedAt('package-lock.json') || stamp === 0) {
  const reason = stamp === 0 ? 'node_modules is missing' : 'package-lock.json has changed';
  console.log(`Installing the dependencies with npm ci, because ${reason} …`);
  const outcome = await installDependencies();
  const interrupted = outcome === 'SIGINT' || outcome === 'SIGTERM' || outcome === 130;
  if (interrupted) fail('The installation was interrupted. The next start begins it anew.', 130);
  if (outcome !== 0) {
    fail(`npm ci failed (${outcome}). Its message stands above; the next start tries again.`);
  }
}
