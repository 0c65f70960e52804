/**
 * One soak from start to end: ready → warm-up → soak → drain → reload → ended. Joins the targets, the sampler, the load,
 * the store and the analysis, which do not know each other.
 */
import { openAnalyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { type Clock, readBootId } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import { SoakdError } from '../error.ts';
import { durationText } from '../plan/figure.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { expandSecrets, secretValues } from '../plan/secret.ts';
import { thisProcess } from '../store/owner.ts';
import { openStoreReader, type RunFacts } from '../store/reader.ts';
import type { EventRow, NewRun, RunProgress } from '../store/record.ts';
import type { StoreWriter } from '../store/writer.ts';
import { endAbandoned } from './abandoned.ts';
import { readHostFacts } from './host.ts';
import { type Resumption, readResumption } from './resumption.ts';
import { newRunId } from './run-id.ts';
import { Soak, type StoredRun } from './running.ts';

export type SoakRequest =
  | { readonly kind: 'new'; readonly parsed: ParsedPlan }
  /** Of abandonedRuns(): its soakd died. */
  | { readonly kind: 'resumed'; readonly run: RunFacts };

/** Away longer than this, soakd does not take up a run again: what it soaked is another evening's machine. */
const RESUME_WITHIN_MS = 3_600_000;

export interface SoakOptions {
  readonly request: SoakRequest;
  /** Of `database`; several soaks may share it. */
  readonly store: StoreWriter;
  readonly database: string;
  /** soakd's own, for the facts of the run. */
  readonly version: string;
  /** Where the output of the targets of this run goes. */
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  /** What this process is, and the path of its control socket. */
  readonly owner: { readonly kind: RunProgress['ownerKind']; readonly socket: string | null };
  readonly onStatus: (status: SoakStatus) => void;
  readonly onEvent: (run: string, event: EventRow) => void;
  readonly onMessage: (message: string) => void;
  /** How long soakd may have been away for a run to go on; default an hour. */
  readonly resumeWithinMs?: number;
}

export interface RunningSoak {
  readonly id: string;
  /** Row id: `run` in every record. */
  readonly run: number;
  readonly name: string;
  /** Between two ticks of the sampler. */
  readonly sampleEveryMs: number;
  status(): SoakStatus;
  /** The load rests, and no time is observed. @throws SoakdError unless the soak goes on */
  pause(): void;
  /** @throws SoakdError unless it is paused */
  resume(): void;
  /** Puts a text on the run's clock. @throws SoakdError when the run has ended */
  note(text: string): void;
  /** Ends it early, with its partial report; nothing when it is ending. `reason`: a signal's name, or who wants it. */
  stop(reason: string): void;
  /** Ends it at once, leaving nothing that was started; `ended` rejects. */
  kill(reason: string): void;
  /** Monotonic ms since the sampler's newest tick; 0 once it has stopped as planned. */
  sinceTickMs(): number;
  /**
   * The final assessment, also of a run that was interrupted or that lost its target. Rejects with a SoakdError when a
   * target could not be started, the database could not be written, or the run was killed.
   */
  readonly ended: Promise<Assessment>;
}

/**
 * Resolves when the run is stored and goes on by itself.
 *
 * @throws SoakdError when a secret of the plan is missing, or the run cannot be stored; then nothing was started. A run
 *   that cannot be resumed has ended as interrupted then, with its verdicts.
 */
export async function startSoak(options: SoakOptions): Promise<RunningSoak> {
  const { request } = options;
  return new Soak(
    options,
    request.kind === 'new' ? await begin(options, request.parsed) : await takeUp(options, request.run),
  );
}

/** As it was written: secrets unexpanded. */
export function planOf(request: SoakRequest): Plan {
  return request.kind === 'new' ? request.parsed.plan : storedPlan(request.run);
}

async function begin(options: SoakOptions, parsed: ParsedPlan): Promise<StoredRun> {
  const { clock, store, database } = options;
  // Before anything is written or started: a missing secret is found here.
  const plan = expandSecrets(parsed.plan, process.env);
  const id = newRunId();
  const originMonotonicMs = clock.monotonicMs();
  const run = await store.createRun(describeRun(options, parsed, id, originMonotonicMs));
  store.write({ kind: 'run-update', run, ...ownership(options) });
  await store.flush();
  const secrets = secretValues(parsed.plan, process.env);
  try {
    const analyst = await openAnalyst(database, run);
    return { run, id, plan, secrets, originMonotonicMs, resumed: null, analyst };
  } catch (error) {
    store.write({ kind: 'run-update', run, state: 'failed', phase: 'ended', endedWallMs: clock.wallMs() });
    throw error;
  }
}

async function takeUp(options: SoakOptions, facts: RunFacts): Promise<StoredRun> {
  const { clock, store, database, resumeWithinMs = RESUME_WITHIN_MS, onEvent } = options;
  const { run, id } = facts;
  const stored = storedPlan(facts);
  using reader = await openStoreReader(database);
  const resumed = readResumption(reader, facts, stored, clock);
  const awayMs = resumed.nowMs - resumed.lastSeenMs;
  try {
    if (facts.endedWallMs !== null) throw new SoakdError('it had ended, and was not judged');
    if (resumed.phase === 'ended') throw new SoakdError('it was ending');
    if (awayMs > resumeWithinMs) {
      const limit = durationText(resumeWithinMs / 1000);
      throw new SoakdError(`soakd was away for ${durationText(awayMs / 1000)}, longer than ${limit}`);
    }
    const plan = expandSecrets(stored, process.env);
    const { bootId, originMonotonicMs } = resumed;
    const heartbeatWallMs = clock.wallMs();
    const clockFacts = { bootId, monotonicOriginMs: originMonotonicMs };
    store.write({ kind: 'run-update', run, ...ownership(options), ...clockFacts, heartbeatWallMs });
    const gap = gapEvent(resumed, heartbeatWallMs);
    store.write({ kind: 'event', run, ...gap });
    onEvent(id, gap);
    await store.flush();
    const analyst = await openAnalyst(database, run);
    const secrets = secretValues(stored, process.env);
    return { run, id, plan, secrets, originMonotonicMs, resumed, analyst };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const { state } = await endAbandoned(options, facts, why);
    throw new SoakdError(`run ${id} (${facts.name}) does not go on, and ended as ${state}: ${why}`);
  }
}

function gapEvent({ nowMs, lastSeenMs, rebooted }: Resumption, wallMs: number): EventRow {
  const durationMs = nowMs - lastSeenMs;
  const reboot = rebooted ? ', and the machine was restarted meanwhile' : '';
  return {
    event: 'gap',
    monoMs: nowMs,
    wallMs,
    target: null,
    text: `soakd was down for ${durationText(durationMs / 1000)}${reboot}; the run goes on`,
    durationMs,
  };
}

/** Written by this version of soakd or an earlier one, from a plan that was parsed then. */
function storedPlan({ planJson }: RunFacts): Plan {
  return JSON.parse(planJson) as Plan;
}

function ownership({ owner }: SoakOptions): Partial<RunProgress> {
  const { pid, startTicks, bootId } = thisProcess();
  const socket = owner.socket === null ? {} : { socket: owner.socket };
  return {
    ownerPid: pid,
    ownerStartTicks: startTicks,
    ownerBootId: bootId,
    ownerKind: owner.kind,
    ...socket,
  };
}

function describeRun(
  { clock, version }: SoakOptions,
  { plan, text, sha256 }: ParsedPlan,
  id: string,
  monotonicOriginMs: number,
): NewRun {
  const targets = plan.targets.map(({ name }) => name);
  return {
    id,
    name: plan.name,
    planText: text,
    planSha256: sha256,
    planJson: JSON.stringify(plan),
    startedWallMs: clock.wallMs(),
    bootId: readBootId(),
    monotonicOriginMs,
    hostJson: JSON.stringify(readHostFacts(version)),
    targets,
    operations: (plan.load?.operations ?? []).map(({ name, kind, weight, target }) => ({
      name,
      kind,
      weight,
      target: target === null ? null : targets.indexOf(target),
    })),
  };
}
