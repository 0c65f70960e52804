/** A process so named that a reused pid, or one of another boot, is not taken for it. */
import { readBootId } from '../clock.ts';
import { readIdentity } from '../proc/process.ts';
import { isAlive, type Member, signalProcess } from '../proc/signal-process.ts';

export interface NamedProcess extends Member {
  readonly bootId: string;
}

/** null: there is none of this pid. */
export function nameProcess(pid: number): NamedProcess | null {
  const identity = readIdentity('/proc', pid);
  return identity === null ? null : { pid, startTicks: identity.startTicks, bootId: readBootId() };
}

/** @throws Error where /proc does not show this process */
export function thisProcess(): NamedProcess {
  const named = nameProcess(process.pid);
  if (named === null) throw new Error('/proc does not show this process');
  return named;
}

export function lives(named: NamedProcess): boolean {
  return named.bootId === readBootId() && isAlive('/proc', named);
}

/** False when it is gone, or not ours to signal. */
export function signalNamed(named: NamedProcess, signal: NodeJS.Signals): boolean {
  return named.bootId === readBootId() && signalProcess('/proc', named, signal);
}

/** Its state as of proc_pid_stat(5); null: it is gone. */
export function stateOf(named: NamedProcess): string | null {
  const identity = lives(named) ? readIdentity('/proc', named.pid) : null;
  return identity === null || identity.startTicks !== named.startTicks ? null : identity.state;
}
