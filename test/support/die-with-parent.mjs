// Preloaded into processes that a test starts (`node --import`): the other end of standard input is the test, so it
// ends when the test does, however that dies. Nothing that a test started outlives it.
process.stdin.once('close', () => process.kill(process.pid, 'SIGKILL')).resume();
