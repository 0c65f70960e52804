/**
 * Control groups, version 2 (Documentation/admin-guide/cgroup-v2.rst): where a process's own is, and what its files
 * say. They are read by the names of their keys, of which later kernels have more.
 */
import { readFileSync } from 'node:fs';
import { unlessGone } from './failure.ts';
import { numberAfter } from './field.ts';

/** Where version 2 is mounted: /sys/fs/cgroup, or beside version 1 /sys/fs/cgroup/unified. null: nowhere. */
export function readCgroupMount(root: string): string | null {
  const text = unlessGone(() => readFileSync(`${root}/self/mountinfo`, 'utf8')) ?? '';
  for (const line of text.split('\n')) {
    // proc_pid_mountinfo(5): id, parent, device, root, mount point, options, … - type …
    const [before = '', after = ''] = line.split(' - ');
    if (!after.startsWith('cgroup2 ')) continue;
    const [, , , , mountPoint] = before.split(' ');
    if (mountPoint !== undefined) return unescapeOctal(mountPoint);
  }
  return null;
}

/**
 * The path of a process's group below the mount, such as `/system.slice/nginx.service`; `/` is the root. null: the
 * process is gone, in no group of version 2, or in one outside of our own namespace.
 */
export function readCgroupPath(root: string, pid: number | 'self'): string | null {
  const text = unlessGone(() => readFileSync(`${root}/${pid}/cgroup`, 'utf8')) ?? '';
  const line = text.split('\n').find((one) => one.startsWith('0::'));
  const path = line?.slice(3) ?? null;
  // cgroup_namespaces(7): what is outside begins with `/..`; what was removed ends so.
  return path === null || path.startsWith('/..') || path.endsWith(' (deleted)') ? null : path;
}

/** The processes of a group, without those of groups below it. null: it is gone. */
export function readCgroupPids(folder: string): number[] | null {
  const text = unlessGone(() => readFileSync(`${folder}/cgroup.procs`, 'latin1'));
  return text === null ? null : text.split('\n').filter(Boolean).map(Number);
}

/** A file with one number. Infinity: `max`, no limit. null: not understood. */
export function parseCgroupNumber(bytes: Buffer, length = bytes.length): number | null {
  const text = bytes.toString('latin1', 0, length).trim();
  if (text === 'max') return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** A number of a file of `key value` lines, such as memory.stat and memory.events. `key`: with a space behind it. */
export function parseCgroupKey(bytes: Buffer, length: number, key: Buffer): number | null {
  // Keys end like others do (`anon `, `inactive_anon `): this one begins the file or a line.
  if (bytes.subarray(0, key.length).equals(key)) return numberAfter(bytes, length, key);
  return numberAfter(bytes, length, Buffer.concat([LINE_FEED, key]));
}

/**
 * Microseconds, since the group began, in which at least one of its tasks waited for the resource: the total of the
 * `some` line (Documentation/accounting/psi.rst).
 */
export function parsePressure(bytes: Buffer, length = bytes.length): number | null {
  const [some = ''] = bytes.toString('latin1', 0, length).split('\n');
  const total = /^some .*\btotal=(\d+)/.exec(some)?.[1];
  return total === undefined ? null : Number(total);
}

const LINE_FEED = Buffer.from('\n');

/** Blanks in a mount point are written `\040`. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
