import { isAlive, type Member, signalProcess } from '../proc/signal-process.ts';
import { pause } from './pause.ts';

const LOOK_MS = 5;

/** False when the process is still there after so long, or at the abort. */
export async function signalUntilGone(
  procRoot: string,
  process: Member,
  signal: NodeJS.Signals,
  withinMs: number,
  abort: AbortSignal,
): Promise<boolean> {
  signalProcess(procRoot, process, signal);
  const endsMs = performance.now() + withinMs;
  while (isAlive(procRoot, process)) {
    if (performance.now() >= endsMs || !(await pause(LOOK_MS, abort))) return false;
  }
  return true;
}
