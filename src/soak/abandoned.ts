/** Runs whose soakd died before their verdict, and the honest end of those that nobody takes up again. */
import { openAnalyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { Clock } from '../clock.ts';
import { endEarlierProxies } from '../fault/proxy/earlier-proxies.ts';
import { revertLeft } from '../fault/revert-left.ts';
import { plannedRunMs } from '../plan/extent.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReportsPlan } from '../plan/report/reports-plan.ts';
import type { EventRow } from '../store/event-record.ts';
import type { RunFacts } from '../store/read-run.ts';
import { openStoreReader } from '../store/reader.ts';
import type { RunState } from '../store/run-record.ts';
import type { StoreWriter } from '../store/writer.ts';
import { closeAlerts } from './earlier-alerts.ts';
import { earlierFaults } from './earlier-faults.ts';
import { faultFolder, plannedOccurrences } from './fault-conduct.ts';
import { freezeAssessment } from './freeze.ts';
import { createRecorder } from './recorder.ts';
import { type Resumption, readResumption } from './resumption.ts';
import { Targets } from './targets.ts';

/** Oldest first. Rejects with a SoakdError when there is no database, or it may not be read. */
export async function abandonedRuns(database: string): Promise<RunFacts[]> {
  using reader = await openStoreReader(database);
  return reader.abandonedRuns().map(({ run }) => reader.readRun(run));
}

export interface EndOptions {
  /** Of `database`. */
  readonly store: StoreWriter;
  readonly database: string;
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  readonly onMessage: (message: string) => void;
}

export interface EndedRun {
  readonly id: string;
  /** That its plan asks for. */
  readonly reports: ReportsPlan | null;
  readonly state: RunState;
  readonly assessment: Assessment;
  /** What became of a report of it: stored as an event. */
  reported(text: string, isWritten: boolean): void;
}

/** Ends what is left of its targets, and judges it by the rows there are. `why` it does not go on. */
export async function endAbandoned(options: EndOptions, facts: RunFacts, why: string): Promise<EndedRun> {
  // Its soakd died between its end and its verdict.
  const state = facts.endedWallMs === null ? await storeEnd(options, facts, why) : facts.state;
  const analyst = await openAnalyst(options.database, facts.run);
  try {
    const assessment = await freezeAssessment(options.store, analyst, facts.run);
    return {
      id: facts.id,
      reports: (JSON.parse(facts.planJson) as Plan).reports ?? null,
      state,
      assessment,
      reported: (text, isWritten) => storeReported(options, facts, text, isWritten),
    };
  } finally {
    await analyst.close();
  }
}

/** Its clock stopped when its soakd died: the event stands there, and tells by the wall clock when it was. */
function storeReported(
  { store, clock }: EndOptions,
  { run, startedWallMs, heartbeatWallMs }: RunFacts,
  text: string,
  isWritten: boolean,
): void {
  const monoMs = Math.max(0, heartbeatWallMs - startedWallMs);
  const event = isWritten ? 'report' : 'report-failed';
  const at = { monoMs, wallMs: clock.wallMs(), target: null, durationMs: null };
  store.write({ kind: 'event', run, event, text, ...at });
}

async function storeEnd(options: EndOptions, facts: RunFacts, why: string): Promise<RunState> {
  const { store, database, clock, onMessage } = options;
  const { run, id } = facts;
  const plan = JSON.parse(facts.planJson) as Plan;
  using reader = await openStoreReader(database);
  const resumed = readResumption(reader, facts, plan, clock);
  const state = stateOf(resumed, plan, reader.events(run));
  const folder = faultFolder(options.targetLogFolder(id));
  await revertLeft(folder);
  await endEarlierProxies(folder);
  const { originMonotonicMs, lastSeenMs: nowMs } = resumed;
  const left = { folder, originMonotonicMs, nowMs, occurrences: plannedOccurrences(plan) };
  for (const { row } of earlierFaults({ ...left, rows: resumed.faults }).closed)
    store.write({ kind: 'fault', run, ...row });
  await endTargets(options, facts, plan, resumed);
  for (const record of closeAlerts(run, resumed, resumed.lastSeenMs)) store.write(record);
  const at = { monoMs: resumed.lastSeenMs, wallMs: resumed.heartbeatWallMs, target: null } as const;
  const seen = new Date(resumed.heartbeatWallMs).toISOString();
  // Without a length: nothing was to be observed after it.
  const text = `soakd died, seen last at ${seen}; the run does not go on: ${why}`;
  store.write({ kind: 'event', run, ...at, event: 'gap', text, durationMs: 0 });
  if (resumed.phase !== 'ended')
    store.write({ kind: 'event', run, ...at, event: 'phase', text: 'ended', durationMs: null });
  store.write({ kind: 'run-update', run, state, phase: 'ended', endedWallMs: resumed.heartbeatWallMs });
  await store.flush();
  onMessage(`run ${id} (${facts.name}): ${text}`);
  return state;
}

/** A soakd that died in the very end of a run had done what was to be done: only its verdict was missing. */
function stateOf({ phase, observedMs, load }: Resumption, plan: Plan, events: readonly EventRow[]): RunState {
  if (phase !== 'ended') return 'interrupted';
  const ending = events.findLast(({ event }) => event in ENDINGS)?.event;
  if (ending !== undefined) return ENDINGS[ending] ?? 'interrupted';
  const plannedMs = plannedRunMs(plan);
  const isComplete =
    plan.ending.kind === 'operations'
      ? load.arrivals >= plan.ending.operations
      : plannedMs !== null && observedMs >= plannedMs;
  return isComplete ? 'completed' : 'interrupted';
}

/** What ended a run before its time, by its event. */
const ENDINGS: Readonly<Partial<Record<EventRow['event'], RunState>>> = {
  'target-lost': 'lost',
  abort: 'aborted',
  signal: 'interrupted',
  error: 'failed',
};

/** Of what soakd had started, nothing is left; of the others it is told when they were seen last. */
async function endTargets(
  { store, targetLogFolder, clock, onMessage }: EndOptions,
  { run, id }: RunFacts,
  plan: Plan,
  resumed: Resumption,
): Promise<void> {
  const { originMonotonicMs } = resumed;
  const ended = new Set<string>();
  const targets = new Targets({
    plans: plan.targets,
    recorder: createRecorder({ run, clock, originMonotonicMs, write: (record) => store.write(record) }),
    clock,
    originMonotonicMs,
    logFolder: targetLogFolder(id),
    resumed,
    onGeneration(row) {
      store.write({ kind: 'generation', run, ...row });
      if (row.planned) ended.add(`${plan.targets[row.target]?.name ?? row.target} (pid ${row.pid})`);
    },
    onLost: () => {},
    onMessage: () => {},
  });
  await targets.stop().catch((error: unknown) => {
    onMessage(error instanceof Error ? error.message : String(error));
  });
  if (ended.size > 0) onMessage(`run ${id} had left running, and now ended: ${[...ended].join(', ')}`);
}
