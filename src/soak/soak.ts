/**
 * One soak from start to end: ready → warm-up → soak → drain → reload → ended. Joins the targets, the sampler, the load,
 * the store and the analysis, which do not know each other.
 */
import { type Analyst, openAnalyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { type Clock, readBootId } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import { EXIT, SoakdError } from '../error.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { formatBytes } from '../plan/quantity.ts';
import { expandSecrets } from '../plan/secret.ts';
import type { NewRun } from '../store/record.ts';
import { openStoreWriter, type StoreWriter } from '../store/writer.ts';
import type { StoreTrouble } from '../store/writer-message.ts';
import { conduct, type Ending } from './conduct.ts';
import { readHostFacts } from './host.ts';
import { LiveVerdict } from './live-verdict.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { newRunId } from './run-id.ts';

export interface SoakOptions {
  readonly parsed: ParsedPlan;
  readonly database: string;
  /** soakd's own, for the facts of the run. */
  readonly version: string;
  /** Where the output of the targets of this run goes. */
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  /** Aborted: end early, with the partial report. The reason is the signal's name. */
  readonly stop: AbortSignal;
  /** Aborted: end now, leaving nothing that was started. */
  readonly kill: AbortSignal;
  readonly onStatus: (status: SoakStatus) => void;
  readonly onMessage: (message: string) => void;
}

/**
 * @returns the final assessment, also of a run that was interrupted or that lost its target
 * @throws SoakdError when a target could not be started, the database could not be written, or `kill` was aborted
 */
export async function runSoak(options: SoakOptions): Promise<Assessment> {
  // Before anything is written or started: a missing secret is found here.
  const plan = expandSecrets(options.parsed.plan, process.env);
  const store = await openStoreWriter(options.database, {
    onTrouble: (trouble) => options.onMessage(describeTrouble(trouble)),
  });
  const killed = new Promise<never>((_resolve, reject) => {
    options.kill.addEventListener('abort', () => {
      store.closeAtOnce();
      reject(stoppedAtOnce(String(options.kill.reason)));
    });
  });
  return Promise.race([killed, runStored(options, plan, store)]);
}

async function runStored(options: SoakOptions, plan: Plan, store: StoreWriter): Promise<Assessment> {
  const { clock, database, stop, onMessage } = options;
  const runId = newRunId();
  const originMonotonicMs = clock.monotonicMs();
  const run = await store.createRun(describeRun(options, runId, originMonotonicMs));
  const recorder = createRecorder({
    run,
    clock,
    originMonotonicMs,
    write: (record) => store.write(record),
  });
  const analyst = await openAnalyst(database, run);
  const verdict = new LiveVerdict(analyst, plan.ending, onMessage);
  try {
    const ending = await conduct({
      runId,
      plan,
      clock,
      originMonotonicMs,
      recorder,
      logFolder: options.targetLogFolder(runId),
      stop,
      kill: options.kill,
      criteria: () => verdict.newest?.criteria ?? [],
      onGeneration: (row) => store.write({ kind: 'generation', run, ...row }),
      onProgress: (progress) => store.write({ kind: 'run-update', run, ...progress }),
      onStatus(status) {
        verdict.renew(status.observedMs);
        options.onStatus({ ...status, criteria: verdict.count() });
      },
      onMessage,
    }).catch((error: unknown) => explainEnding(error, stop, recorder));
    if (ending.state === 'interrupted') recorder.event('signal', ending.why);
    store.write({ kind: 'run-update', run, state: ending.state, endedWallMs: clock.wallMs() });
    await store.flush();
    if (ending.error !== undefined) throw ending.error;
    return await judge(store, analyst, run);
  } finally {
    await analyst.close();
    await store.close();
  }
}

/** Freezes the verdicts: they stand as what these rows said, whatever is thinned out later. */
async function judge(store: StoreWriter, analyst: Analyst, run: number): Promise<Assessment> {
  const assessment = await analyst.assess({ live: false });
  for (const [position, verdict] of assessment.criteria.entries()) {
    store.write({ kind: 'verdict', run, position, ...verdict });
  }
  store.write({ kind: 'run-update', run, verdict: assessment.verdict });
  await store.flush();
  return { ...assessment, frozen: true };
}

/** A soak that was stopped while its targets started has a report; one whose target would not start has an error. */
function explainEnding(error: unknown, stop: AbortSignal, recorder: Recorder): Ending {
  if (stop.aborted) return { state: 'interrupted', why: `ended by ${stop.reason}` };
  const why = error instanceof Error ? error.message : String(error);
  recorder.event('error', why);
  return { state: 'failed', why, error };
}

function describeRun(options: SoakOptions, id: string, monotonicOriginMs: number): NewRun {
  const { plan, text, sha256 } = options.parsed;
  const targets = plan.targets.map(({ name }) => name);
  return {
    id,
    name: plan.name,
    planText: text,
    planSha256: sha256,
    planJson: JSON.stringify(plan),
    startedWallMs: options.clock.wallMs(),
    bootId: readBootId(),
    monotonicOriginMs,
    hostJson: JSON.stringify(readHostFacts(options.version)),
    targets,
    operations: (plan.load?.operations ?? []).map(({ name, kind, weight, target }) => ({
      name,
      kind,
      weight,
      target: target === null ? null : targets.indexOf(target),
    })),
  };
}

function describeTrouble(trouble: StoreTrouble): string {
  switch (trouble.kind) {
    case 'failing':
      return `nothing can be written to the database (${trouble.message}); samples are kept in memory`;
    case 'recovered':
      return `the database can be written again, after ${Math.round(trouble.afterMs / 1000)} s`;
    case 'rejected':
      return `a record was left out: ${trouble.message}`;
    case 'dropping':
      return 'the memory for samples that cannot be written is full: newer ones are lost';
    case 'log-growing':
      return `a reader keeps the write-ahead log from being emptied: ${formatBytes(trouble.bytes)}`;
    case 'crashed':
      return trouble.message;
    default:
      return trouble satisfies never;
  }
}

function stoppedAtOnce(signal: string): SoakdError {
  return new SoakdError(
    `stopped at once by ${signal}: no report was written, what was sampled is in the database`,
    {
      exitCode: signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated,
    },
  );
}
