/**
 * All processes that came of one started command. Kinship alone does not tell: a child may leave the process group
 * and the session, and when its parent ends it is handed to init. So a process belongs to the family when it is the
 * root, is in the root's process group, was seen to descend from it earlier, has the target's log as its standard
 * output or error, or descends from any of these. None is older than the root.
 */
import { statSync } from 'node:fs';
import { descendants } from '../proc/children.ts';
import { failureOf } from '../proc/failure.ts';
import { readIdentity } from '../proc/process.ts';
import type { Member } from '../proc/signal-process.ts';
import type { ProcStat } from '../proc/stat.ts';
import { readProcessTable, withDescendants } from './process-table.ts';

export interface FamilyMember extends Member {
  /** Still in the process group of the root, as it was started. */
  readonly inGroup: boolean;
}

export interface LogFile {
  readonly dev: number;
  readonly ino: number;
}

export class Family {
  readonly root: Member;
  readonly #procRoot: string;
  readonly #log: LogFile;
  /** pid → start of every descendant seen and not known to be gone. */
  #seen = new Map<number, number>();

  /** `log` is written by the processes of this target alone, and held open as long as this is in use. */
  constructor(root: Member, log: LogFile, procRoot: string) {
    this.root = root;
    this.#log = log;
    this.#procRoot = procRoot;
  }

  /** Remembers the descendants of now, so that they are known when their parents are gone. */
  remember(): void {
    const known = [[this.root.pid, this.root.startTicks] as const, ...this.#seen].filter(
      ([pid, startTicks]) => readIdentity(this.#procRoot, pid)?.startTicks === startTicks,
    );
    const seen = new Map<number, number>();
    for (const [parent, parentStart] of known) {
      if (seen.has(parent)) continue;
      seen.set(parent, parentStart);
      for (const pid of descendants(this.#procRoot, parent).pids) {
        const startTicks = seen.get(pid) ?? readIdentity(this.#procRoot, pid)?.startTicks;
        if (startTicks !== undefined && startTicks >= this.root.startTicks) seen.set(pid, startTicks);
      }
    }
    this.#seen = seen;
  }

  /** Those alive now. */
  members(): FamilyMember[] {
    const table = readProcessTable(this.#procRoot);
    const { root } = this;
    const young = [...table.values()].filter(
      ({ pid, startTicks }) => startTicks >= root.startTicks && pid !== process.pid,
    );
    // Once the root is collected and its group is empty, another process may be given its number.
    const isGroupOurs = (table.get(root.pid)?.startTicks ?? root.startTicks) === root.startTicks;
    const inGroup = ({ pgrp }: ProcStat): boolean => isGroupOurs && pgrp === root.pid;
    const founders = young.filter(
      (one) => inGroup(one) || this.#seen.get(one.pid) === one.startTicks || this.#writesLog(one.pid),
    );
    const family = withDescendants(
      table,
      founders.map(({ pid }) => pid),
    );
    return young
      .filter(({ pid }) => family.has(pid))
      .map((one) => ({ pid: one.pid, startTicks: one.startTicks, inGroup: inGroup(one) }));
  }

  #writesLog(pid: number): boolean {
    return writesLog(pid, this.#log, this.#procRoot);
  }
}

/** The oldest process that has this log as its standard output or error; null: none has. */
export function oldestWriter(log: LogFile, procRoot: string): Member | null {
  const writers = [...readProcessTable(procRoot).values()].filter(
    ({ pid }) => pid !== process.pid && writesLog(pid, log, procRoot),
  );
  const [oldest] = writers.sort((one, other) => one.startTicks - other.startTicks || one.pid - other.pid);
  return oldest === undefined ? null : { pid: oldest.pid, startTicks: oldest.startTicks };
}

function writesLog(pid: number, log: LogFile, procRoot: string): boolean {
  return ['1', '2'].some((descriptor) => {
    try {
      const { dev, ino } = statSync(`${procRoot}/${pid}/fd/${descriptor}`);
      return dev === log.dev && ino === log.ino;
    } catch (error) {
      if (['gone', 'denied'].includes(failureOf(error))) return false;
      throw error;
    }
  });
}
