/** One process that soakd started, this one or one before it, with all that came of it: the resource of one generation. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync } from 'node:fs';
import { EXIT, SoakdError } from '../error.ts';
import type { StartSource } from '../plan/target/target-plan.ts';
import { isAlive, type Member, sendSignal, signalProcess } from '../proc/signal-process.ts';
import { Family, type FamilyMember, oldestWriter } from './family.ts';
import type { Ending } from './origin.ts';
import { pause } from './pause.ts';
import { type Spawned, spawnTarget } from './spawn-target.ts';
import type { End } from './target.ts';
import type { TargetLog } from './target-log.ts';

/** Descendants are looked for this often, less often where a look costs more than a percent of it. */
const WATCH_EVERY_MS = 1000;
const COST_SHARE = 0.01;
/** A process in uninterruptible sleep takes no signal. */
const KILL_WITHIN_MS = 10_000;

export class StartedProcess {
  readonly pid: number;
  readonly startTicks: number;
  /** Resolves when the root process ended and was collected; null: it is not our child, and nobody tells us. */
  readonly ended: Promise<End> | null;
  /** Where its output begins in the log. */
  readonly logFrom: number;
  readonly #child: ChildProcess | null;
  readonly #family: Family;
  readonly #log: TargetLog;
  /** Held open while the family is told by it: the number of a removed file is soon another file's. */
  readonly #output: number;
  readonly #procRoot: string;
  readonly #watching = new AbortController();
  readonly #hurry = new AbortController();
  #stopping: Promise<Ending> | null = null;
  /** All are gone: whoever looks like one of them from now on is not. */
  #isGone = false;

  static async start(source: StartSource, log: TargetLog, procRoot: string): Promise<StartedProcess> {
    return new StartedProcess(await spawnTarget(source, log, procRoot), log, procRoot);
  }

  /**
   * What an earlier soakd had started; its root may have ended since, or (null) not have been written down: then it is
   * known by its log. null: there is nothing.
   */
  static adopt(root: Member | null, log: TargetLog, procRoot: string): StartedProcess | null {
    const output = log.openForTarget();
    const found = root ?? oldestWriter(fstatSync(output), procRoot);
    if (found !== null)
      return new StartedProcess({ child: null, root: found, logFrom: log.position(), output }, log, procRoot);
    closeSync(output);
    return null;
  }

  private constructor({ child, root, logFrom, output }: Spawned, log: TargetLog, procRoot: string) {
    this.pid = root.pid;
    this.startTicks = root.startTicks;
    this.logFrom = logFrom;
    this.#child = child;
    this.#log = log;
    this.#procRoot = procRoot;
    this.#output = output;
    this.#family = new Family(root, fstatSync(output), procRoot);
    this.ended = child === null ? null : endOf(child);
    void this.#watch();
  }

  /** The pids of the family now; looks at every process of the machine. */
  pids(): number[] {
    return this.#family.members().map(({ pid }) => pid);
  }

  /** Remembers the descendants of now; cheap, to be called often while the process starts. */
  remember(): void {
    this.#family.remember();
  }

