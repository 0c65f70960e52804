/** What this kernel offers to read. */
import { existsSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { readCgroupMount } from '../proc/cgroup.ts';
import { type Finding, limited, missing, ok } from './finding.ts';
import { type MachinePlace, readText } from './place.ts';

/** Of a group's own memory, tasks and waiting. */
const CONTROLLERS = ['memory', 'pids', 'cpu', 'io'];

export function examineKernel(place: MachinePlace): Finding[] {
  const proc = `${place.root}/proc`;
  return [
    existsSync(`${proc}/self/stat`)
      ? ok('/proc', `kernel ${release()}`)
      : missing('/proc', 'not mounted', 'mount -t proc proc /proc', true),
    existsSync(`${proc}/self/smaps_rollup`)
      ? ok('pss', 'smaps_rollup is there')
      : missing('pss', 'this kernel has no smaps_rollup', 'Linux 4.14 or newer has it'),
    existsSync(`${proc}/self/task/${process.pid}/children`) || existsSync(`${proc}/thread-self/children`)
      ? ok('process trees', 'the kernel lists children')
      : limited(
          'process trees',
          'no lists of children (CONFIG_PROC_CHILDREN): all processes are searched instead',
          null,
        ),
    descriptorCount(proc),
    cgroups(place, proc),
    readText(place, '/proc/pressure/memory') === null
      ? limited(
          'pressure',
          'no pressure stall information',
          'boot with psi=1, on a kernel with CONFIG_PSI (4.20 or newer)',
        )
      : ok('pressure', 'pressure stall information is there'),
  ];
}

/** Linux 6.2: stat(2) of an fd folder tells how many there are, of other users' processes, too. */
function descriptorCount(proc: string): Finding {
  const tells = existsSync(`${proc}/self/fd`) && statSync(`${proc}/self/fd`).size > 0;
  return tells
    ? ok('descriptors', 'counted at once, of other users, too')
    : limited(
        'descriptors',
        'counted one by one; of other users only with CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE',
        'Linux 6.2 or newer tells their number at once',
      );
}

function cgroups(place: MachinePlace, proc: string): Finding {
  const mount = readCgroupMount(proc);
  const remedy = 'boot with systemd.unified_cgroup_hierarchy=1';
  if (mount === null)
    return missing(
      'cgroup v2',
      'not mounted: no limits for targets, nor memory, tasks and pressure of their groups',
      remedy,
    );
  const offered = (readText(place, `${mount}/cgroup.controllers`) ?? '').trim().split(' ');
  const lacking = CONTROLLERS.filter((name) => !offered.includes(name));
  return lacking.length === 0
    ? ok('cgroup v2', `mounted at ${mount} with ${CONTROLLERS.join(', ')}`)
    : limited('cgroup v2', `mounted at ${mount} without ${lacking.join(', ')}`, remedy);
}
