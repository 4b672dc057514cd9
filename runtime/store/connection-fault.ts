/** SQLSTATE of a server that is not there for anybody: connection lost, too many connections, shutting down. */
const serverGone = /^(?:08...|53300|57P0[123])$/;
/** What Node calls faults of the network, such as ECONNREFUSED and EPIPE. */
const networkFault = /^E[A-Z]{4,}$/;
/** What the driver and its pool say without a code, such as "Connection terminated unexpectedly". */
const lostConnection = /\bconnect(?:ion)?\b/i;

/** Whether a statement failed because of the server or the way to it, and not because of what it says. */
export const isConnectionFault = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    serverGone.test(code) || networkFault.test(code) || (code === '' && lostConnection.test(error.message))
  );
};
