/**
 * Whether the control group (version 2) that soakd runs in is its own to divide, and how: a group that has groups with
 * controllers below it may hold no processes itself ("no internal processes", cgroup-v2.rst), so soakd moves into one.
 *
 *   soakd.service/            delegated (systemd: Delegate=yes)
 *     soakd-main/             soakd and its load
 *     target-k7bd92xq-api/    a target with all its processes, and its limits
 */
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readCgroupMount, readCgroupPath, readCgroupPids } from '../proc/cgroup.ts';
import { descendants } from '../proc/children.ts';
import { codeOf, unlessGone } from '../proc/failure.ts';

export type Delegation =
  | { readonly kind: 'delegated'; readonly folder: string }
  /** `why` as "soakd shares its control group with other processes". */
  | { readonly kind: 'none'; readonly why: string };

const MAIN = 'soakd-main';
const TARGET_PREFIX = 'target-';
/** A group is empty from when it is made until the first process has entered it; on a busy machine that takes a while. */
const ENTER_WITHIN_MS = 60_000;
/** Group → when it was made, of those that may still be empty: another soak of this process is not to remove them. */
const entering = new Map<string, number>();
const WANTED = ['memory', 'pids', 'cpu', 'io'];
/** What forks while it is moved leaves a child behind, for the next round. */
const ROUNDS = 5;

/** Looks, and changes nothing. */
export function findDelegation(procRoot = '/proc'): Delegation {
  const mount = readCgroupMount(procRoot);
  if (mount === null) return none('this machine has no control groups of version 2');
  const path = readCgroupPath(procRoot, 'self');
  if (path === null) return none('soakd is in no control group of version 2');
  if (path === '/') return none('soakd runs in the root control group');
  const folder = basename(path) === MAIN ? dirname(join(mount, path)) : join(mount, path);
  try {
    for (const name of ['', 'cgroup.procs', 'cgroup.subtree_control'])
      accessSync(join(folder, name), constants.W_OK);
  } catch {
    return none(`soakd may not divide its control group ${path}: it is not delegated`);
  }
  const own = new Set([process.pid, ...descendants(procRoot, process.pid).pids]);
  const strangers = (readCgroupPids(folder) ?? []).filter((pid) => !own.has(pid));
  if (strangers.length > 0)
    return none(`soakd shares its control group ${path} with process ${strangers[0]}`);
  return { kind: 'delegated', folder };
}

/**
 * Moves soakd out of the way and hands the controllers down; what it did before is left as it is. Answers with the
 * controllers that groups below have. Groups of earlier targets go, unless something still runs in them.
 *
 * @throws a system error when soakd cannot be moved
 */
export function divide(folder: string): ReadonlySet<string> {
  const main = join(folder, MAIN);
  mkdirSync(main, { recursive: true });
  for (let round = 0; round < ROUNDS; round++) {
    const pids = readCgroupPids(folder) ?? [];
    if (pids.length === 0) break;
    for (const pid of pids) moveInto(main, pid);
  }
  const offered = wordsOf(join(folder, 'cgroup.controllers'));
  const given = wordsOf(join(folder, 'cgroup.subtree_control'));
  for (const controller of WANTED.filter((one) => offered.has(one) && !given.has(one))) {
    try {
      writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`);
    } catch {
      // Not handed down to us; who needs it says so.
    }
  }
  removeEmpty(folder);
  return wordsOf(join(folder, 'cgroup.subtree_control'));
}

/** The group of one target; `name` is told by systemd-cgls. */
export function makeGroup(folder: string, name: string): string {
  const group = join(folder, `${TARGET_PREFIX}${name}`);
  mkdirSync(group, { recursive: true });
  entering.set(group, performance.now());
  return group;
}

function moveInto(group: string, pid: number): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), String(pid));
  } catch (error) {
    // It ended meanwhile.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function removeEmpty(folder: string): void {
  const nowMs = performance.now();
  for (const [group, madeMs] of entering) if (nowMs - madeMs > ENTER_WITHIN_MS) entering.delete(group);
  for (const name of readdirSync(folder).filter((one) => one.startsWith(TARGET_PREFIX))) {
    const group = join(folder, name);
    if (entering.has(group)) continue;
    try {
      rmdirSync(group);
    } catch {
      // Somebody is in it.
    }
  }
}

function wordsOf(file: string): Set<string> {
  const text = unlessGone(() => readFileSync(file, 'utf8')) ?? '';
  return new Set(text.split(/\s+/).filter(Boolean));
}

function none(why: string): Delegation {
  return { kind: 'none', why };
}
