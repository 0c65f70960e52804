import { EXIT, type ExitCode } from '../error.ts';

/** Does what may be cut off: a signal ends it at its next safe point, and the answer is the exit code. */
export async function whileWanted<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | ExitCode> {
  const wanted = new AbortController();
  let exitCode: ExitCode | null = null;
  const stop = (code: ExitCode) => () => {
    exitCode = code;
    wanted.abort();
  };
  const [onInterrupt, onTerminate] = [stop(EXIT.interrupted), stop(EXIT.terminated)];
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    return await work(wanted.signal);
  } catch (error) {
    if (exitCode !== null) return exitCode;
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}
