/** What of one process can be read by this user: each reading as a soak takes it. */
import { readIdentity } from '../proc/process.ts';
import { ProcessReader, readProcFacts } from '../sample/process-reader.ts';
import { scanTree } from '../sample/target-reader.ts';
import { readConnections, readPss } from '../sample/tree-reading.ts';
import { ownCgroup } from '../target/own-cgroup.ts';
import { type Finding, missing, ok } from './finding.ts';

/** Reading → metrics of rules that come from it. */
const READINGS: Readonly<Record<string, string>> = {
  rss: 'rss',
  vsz: 'vsz',
  anon: 'anon',
  swap: 'swap',
  fds: 'fds',
  threads: 'threads',
  cpu: 'cpu',
  read: 'bytes read and written',
};

/** `isUnit`: its control group is its own, whoever is in it. */
export function examineProcess(procRoot: string, pid: number, isUnit: boolean): Finding[] {
  const identity = readIdentity(procRoot, pid);
  if (identity === null) return [gone(pid)];
  const sampled = { target: 0, generation: 0, tree: true, pid, startTicks: identity.startTicks };
  using reader = new ProcessReader(readProcFacts(procRoot), pid, identity.startTicks, false);
  const reading = reader.read();
  if (reading.state === 'gone') return [gone(pid)];
  const scan = scanTree(procRoot, sampled);
  const dear = [
    ['pss', readPss(procRoot, sampled, scan)],
    ['connections', readConnections(procRoot, sampled, scan)],
  ] as const;
  return [
    ok('process', `${pid} (${identity.comm}), and ${scan.members.length} below it`),
    ...Object.entries(READINGS).map(([name, metric]) => told(metric, reading.unavailable[name] ?? null)),
    ...dear.map(([metric, found]) => told(metric, found === null ? 'it ended meanwhile' : found.unavailable)),
    scan.incomplete === null ? ok('tree', 'read whole') : missing('tree', scan.incomplete, null),
    group(procRoot, pid, isUnit),
  ];
}

/** A reason of a reading says what would help, but root has that already (ptrace(2): no capability more than ours). */
function told(metric: string, unavailable: string | null): Finding {
  if (unavailable === null) return ok(metric, 'can be read');
  if (process.getuid?.() !== 0 || !unavailable.startsWith('permission denied'))
    return missing(metric, unavailable, null);
  return missing(
    metric,
    'permission denied to root: the process has capabilities, or is in a user namespace, that soakd has not',
    'run soakd outside of the container, or with all of its capabilities (docker run --privileged)',
  );
}

function gone(pid: number): Finding {
  return missing('process', `there is no process ${pid}`, 'pgrep -a NAME lists processes by name', true);
}

function group(procRoot: string, pid: number, isUnit: boolean): Finding {
  const own = ownCgroup(procRoot, pid, isUnit);
  return own === null
    ? missing(
        'control group',
        'it has none of its own (version 2): no kills for lack of memory, nor pressure, are told of it',
        'start it as a systemd service, or let the plan start it',
      )
    : ok('control group', own.folder);
}
