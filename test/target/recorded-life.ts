/** A life whose reports can be awaited, and programs for it to live on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ready, StartSource, TargetPlan, TargetSource } from '../../src/plan/target/target-plan.ts';
import { readCmdline, readIdentity } from '../../src/proc/process.ts';
import { type Member, sendSignal } from '../../src/proc/signal-process.ts';
import { type LifeOptions, TargetLife } from '../../src/target/life.ts';
import type { Generation, LifeObserver } from '../../src/target/target.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

export type Report =
  | { readonly kind: 'begin'; readonly generation: Generation }
  | { readonly kind: 'ready'; readonly generation: Generation }
  | { readonly kind: 'end'; readonly generation: Generation; readonly why: string; readonly planned: boolean }
  | { readonly kind: 'restart'; readonly why: string; readonly afterMs: number }
  | { readonly kind: 'lost'; readonly why: string };

type Kind = Report['kind'];

export interface RecordedLife {
  readonly life: TargetLife;
  readonly logPath: string;
  /** Everything reported so far. */
  readonly reports: readonly Report[];
  /** The next report of this kind that was not awaited yet. */
  next<K extends Kind>(kind: K): Promise<Extract<Report, { kind: K }>>;
  /** All reports, each in a few words. */
  story(): string[];
}

export function recordedLife(
  context: TestContext,
  source: TargetSource,
  options: Partial<LifeOptions> & { readonly restart?: TargetPlan['restart'] } = {},
): RecordedLife {
  const { restart = 'never', logFolder = temporaryFolder(context), ...others } = options;
  const reports: Report[] = [];
  const taken = new Set<Report>();
  const waiting: { kind: Kind; give: (report: Report) => void }[] = [];

  function report(one: Report): void {
    reports.push(one);
    const index = waiting.findIndex(({ kind }) => kind === one.kind);
    if (index < 0) return;
    taken.add(one);
    waiting.splice(index, 1)[0]?.give(one);
  }

  const observer: LifeObserver = {
    begin: (generation) => report({ kind: 'begin', generation }),
    ready: (generation) => report({ kind: 'ready', generation }),
    end: (generation, why, planned) => report({ kind: 'end', generation, why, planned }),
    restart: (why, afterMs) => report({ kind: 'restart', why, afterMs }),
    lost: (why) => report({ kind: 'lost', why }),
  };
  const plan: TargetPlan = { name: 'api', source, tree: true, restart };
  const life = new TargetLife({ target: 3, plan, logFolder, observer, ...others });
  context.after(() => life.stopAtOnce());

  return {
    life,
    logPath: join(logFolder, 'api.log'),
    reports,
    next(kind) {
      const known = reports.find((one) => one.kind === kind && !taken.has(one));
      const found =
        known === undefined
          ? new Promise<Report>((give) => waiting.push({ kind, give }))
          : Promise.resolve(known);
      if (known !== undefined) taken.add(known);
      return found as Promise<Extract<Report, { kind: typeof kind }>>;
    },
    story: () => reports.map(tell),
  };
}

function tell(report: Report): string {
  if (report.kind === 'begin' || report.kind === 'ready')
    return `${report.kind} ${report.generation.generation}`;
  if (report.kind === 'end') {
    return `end ${report.generation.generation}: ${report.why}${report.planned ? ' (planned)' : ''}`;
  }
  return `${report.kind}: ${report.why}`;
}

export function program(name: string): string {
  return fileURLToPath(new URL(`../fixture/program/${name}.ts`, import.meta.url));
}

export function startSource(
  command: readonly string[],
  ready: Ready = { kind: 'delay', delayMs: 0 },
  others: Partial<StartSource> = {},
): StartSource {
  const workingDirectory = fileURLToPath(new URL('../fixture/program', import.meta.url));
  return { kind: 'start', command, environment: {}, workingDirectory, ready, stopGraceMs: 10_000, ...others };
}

export function serverSource(port: number, args: readonly string[] = [], others: Partial<StartSource> = {}) {
  const ready: Ready = { kind: 'http', url: `http://127.0.0.1:${port}/`, withinMs: 30_000 };
  return startSource([process.execPath, program('target-server'), String(port), ...args], ready, others);
}

export function member(pid: number): Member {
  const identity = readIdentity('/proc', pid);
  if (identity === null) throw new Error(`no process ${pid}`);
  return { pid, startTicks: identity.startTicks };
}

export interface Stranger extends Member {
  /** Resolves when it and its children have ended. */
  readonly gone: Promise<unknown>;
  /** Resolves when it printed such a line. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  kill(): void;
}

/** A process that is no descendant of this one (the shell that started it has ended), in a group of its own. */
export async function startStranger(context: TestContext, command: readonly string[]): Promise<Stranger> {
  const shell = spawn('sh', ['-c', 'setsid "$@" & echo "pid $!"', 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = once(shell, 'exit');
  // Its end of the pipe is closed when the last process that holds it ends.
  const gone = once(shell.stdout, 'close');
  const lines = createInterface(shell.stdout);
  const printed: string[] = [];
  lines.on('line', (line) => printed.push(line));
  async function untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = printed.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found !== undefined && found !== null) return found;
      await once(lines, 'line');
    }
  }
  const stranger = member(Number((await untilPrinted(/^pid (\d+)$/))[1]));
  const kill = (): void => void sendSignal(-stranger.pid, 'SIGKILL');
  context.after(kill);
  await left;
  // Until then it is still the shell, or setsid.
  const isItself = (): boolean => readCmdline('/proc', stranger.pid)?.join() === command.join();
  while (!isItself()) await setImmediate(undefined, { signal: context.signal });
  return { ...stranger, gone, kill, printed: untilPrinted };
}
