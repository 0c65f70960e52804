/** Sends a target the signal by which it shows what it has, and to no process that the signal would end. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { EvidencePlan } from '../plan/alert/alert-plan.ts';
import { type Member, signalProcess } from '../proc/signal-process.ts';
import type { SignalEvidence } from '../snapshot/picture.ts';

export function sendEvidenceSignal(
  procRoot: string,
  member: Member,
  signal: NonNullable<EvidencePlan['signal']>,
): SignalEvidence {
  const refused = (why: string): SignalEvidence => ({ signal, sent: false, why });
  try {
    if (!handles(procRoot, member.pid, constants.signals[signal]))
      return refused('the process does not handle it, and would end');
    return signalProcess(procRoot, member, signal)
      ? { signal, sent: true, why: null }
      : refused('the process is gone, or may not be signalled by soakd');
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** proc_pid_status(5), SigCgt: the signals for which it has a handler, a bit each. */
function handles(procRoot: string, pid: number, number: number): boolean {
  const status = readFileSync(`${procRoot}/${pid}/status`, 'latin1');
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n;
}
