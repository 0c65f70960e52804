/** How much of everything this machine has for a soak and its load. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { numberText } from '../plan/quantity/figure.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import { readComm } from '../proc/process.ts';
import { readLimits } from '../target/limits-in-force.ts';
import { type Finding, limited, ok } from './finding.ts';
import { type MachinePlace, readText } from './place.ts';

/** Five for each of a hundred processes that soakd keeps open, as many connections again, and some. */
const ENOUGH_DESCRIPTORS = 1024;
/** An assessment of a month takes about 150 MiB for a second, a soak beside it 100. */
const ENOUGH_MEMORY_BYTES = 400 * 2 ** 20;
/** A closed connection keeps its port for so long (TIME_WAIT). */
const PORT_KEPT_S = 60;
const FEW_PORTS = 10_000;
/** Taken by other guests of the same host, since the boot: a target would look slower than it is. */
const MUCH_STOLEN = 0.01;

export function examineCapacity(place: MachinePlace): Finding[] {
  return [
    processors(),
    stolen(place),
    ...governor(place),
    memory(place),
    descriptors(place),
    ports(place),
    container(place),
  ];
}

function processors(): Finding {
  const count = availableParallelism();
  return count > 1
    ? ok('processors', String(count))
    : limited('processors', 'one: load, target and soakd take turns, and latencies tell of that', null);
}

/** proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal. */
function stolen(place: MachinePlace): Finding {
  const times =
    /^cpu +(.+)$/m
      .exec(readText(place, '/proc/stat') ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  const total = times.slice(0, 8).reduce((sum, time) => sum + time, 0);
  const share = total === 0 ? 0 : (times[7] ?? 0) / total;
  const found = `${(100 * share).toFixed(1)} % since the boot`;
  return share > MUCH_STOLEN
    ? limited('stolen time', `${found}: other guests of this host take processors away`, 'a dedicated host')
    : ok('stolen time', found);
}

function governor(place: MachinePlace): Finding[] {
  const path = '/sys/devices/system/cpu/cpu0/cpufreq';
  const name = readText(place, `${path}/scaling_governor`)?.trim() ?? null;
  if (name === null) return [];
  const driver = readText(place, `${path}/scaling_driver`)?.trim();
  const steady = name === 'performance' || (name === 'schedutil' && driver !== 'acpi-cpufreq');
  return [
    steady
      ? ok('governor', name)
      : limited(
          'governor',
          `${name}: latencies at a low load are those of slow processors`,
          'cpupower frequency-set -g performance',
        ),
  ];
}

function memory(place: MachinePlace): Finding {
  const available =
    1024 * Number(/^MemAvailable:\s*(\d+)/m.exec(readText(place, '/proc/meminfo') ?? '')?.[1] ?? 0);
  const limit = readLimits(`${place.root}/proc`, process.pid).memoryBytes;
  const least = Math.min(available, limit ?? Number.POSITIVE_INFINITY);
  const found = `${formatBytes(available)} available${limit === null ? '' : `, limited to ${formatBytes(limit)} by the control group`}`;
  return least >= ENOUGH_MEMORY_BYTES
    ? ok('memory', found)
    : limited('memory', `${found}: an assessment takes up to 150 MiB`, null);
}

function descriptors(place: MachinePlace): Finding {
  const { fds } = readLimits(`${place.root}/proc`, process.pid);
  const found = fds === null ? 'no limit' : `${numberText(fds, 12)} a process`;
  return fds === null || fds >= ENOUGH_DESCRIPTORS
    ? ok('open files', found)
    : limited('open files', found, 'ulimit -n 65536, or LimitNOFILE=65536 in the unit');
}

function ports(place: MachinePlace): Finding {
  const [low = 0, high = 0] = (readText(place, '/proc/sys/net/ipv4/ip_local_port_range') ?? '')
    .trim()
    .split(/\s+/)
    .map(Number);
  const count = Math.max(0, high - low + 1);
  const found = `${numberText(count, 12)} for outgoing connections: about ${Math.floor(count / PORT_KEPT_S)} new ones a second to one address`;
  return count >= FEW_PORTS
    ? ok('ports', found)
    : limited('ports', found, 'sysctl net.ipv4.ip_local_port_range="15000 65000"');
}

function container(place: MachinePlace): Finding {
  const marks = ['/.dockerenv', '/run/.containerenv'].some((file) => existsSync(`${place.root}${file}`));
  const named = process.env['container'] !== undefined && process.env['container'] !== '';
  if (!marks && !named) return ok('container', 'none');
  // Only where the processes of the whole machine are seen is the kernel's own among them.
  if (readComm(`${place.root}/proc`, 2) === 'kthreadd')
    return ok('container', 'looks like one, but the processes of the whole machine are seen');
  return limited(
    'container',
    'soakd is in one: it sees its own processes, and not those of the host',
    'to watch others: --pid=host (docker, podman), or shareProcessNamespace in a pod',
  );
}
