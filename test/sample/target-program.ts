/** A real process for the tests to sample, and to ask for what it is to use. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readIdentity } from '../../src/proc/process.ts';
import type { SampledProcess } from '../../src/sample/sample.ts';
import type { TargetRequest } from '../fixture/program/sampled-target.ts';

export interface TargetProgram extends AsyncDisposable {
  readonly process: SampledProcess;
  ask(request: TargetRequest): Promise<number>;
  /** Ends it; resolved when it is gone and collected. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Stops it at once: until it is continued it neither opens nor closes anything, and can be counted. */
export function freeze(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  while (readIdentity('/proc', pid)?.state !== 'T');
}

export async function startTargetProgram(tree = false): Promise<TargetProgram> {
  const child = fork(new URL('../fixture/program/sampled-target.ts', import.meta.url));
  await once(child, 'message');
  const pid = child.pid ?? 0;
  const startTicks = readIdentity('/proc', pid)?.startTicks ?? 0;
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    process: { target: 0, generation: 0, pid, startTicks, tree },
    ask: async (request) => {
      const answered = once(child, 'message');
      child.send(request);
      const [answer] = await answered;
      return Number(answer);
    },
    kill,
    signal: (signal) => child.kill(signal),
    [Symbol.asyncDispose]: async () => {
      if (child.connected) {
        const ended = once(child, 'exit');
        child.kill('SIGCONT');
        child.disconnect();
        await ended;
      }
    },
  };
}