  /**
   * SIGTERM to all of the family, SIGKILL to what is left after the grace (or at once when `hurry` is aborted).
   * Resolves when all are gone, also where the root had ended before.
   */
  stop(graceMs: number, hurry?: AbortSignal): Promise<Ending> {
    if (hurry?.aborted === true) this.#hurry.abort();
    hurry?.addEventListener('abort', () => this.#hurry.abort(), { once: true });
    this.#stopping ??= this.#stop(graceMs, this.#hurry.signal);
    return this.#stopping;
  }

  /** SIGKILL to all of the family, before it returns. */
  stopAtOnce(): void {
    this.#watching.abort();
    if (this.#isGone) return;
    try {
      this.#family.remember();
    } finally {
      // Needs no descriptor, should we be out of them.
      this.#signal('SIGKILL', []);
    }
    const killed = new Set<number>();
    // A process may fork between the look and the signal, but each round leaves fewer that could.
    for (let round = 0; round < 10; round++) {
      const found = this.#family.members().filter(({ pid }) => !killed.has(pid));
      if (found.length === 0) return;
      this.#signal('SIGKILL', found);
      for (const { pid } of found) killed.add(pid);
    }
  }

  async #stop(graceMs: number, hurry: AbortSignal): Promise<Ending> {
    this.#family.remember();
    let members = this.#family.members();
    if (members.length > 0 && graceMs > 0 && !hurry.aborted) {
      this.#signal('SIGTERM', members);
      // A stopped process takes the signal only when it is continued.
      this.#signal('SIGCONT', members);
      members = await this.#waitUntilGone(members, graceMs, hurry);
    }
    const ending: Ending = members.length === 0 ? 'ended' : 'killed';
    for (const deadlineMs = performance.now() + KILL_WITHIN_MS; members.length > 0; ) {
      this.#signal('SIGKILL', members);
      members = await this.#waitUntilGone(members, 100);
      if (performance.now() > deadlineMs) throw unkillable(members);
    }
    this.#isGone = true;
    this.#watching.abort();
    closeSync(this.#output);
    await this.ended;
    return ending;
  }

  /** The family's members that are still alive after at most `withinMs`. */
  async #waitUntilGone(
    members: readonly FamilyMember[],
    withinMs: number,
    hurry?: AbortSignal,
  ): Promise<FamilyMember[]> {
    const deadlineMs = performance.now() + withinMs;
    let left = members;
    for (let delayMs = 5; ; delayMs = Math.min(delayMs * 2, 100)) {
      const inTime = await pause(Math.max(Math.min(delayMs, deadlineMs - performance.now()), 1), hurry);
      left = left.filter((member) => isAlive(this.#procRoot, member));
      if (left.length === 0) left = this.#family.members();
      if (left.length === 0) return [];
      if (!inTime || performance.now() >= deadlineMs) return this.#family.members();
    }
  }

  #signal(signal: NodeJS.Signals, members: readonly FamilyMember[]): void {
    const groupSignalled = this.#isUncollected() && sendSignal(-this.pid, signal);
    for (const member of members) {
      if (!groupSignalled || !member.inGroup) signalProcess(this.#procRoot, member, signal);
    }
  }

  /** As long as the root is not collected, its pid, and so its process group's number, can be nobody else's. */
  #isUncollected(): boolean {
    const child = this.#child;
    if (child === null) return isAlive(this.#procRoot, this.#family.root);
    return child.exitCode === null && child.signalCode === null;
  }

  async #watch(): Promise<void> {
    let everyMs = WATCH_EVERY_MS;
    while (await pause(everyMs, this.#watching.signal)) {
      try {
        const beganMs = performance.now();
        this.#family.remember();
        everyMs = Math.max(WATCH_EVERY_MS, (performance.now() - beganMs) / COST_SHARE);
        await this.#log.rotate();
      } catch {
        // Out of descriptors, or a failing disk: it is the next look that counts.
      }
    }
  }
}

function endOf(child: ChildProcess): Promise<End> {
  // Signals are sent by sendSignal, so an 'error' can no longer happen; without a listener it would be thrown.
  child.on('error', () => {});
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(describeExit(code, signal)));
  });
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): End {
  if (signal !== null) return { why: `killed by ${signal}`, failed: true };
  return { why: `exited with code ${code ?? 'unknown'}`, failed: code !== 0 };
}

function unkillable(members: readonly Member[]): SoakdError {
  const pids = members.map(({ pid }) => pid).join(', ');
  return new SoakdError(`process ${pids} did not end on SIGKILL within ${KILL_WITHIN_MS / 1000} s`, {
    exitCode: EXIT.internal,
    hint: 'It runs as another user, or waits for a device (state D in ps). End it by hand.',
  });
}
