/** The clocks, and whether the machine stays awake for a night. */
import { readdirSync } from 'node:fs';
import { answerOf } from './ask.ts';
import { type Finding, limited, ok } from './finding.ts';
import { type MachinePlace, readText } from './place.ts';

/** Read without leaving the program (vDSO); of the others each reading is a system call, or an access to a slow timer. */
const QUICK = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page', 'riscv_clocksource'];

export async function examineTime(place: MachinePlace): Promise<Finding[]> {
  return [clockSource(place), await synchronized(place), asleep(place)];
}

function clockSource(place: MachinePlace): Finding {
  const path = '/sys/devices/system/clocksource/clocksource0';
  const source = readText(place, `${path}/current_clocksource`)?.trim() ?? null;
  if (source === null) return limited('clock', 'the kernel does not tell its clock source', null);
  if (QUICK.includes(source)) return ok('clock', source);
  const offered = (readText(place, `${path}/available_clocksource`) ?? '').trim().split(' ');
  const better = offered.find((name) => QUICK.includes(name));
  return limited(
    'clock',
    `${source}: slow to read, so times of single operations are coarser`,
    better === undefined ? null : `echo ${better} > ${path}/current_clocksource`,
  );
}

/** Durations do not depend on it: they are measured by CLOCK_MONOTONIC. */
async function synchronized(place: MachinePlace): Promise<Finding> {
  const subject = 'wall clock';
  if (readText(place, '/run/systemd/timesync/synchronized') !== null) return ok(subject, 'synchronized');
  const answer = await answerOf('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  if (answer === 'yes') return ok(subject, 'synchronized');
  const found = 'matters to schedules and to the times that reports name, not to durations';
  return answer === 'no'
    ? limited(subject, `not synchronized: ${found}`, 'timedatectl set-ntp true')
    : limited(subject, `nobody here tells whether it is synchronized: ${found}`, null);
}

/** A machine with a battery suspends by itself; a server that could, does not. */
function asleep(place: MachinePlace): Finding {
  const states = (readText(place, '/sys/power/state') ?? '').trim();
  if (states === '') return ok('sleep', 'this machine does not');
  const battery = supplies(place).some((name) => name.startsWith('BAT'));
  return battery
    ? limited(
        'sleep',
        'has a battery and may suspend: the soak stands still meanwhile',
        'systemd-inhibit --what=sleep:idle:handle-lid-switch soakd run PLAN; soakd@.timer wakes it for a schedule',
      )
    : ok('sleep', `it could (${states}), and has no battery`);
}

function supplies({ root }: MachinePlace): string[] {
  try {
    return readdirSync(`${root}/sys/class/power_supply`);
  } catch {
    return [];
  }
}
