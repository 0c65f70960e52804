/** One soak in the foreground: signals, progress on stderr, the verdict on stdout. */
import type { Assessment } from '../analysis/assessment.ts';
import { systemClock } from '../clock.ts';
import { EXIT, type ExitCode } from '../error.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import type { ReportsPlan } from '../plan/report/reports-plan.ts';
import { shortfalls } from '../plan/shortfall.ts';
import { quantityStyle, rulesOf } from '../report/page.ts';
import { type ReportedSoak, reportRun } from '../report/report-run.ts';
import { renderSummary } from '../report/text.ts';
import { abandonedRuns, endAbandoned } from '../soak/abandoned.ts';
import { type RunningSoak, startSoak } from '../soak/soak.ts';
import { describeTrouble } from '../soak/store-trouble.ts';
import { openStoreWriter, type StoreWriter } from '../store/writer.ts';
import type { StoreTrouble } from '../store/writer-message.ts';
import { DashboardProgress } from './dashboard-progress.ts';
import { ForegroundControl } from './foreground-control.ts';
import { commandName, databaseFlag, logFolder, readVersion } from './installation.ts';
import { createProgressLine } from './progress-line.ts';
import { textStyle } from './text-style.ts';

export interface ForegroundEnd {
  readonly assessment: Assessment;
  /** What the run's outcome means as an exit code. */
  readonly exitCode: ExitCode;
}

/** The signals that end a soak early, with its partial report. SIGHUP: the ssh session hung up. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * @throws SecondSignal when the user would not wait for the partial report; nothing that was started is left then.
 */
export async function runInForeground(options: {
  readonly parsed: ParsedPlan;
  readonly database: string;
  readonly json: boolean;
  /** Nothing goes to stdout: the caller has words of its own. */
  readonly silent?: boolean;
  /** A dashboard has the terminal while the soak goes on. */
  readonly live?: boolean;
}): Promise<ForegroundEnd> {
  const { parsed, database, json, silent = false, live = false } = options;
  const progress = new DashboardProgress(
    createProgressLine(process.stderr, process.env, quantityStyle(rulesOf(parsed.plan))),
  );
  const control = new ForegroundControl({ database, say: (message) => progress.say(message) });
  let store: StoreWriter | null = null;
  let leftBehind = Promise.resolve();
  let soak: RunningSoak | null = null;
  let signalled: (typeof SIGNALS)[number] | null = null;
  let insists: NodeJS.Signals | null = null;
  const hurry = new AbortController();

  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled !== null) {
      // When a session hangs up the kernel and the shell both say so, and systemd after its SIGTERM: nobody insists.
      if (signal === 'SIGHUP') return;
      insists = signal;
      hurry.abort();
      soak?.kill(signal);
      return;
    }
    signalled = signal as (typeof SIGNALS)[number];
    void progress.close();
    progress.say(`${signal}: ending the soak and writing the partial report; once more to stop at once`);
    soak?.stop(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  for (const shortfall of shortfalls(parsed.plan)) progress.say(`note: ${shortfall}`);
  try {
    store = await openStoreWriter(database, {
      onTrouble: (trouble) => {
        progress.say(describeTrouble(trouble));
        control.degraded = degradation(trouble, control.degraded);
      },
    });
    leftBehind = endLeftBehind({ database, store, signal: hurry.signal, say: (text) => progress.say(text) });
    await control.open(process.env);
    soak = await startSoak({
      request: { kind: 'new', parsed },
      store,
      database,
      version: readVersion(),
      targetLogFolder: (runId) => logFolder(database, runId),
      clock: systemClock,
      owner: { kind: 'foreground', socket: control.socket },
      onStatus: (status) => {
        progress.show(status);
        control.tell({ kind: 'status', status });
      },
      onEvent: (run, event) => control.tell({ kind: 'event', run, ...event }),
      onMessage: (message) => progress.say(message),
    });
    control.conducts(soak);
    // A signal that came before there was a soak to hear it.
    if (signalled !== null) soak.stop(signalled);
    if (insists !== null) soak.kill(insists);
    const onInterrupt = (): void => {
      if (signalled === null) onSignal('SIGINT');
    };
    if (live && signalled === null) progress.open({ database, run: soak.id }, onInterrupt);
    const assessment = await soak.ended;
    // A signal from here on ends nothing but the reports.
    const exitCode = exitCodeOf(assessment, signalled);
    await progress.close();
    control.ended({ state: assessment.run.state, verdict: assessment.verdict });
    await writeReports(soak, parsed.plan.reports ?? null, {
      database,
      signal: hurry.signal,
      say: (text) => progress.say(text),
    });
    progress.end();
    if (!silent) process.stdout.write(json ? documentOf(assessment) : summaryOf(assessment, database));
    return { assessment, exitCode };
  } finally {
    await progress.close();
    progress.end();
    control.ended({ state: 'failed', verdict: null });
    await control.close();
    if (insists === null) await leftBehind;
    await close(store, insists !== null);
    // A session that hangs up may say so until the very end.
    for (const signal of SIGNALS) if (signal !== 'SIGHUP') process.off(signal, onSignal);
  }
}

