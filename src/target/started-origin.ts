/** A target that soakd starts. Its output goes to a log; where it does not get ready, the error quotes that. */
import { EXIT, SoakdError } from '../error.ts';
import type { StartSource, TargetPlan } from '../plan/target/target-plan.ts';
import type { Member } from '../proc/signal-process.ts';
import { commandText } from './command-text.ts';
import { Enclosure } from './enclosure.ts';
import type { Ending, NewProcess, Origin } from './origin.ts';
import { portToAnswer, refuseStranger } from './port-owner.ts';
import { waitUntilReady } from './ready.ts';
import { RESTART_LIMITS, type RestartLimits } from './restart.ts';
import { StartedProcess } from './started-process.ts';
import { TargetLog } from './target-log.ts';

const QUOTED_LINES = 10;
/** Of a plan that was stored before there were any. */
const NO_LIMITS = { memoryBytes: null, tasks: null, fds: null };

export class StartedOrigin implements Origin {
  readonly restart: TargetPlan['restart'];
  readonly restartLimits: RestartLimits;
  readonly triesAgain = true;
  readonly #name: string;
  readonly #source: StartSource;
  readonly #logFolder: string;
  readonly #procRoot: string;
  #log: TargetLog | null = null;
  #started: StartedProcess | null = null;

  constructor(options: {
    readonly plan: TargetPlan;
    readonly source: StartSource;
    readonly logFolder: string;
    readonly procRoot: string;
    readonly restartLimits?: RestartLimits;
  }) {
    this.restart = options.plan.restart;
    this.restartLimits = options.restartLimits ?? RESTART_LIMITS;
    this.#name = options.plan.name;
    this.#source = options.source;
    this.#logFolder = options.logFolder;
    this.#procRoot = options.procRoot;
  }

  async next(begun: (process: NewProcess) => void, signal: AbortSignal): Promise<void> {
    const source = this.#source;
    this.#log ??= new TargetLog(this.#logFolder, this.#name);
    const log = this.#log;
    const port = portToAnswer(source.ready);
    if (port !== null) refuseStranger(port, [], this.#procRoot);
    signal.throwIfAborted();
    const enclosure = Enclosure.make(
      { name: this.#name, limits: source.limits ?? NO_LIMITS },
      this.#logFolder,
    );
    const enclosed = { ...source, command: enclosure.enter(source.command) };
    const started = await StartedProcess.start(enclosed, log, this.#procRoot);
    this.#started = started;
    const { pid, startTicks } = started;
    const ended = started.ended === null ? null : enclosure.explain(started.ended);
    begun({ pid, startTicks, ended, cgroup: enclosure.cgroup, command: commandText(source.command) });
    await awaitReady(source, started, log, signal);
    if (port !== null) refuseStranger(port, started.pids(), this.#procRoot);
  }

  adopt(root: Member | null): void {
    this.#log = new TargetLog(this.#logFolder, this.#name);
    this.#started = StartedProcess.adopt(root, this.#log, this.#procRoot);
  }

  async stop(hurry?: AbortSignal): Promise<Ending> {
    return (await this.#started?.stop(this.#source.stopGraceMs, hurry)) ?? 'ended';
  }

  stopAtOnce(): void {
    this.#started?.stopAtOnce();
  }
}

async function awaitReady(
  source: StartSource,
  started: StartedProcess,
  log: TargetLog,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const ended = started.ended ?? Promise.withResolvers<never>().promise;
  const exit = ended.then(({ why, failed }) => ({ why: `${why} before it was ready`, byItself: !failed }));
  const readiness = waitUntilReady(
    source.ready,
    { log, from: started.logFrom },
    AbortSignal.any([signal, over.signal]),
    () => started.remember(),
  ).then((trouble) =>
    trouble === null ? null : { why: `was not ready in time: ${trouble}`, byItself: false },
  );
  const trouble = await Promise.race([exit, readiness]);
  over.abort();
  signal.throwIfAborted();
  if (trouble === null) return;
  throw new SoakdError(`${trouble.why}\n${quoteOutput(log.tail(started.logFrom, QUOTED_LINES))}`, {
    exitCode: EXIT.targetLost,
    hint: trouble.byItself
      ? 'Start it in the foreground: a program that puts itself in the background cannot be watched.'
      : `All its output is in ${log.path}.`,
  });
}

function quoteOutput(lines: readonly string[]): string {
  if (lines.length === 0) return 'It wrote nothing.';
  return `It wrote last:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
