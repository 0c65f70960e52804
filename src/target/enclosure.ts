/**
 * Where a started target lives: in a control group of its own wherever soakd may make one, with the limits of the plan.
 * Its first program is run by a shell that enters the group and lowers the limit of descriptors before it becomes the
 * program: nothing of the target ever runs outside.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXIT, SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import type { LimitsPlan } from '../plan/target/target-plan.ts';
import { parseCgroupKey } from '../proc/cgroup.ts';
import { unlessGone } from '../proc/failure.ts';
import { type Delegation, divide, findDelegation, makeGroup } from './delegation.ts';
import type { End, OwnCgroup } from './target.ts';

const ENTER = `[ -z "$1" ] || echo 0 >"$1/cgroup.procs" || exit 125
[ -z "$2" ] || ulimit -n "$2" || exit 125
shift 2
exec "$@"`;

const OOM_KILL = Buffer.from('oom_kill ');

export class Enclosure {
  /** null: soakd may make no groups, and the plan sets no limit that needs one. */
  readonly #folder: string | null;
  readonly #fds: number | null;

  /**
   * @param logFolder its name is that of the run
   * @throws SoakdError when the plan sets limits that cannot be kept here
   */
  static make(
    { name, limits }: { readonly name: string; readonly limits: LimitsPlan },
    logFolder: string,
    delegation: Delegation = findDelegation(),
  ): Enclosure {
    if (delegation.kind === 'none') {
      if (needsGroup(limits)) throw impossible(delegation.why);
      return new Enclosure(null, limits.fds);
    }
    try {
      const controllers = divide(delegation.folder);
      const group = makeGroup(delegation.folder, `${basename(logFolder)}-${name}`);
      const set = (controller: string, file: string, value: number | null): void => {
        if (controllers.has(controller)) writeFileSync(join(group, file), String(value ?? 'max'));
        else if (value !== null) throw impossible(`its control group has no ${controller} controller`);
      };
      set('memory', 'memory.max', limits.memoryBytes);
      set('pids', 'pids.max', limits.tasks);
      return new Enclosure(group, limits.fds);
    } catch (error) {
      if (error instanceof SoakdError) throw error;
      if (needsGroup(limits)) throw impossible(error instanceof Error ? error.message : String(error));
      return new Enclosure(null, limits.fds);
    }
  }

  private constructor(folder: string | null, fds: number | null) {
    this.#folder = folder;
    this.#fds = fds;
  }

  /** What to start instead of the command, so that it runs inside. */
  enter(command: readonly string[]): readonly string[] {
    if (this.#folder === null && this.#fds === null) return command;
    return ['/bin/sh', '-c', ENTER, 'sh', this.#folder ?? '', String(this.#fds ?? ''), ...command];
  }

  /** As the sampler reads it; null: there is no group. */
  get cgroup(): OwnCgroup | null {
    return this.#folder === null ? null : { folder: this.#folder, oomKills: oomKillsOf(this.#folder) };
  }

  /** An end by SIGKILL that the kernel gave for memory says so. */
  explain(ended: Promise<End>): Promise<End> {
    const folder = this.#folder;
    if (folder === null) return ended;
    const before = oomKillsOf(folder);
    return ended.then((end) => {
      const kills = oomKillsOf(folder) - before;
      if (kills <= 0) return end;
      const who = kills === 1 ? '1 of its processes' : `${kills} of its processes`;
      return { ...end, why: `${end.why}; the kernel killed ${who} for memory` };
    });
  }
}

/** What stands against the limits of a plan where soakd runs now, for who only asks; null: nothing. */
export function limitsTrouble(
  { targets }: Pick<Plan, 'targets'>,
  delegation = findDelegation(),
): string | null {
  const limited = targets.filter(({ source }) => source.kind === 'start' && needsGroup(source.limits));
  if (limited.length === 0 || delegation.kind === 'delegated') return null;
  const names = limited.map(({ name }) => name).join(', ');
  return `cannot limit memory and tasks of ${names} when run from here (${delegation.why}); soakd.service can`;
}

function needsGroup(limits: LimitsPlan | undefined): boolean {
  return limits !== undefined && (limits.memoryBytes !== null || limits.tasks !== null);
}

/** Since the group was made; 0 where nothing is counted. */
export function oomKillsOf(folder: string): number {
  const bytes = unlessGone(() => readFileSync(join(folder, 'memory.events')));
  return bytes === null ? 0 : (parseCgroupKey(bytes, bytes.length, OOM_KILL) ?? 0);
}

function impossible(why: string): SoakdError {
  return new SoakdError(`its limits of memory and tasks cannot be kept: ${why}`, {
    exitCode: EXIT.usage,
    hint: 'Run the plan by soakd.service (systemctl, soakd start), or systemd-run --user --scope -p Delegate=yes soakd run …; or leave the limits out.',
  });
}