interface ReportPlace {
  readonly database: string;
  /** Aborted: nobody waits for reports any more. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Those that the plan asks for; where they are is said. */
async function writeReports(
  soak: ReportedSoak,
  reports: ReportsPlan | null,
  options: ReportPlace,
): Promise<void> {
  if (reports === null) return;
  for (const { file, format, trouble } of await reportRun({ soak, reports, ...options }))
    options.say(
      trouble === null ? `report: ${file}` : `the ${format} report could not be written: ${trouble}`,
    );
}

const GOOD_NEWS: readonly string[] = ['recovered', 'disk-has-room'];
const DEGRADING: readonly string[] = ['failing', 'disk-full', 'dropping', 'crashed'];

/** Runs in the foreground that died with their soakd end as interrupted; those of a daemon are for that to take up. */
async function endLeftBehind({
  database,
  store,
  signal,
  say,
}: ReportPlace & { readonly store: StoreWriter }): Promise<void> {
  const targetLogFolder = (runId: string): string => logFolder(database, runId);
  try {
    for (const run of await abandonedRuns(database)) {
      if (run.ownerKind === 'daemon') continue;
      const options = { store, database, targetLogFolder, clock: systemClock, onMessage: say };
      const ended = await endAbandoned(options, run, 'it was run in the foreground');
      await writeReports(ended, ended.reports, { database, signal, say });
    }
  } catch (error) {
    // Of earlier runs: the one that begins does not depend on it.
    say(error instanceof Error ? error.message : String(error));
  }
}

/** What clients of the control socket are told, until it is over. */
function degradation(trouble: StoreTrouble, before: string | null): string | null {
  if (GOOD_NEWS.includes(trouble.kind)) return null;
  return DEGRADING.includes(trouble.kind) ? describeTrouble(trouble) : before;
}

/** Who insisted on the end waits no longer than this for what is not written yet. */
const INSISTED_MS = 1000;

async function close(store: StoreWriter | null, insisted: boolean): Promise<void> {
  if (insisted) await store?.close(INSISTED_MS).catch(() => {});
  else await store?.close();
}

function documentOf(assessment: Assessment): string {
  return `${JSON.stringify(assessment, null, 2)}\n`;
}

function summaryOf(assessment: Assessment, database: string): string {
  const summary = renderSummary(assessment, textStyle(process.stdout));
  return `${summary}\nWhole report: ${commandName} report ${assessment.run.id}${databaseFlag(database)}\n`;
}

/** Precedence: interrupted (by a signal, or by `soakd stop`, which is as SIGTERM), then fail, then target lost, then inconclusive. */
export function exitCodeOf(assessment: Assessment, signal: (typeof SIGNALS)[number] | null): ExitCode {
  if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  if (assessment.run.state === 'interrupted') return EXIT.terminated;
  if (assessment.verdict === 'fail' || assessment.run.state === 'aborted') return EXIT.fail;
  if (assessment.run.state === 'lost') return EXIT.targetLost;
  return assessment.verdict === 'pass' ? EXIT.pass : EXIT.inconclusive;
}
