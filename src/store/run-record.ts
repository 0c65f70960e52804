/** A run as the store keeps it: its fixed facts, and how far it got. */

export type RunState = 'running' | 'completed' | 'aborted' | 'interrupted' | 'lost' | 'failed';

export interface RunProgress {
  readonly state: RunState;
  readonly phase: 'ready' | 'warm-up' | 'soak' | 'drain' | 'reload' | 'ended';
  /** Observed time so far: the run's length less its gaps. */
  readonly observedMs: number;
  readonly heartbeatWallMs: number;
  readonly endedWallMs: number;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** The process that conducts the run, named so that a reused pid is not taken for it. */
  readonly ownerPid: number;
  readonly ownerStartTicks: number;
  readonly ownerBootId: string;
  readonly ownerKind: 'foreground' | 'daemon';
  /** Path of the control socket. */
  readonly socket: string;
  /** The clock that a run resumed after a reboot was re-anchored to: replaces that of its begin. */
  readonly bootId: string;
  readonly monotonicOriginMs: number;
}

export type Ownership = Pick<RunProgress, 'ownerPid' | 'ownerStartTicks' | 'ownerBootId' | 'ownerKind'> &
  Partial<Pick<RunProgress, 'socket'>>;

/** A run's fixed facts, written once at its begin; the answer is its row id, `run` in every record. */
export interface NewRun {
  /** From its first moment on somebody answers for it. Left out: nobody known. */
  readonly ownership?: Ownership;
  /** Short random id by which users name the run. */
  readonly id: string;
  readonly name: string;
  readonly planText: string;
  readonly planSha256: string;
  /** What the plan resolved to (secrets unexpanded), as JSON of plan/plan.ts. */
  readonly planJson: string;
  readonly startedWallMs: number;
  readonly bootId: string;
  /** CLOCK_MONOTONIC at mono_ms = 0. */
  readonly monotonicOriginMs: number;
  /** Facts about this machine: kernel, cores, memory, Node and soakd versions. */
  readonly hostJson: string;
  readonly targets: readonly string[];
  readonly operations: readonly {
    readonly name: string;
    readonly kind: string;
    readonly weight: number;
    /** Index of its target, or null. */
    readonly target: number | null;
  }[];
}
