/** SIGSTOP to a process with its descendants, and SIGCONT. */
import { descendants } from '../proc/children.ts';
import { isStopped } from '../proc/process.ts';
import { type Act, type Proof, proof } from './act.ts';
import { type NamedProcess, nameProcess, signalNamed, stateOf } from './named-process.ts';
import { until } from './until.ts';

export interface FrozenProcesses {
  readonly kind: 'frozen';
  readonly processes: readonly NamedProcess[];
}

/** A process that is in a system call stops when that is done. */
const STOPS_WITHIN_MS = 2000;

/** `root`: of those that are frozen. */
export function freeze(name: string, root: NamedProcess): Act {
  const undo: FrozenProcesses = { kind: 'frozen', processes: withDescendants(root) };
  return {
    undo: [undo],
    async begin(): Promise<Proof> {
      // A parent that is stopped has no more children: each round finds those of the round before.
      const reached = new Set<number>();
      for (let found = withDescendants(root); found.some(({ pid }) => !reached.has(pid)); ) {
        for (const process of found) {
          if (!reached.has(process.pid)) signalNamed(process, 'SIGSTOP');
          reached.add(process.pid);
        }
        found = withDescendants(root);
      }
      const all = withDescendants(root);
      const stopped = (): NamedProcess[] => all.filter((process) => isStopped(stateOf(process) ?? ''));
      await until(() => stopped().length === all.length, STOPS_WITHIN_MS);
      const figures = { processesStopped: stopped().length, processes: all.length };
      return proof(
        all.length > 0 && stopped().length === all.length,
        `${name} (pid ${root.pid}): ${stopped().length} of ${all.length} processes are stopped`,
        figures,
      );
    },
    async end(): Promise<Proof> {
      const text = await continueProcesses(undo);
      const state = stateOf(root);
      return proof(state === null || !isStopped(state), `${name} (pid ${root.pid}): ${text}`);
    },
  };
}

/** Those that are stopped, and the descendants of all of them. */
export async function continueProcesses({ processes }: FrozenProcesses): Promise<string> {
  const found = processes.flatMap(withDescendants);
  const all = [...new Map(found.map((process) => [process.pid, process])).values()];
  const held = (): NamedProcess[] => all.filter((process) => isStopped(stateOf(process) ?? ''));
  const before = held();
  for (const process of before) signalNamed(process, 'SIGCONT');
  await until(() => held().length === 0, STOPS_WITHIN_MS);
  const left = held().length;
  if (left > 0) throw new Error(`${left} of ${before.length} stopped processes did not go on`);
  return before.length === 0 ? 'none was stopped' : `${before.length} processes go on`;
}

/** [] when it is gone: a pid that was handed out again is nobody of ours. */
function withDescendants(root: NamedProcess): NamedProcess[] {
  if (stateOf(root) === null) return [];
  const { pids } = descendants('/proc', root.pid);
  return [root, ...pids.flatMap((pid) => nameProcess(pid) ?? [])].filter(
    (process) => stateOf(process) !== null,
  );
}
