/** What soakd may read of processes of other users, by whom it runs as. */
import { userInfo } from 'node:os';
import { type Finding, limited, missing, ok } from './finding.ts';
import { type MachinePlace, readText } from './place.ts';

/** Bits of capability masks (capabilities(7), linux/capability.h). */
const CAPABILITIES = { dacReadSearch: 2, sysPtrace: 19, perfmon: 38 } as const;
const DROP_IN = 'under systemd: the drop-ins pss-of-others.conf and everything-of-others.conf; else sudo';

export function examinePermissions(place: MachinePlace): Finding[] {
  const held = effective(readText(place, '/proc/self/status') ?? '');
  const { uid, username } = userInfo();
  const who = uid === 0 ? 'root' : `${username} (uid ${uid})`;
  return [
    hiding(place),
    of('pss of others', who, held('sysPtrace') || held('perfmon'), 'CAP_SYS_PTRACE or CAP_PERFMON'),
    of(
      'I/O of others',
      who,
      held('sysPtrace') && held('dacReadSearch'),
      'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH',
    ),
    of(
      'connections of others',
      who,
      held('dacReadSearch') && held('sysPtrace'),
      'CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE',
    ),
    ptraceScope(place, held('sysPtrace')),
  ];
}

function of(subject: string, who: string, may: boolean, needs: string): Finding {
  return may
    ? ok(subject, `as ${who}`)
    : limited(subject, `as ${who} only of own processes: needs ${needs}`, DROP_IN);
}

/** `CapEff:	000001ffffffffff`: hexadecimal. */
function effective(status: string): (name: keyof typeof CAPABILITIES) => boolean {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return (name) => ((mask >> BigInt(CAPABILITIES[name])) & 1n) === 1n;
}

/** proc(5): hidepid=1 denies the files of other users' processes, 2 hides them; 4 those that may not be traced. */
function hiding(place: MachinePlace): Finding {
  const mounts = readText(place, '/proc/self/mountinfo') ?? '';
  const options = mounts.split('\n').find((line) => / \/proc .* - proc /.test(line)) ?? '';
  const hidden = /hidepid=(\w+)/.exec(options)?.[1] ?? '0';
  const subset = /subset=pid/.test(options);
  if (hidden === '0' || hidden === 'off')
    return subset
      ? missing('other users', '/proc holds processes only (subset=pid)', 'mount -o remount,subset= /proc')
      : ok('other users', '/proc shows their processes');
  return missing(
    'other users',
    `/proc hides their processes (hidepid=${hidden})`,
    'run soakd as the user of the target, or as root, or: mount -o remount,hidepid=0 /proc',
  );
}

/** Yama (Documentation/admin-guide/LSM/Yama.rst): 2 and 3 deny even a process's own user. */
function ptraceScope(place: MachinePlace, mayTrace: boolean): Finding {
  const scope = readText(place, '/proc/sys/kernel/yama/ptrace_scope')?.trim() ?? null;
  if (scope === null) return ok('ptrace scope', 'no Yama: reading your own processes is not restricted');
  const strict = scope === '3' || (scope === '2' && !mayTrace);
  return strict
    ? limited(
        'ptrace scope',
        `${scope}: stacks of targets cannot be read at a breach`,
        scope === '3' ? 'only a reboot changes 3' : 'sysctl kernel.yama.ptrace_scope=1',
      )
    : ok('ptrace scope', scope);
}
