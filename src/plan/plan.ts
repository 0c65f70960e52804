/** The typed plan: what one soak is to do. Times in ms, sizes in bytes, rates per second. Frozen once parsed. */
import type { AlertPlan, SnapshotsPlan } from './alert/alert-plan.ts';
import type { CorpusPlan, RefusalPlan } from './corpus/corpus-plan.ts';
import type { FaultsPlan, ProxyPlan } from './fault/fault-plan.ts';
import type { BodyChecks } from './operation/body-checks.ts';
import type { ClientPolicy } from './operation/client-policy.ts';
import type { FlowOperationPlan, StepPlan } from './operation/flow-plan.ts';
import type { HttpExtras } from './operation/http-extras.ts';
import type {
  CommandOperationPlan,
  CountedOperationPlan,
  ExecOperationPlan,
  ModuleOperationPlan,
  StdioOperationPlan,
} from './operation/process-operation-plan.ts';
import type { TcpScriptPlan } from './operation/tcp-script-plan.ts';
import type { WsOperationPlan } from './operation/ws-operation-plan.ts';
import type { ReportFormat } from './report/report-format.ts';
import type { Rule } from './rule/rule.ts';

export interface Plan {
  readonly name: string;
  readonly ending: Ending;
  readonly warmup: { readonly kind: 'auto' } | { readonly kind: 'fixed'; readonly durationMs: number };
  /** A trend over a shorter steady span than this is inconclusive. */
  readonly minimumSpanMs: number;
  readonly targets: readonly TargetPlan[];
  readonly sample: SamplePlan;
  /** null: observe only. */
  readonly load: LoadPlan | null;
  /** Complete: the plan's own rules, or the default rules where it gives none, then the implied ones. */
  readonly criteria: readonly Criterion[];
  /** null: the run ends with its soak. */
  readonly drain: DrainPlan | null;
  /** Written at the end of each run; null: none. A plan that was stored before there were any has none. */
  readonly reports?: ReportsPlan | null;
  /** When the daemon starts it by itself; null: never. */
  readonly schedule: SchedulePlan | null;
  /** A plan that was stored before there were alerts has none. */
  readonly alerts?: readonly AlertPlan[];
  readonly snapshots?: SnapshotsPlan;
  /** null: nothing is done to the system. A plan that was stored before there were faults has none. */
  readonly faults?: FaultsPlan | null;
  readonly proxies?: readonly ProxyPlan[];
}

export interface ReportsPlan {
  readonly formats: readonly ReportFormat[];
  /** Absolute; null: beside the database. */
  readonly folder: string | null;
}

export interface SchedulePlan {
  readonly cron: string;
  readonly timezone: string;
  /** How late a slot that was missed is still started. */
  readonly catchUpMs: number;
}

/** An ending that shows whether memory comes back. */
export interface DrainPlan {
  /** Without load. */
  readonly durationMs: number;
  /** Then with the load again; null: without. */
  readonly reloadMs: number | null;
}

/** Duration is of observed time. */
export type Ending =
  | { readonly kind: 'duration'; readonly durationMs: number }
  | { readonly kind: 'operations'; readonly operations: number };

export interface TargetPlan {
  readonly name: string;
  readonly source: TargetSource;
  /** Sum the root process and all its descendants. */
  readonly tree: boolean;
  readonly restart: 'always' | 'never' | 'on-failure';
}

export type TargetSource = StartSource | AttachSource;

export interface StartSource {
  readonly kind: 'start';
  readonly command: readonly string[];
  /** Added to soakd's own environment. Values may hold ${env:X} / ${file:X}. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute; default the plan's folder. */
  readonly workingDirectory: string;
  readonly ready: Ready;
  /** Between SIGTERM and SIGKILL when the soak ends. */
  readonly stopGraceMs: number;
  /** A plan that was stored before there were limits has none. */
  readonly limits?: LimitsPlan;
}

/** What the target may take at most, with all its processes; null: no limit. */
export interface LimitsPlan {
  readonly memoryBytes: number | null;
  /** Processes and threads. */
  readonly tasks: number | null;
  /** Descriptors of each process. */
  readonly fds: number | null;
}

export type Ready =
  | { readonly kind: 'http'; readonly url: string; readonly withinMs: number }
  | { readonly kind: 'port'; readonly host: string; readonly port: number; readonly withinMs: number }
  | { readonly kind: 'log'; readonly pattern: string; readonly withinMs: number }
  | { readonly kind: 'delay'; readonly delayMs: number };

export type AttachSource =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'pidfile'; readonly path: string }
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'port'; readonly port: number }
  | {
      readonly kind: 'match';
      readonly comm: string | null;
      readonly exe: string | null;
      /** A regular expression over the command line, arguments joined by spaces. */
      readonly cmdline: string | null;
    };

export interface SamplePlan {
  readonly everyMs: number;
  readonly paths: readonly { readonly name: string; readonly path: string }[];
  readonly scrape: { readonly url: string; readonly series: readonly string[] } | null;
}

export interface LoadPlan {
  readonly model: LoadModel;
  /** How many processes send it; default 1. */
  readonly processes?: number;
  /** The most operations in flight at once; one connection each. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Seeds the mix, the templates and the corpora. */
  readonly seed: number;
  /** A plan that was stored before there were corpora has none. */
  readonly corpora?: readonly CorpusPlan[];
  readonly operations: readonly OperationPlan[];
}

export type LoadModel = OpenModel | ClosedModel | ReplayModel | SweepModel | SearchModel;

/** Operations begin at a rate, whatever the target does. */
export interface OpenModel {
  readonly kind: 'open';
  readonly stages: readonly Stage[];
  /** Beside stages of one rate. */
  readonly wave?: Burst | Sine;
  /** Default: even. */
  readonly spacing?: 'even' | 'poisson';
}

/** At the end of each period of `everyMs`, for `forMs`, the rate is this one. */
export interface Burst {
  readonly kind: 'burst';
  readonly everyMs: number;
  readonly forMs: number;
  readonly perSecond: number;
}

/** From the lowest rate to the highest and back in each period. */
export interface Sine {
  readonly kind: 'sine';
  readonly periodMs: number;
  readonly lowPerSecond: number;
  readonly highPerSecond: number;
}

/** Users wait for each reply, then think. */
export interface ClosedModel {
  readonly kind: 'closed';
  readonly users: number;
  /** The mean, where there is a spread. */
  readonly thinkTimeMs: number;
  readonly thinkSpread?:
    | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
    | { readonly kind: 'exponential' };
  /** Over this time they come, one after the other; default: at once. */
  readonly rampMs?: number;
}

/** Operations begin when a list says, whatever the target does. */
export interface ReplayModel {
  readonly kind: 'replay';
  /** Absolute; read by load/arrival-list.ts. */
  readonly file: string;
  /** How many times as fast as it was recorded. */
  readonly speed: number;
  /** How many there are, when the last one is due at that speed, and the most of them in one second. */
  readonly arrivals: number;
  readonly lastMs: number;
  readonly peakPerSecond: number;
}

/** What levels have in common: how users think, how operations of a rate are spaced. */
interface LevelsBase extends Pick<ClosedModel, 'thinkTimeMs' | 'thinkSpread'>, Pick<OpenModel, 'spacing'> {
  readonly of: 'users' | 'rate';
}

/** One level after the other, each for a time or a number of operations. */
export interface SweepModel extends LevelsBase {
  readonly kind: 'sweep';
  readonly levels: readonly number[];
  readonly durationMs: number | null;
  readonly operations: number | null;
}

/** Levels up to the one that breaks what has to hold. */
export interface SearchModel extends LevelsBase {
  readonly kind: 'search';
  readonly from: number;
  readonly to: number;
  readonly holds: readonly Rule[];
  readonly levelMs: number;
  readonly confirmMs: number;
  /** How near the level that held and the one that broke have to come, as a share. */
  readonly within: number;
}

/** The rate goes in a straight line from one rate to the other. The last stage's rate holds until the end. */
export interface Stage {
  /** null: to the end of the run (only the last stage). */
  readonly durationMs: number | null;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

export type OperationPlan =
  | HttpOperationPlan
  | TcpOperationPlan
  | ExecOperationPlan
  | StdioOperationPlan
  | ModuleOperationPlan
  | WsOperationPlan
  | TcpScriptPlan
  | FlowOperationPlan
  | CommandOperationPlan
  | CountedOperationPlan;

export interface OperationBase {
  readonly name: string;
  /** Relative share of the mix, > 0. */
  readonly weight: number;
  /** The target this operation works on, for slopes per operation; null: counts for every target. */
  readonly target: string | null;
  /** Overrides the load's timeout. */
  readonly timeoutMs: number;
  /** The name of the corpus that its `${row.…}` comes from; left out: none. */
  readonly corpus?: string;
  /** What its client does about failures; left out: nothing. */
  readonly policy?: ClientPolicy;
  /** What counts as blocked, any of them; left out: nothing. */
  readonly blocked?: readonly RefusalPlan[];
  /** It is the step of a flow, and never begins by itself. */
  readonly step?: StepPlan;
}

export interface HttpOperationPlan extends OperationBase, HttpExtras {
  readonly kind: 'http';
  readonly method: string;
  /** http:// only (the load goes to this machine); may hold templates such as ${seq}. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** May hold templates. */
  readonly body: string | null;
  readonly expect: {
    /** Accepted status codes; empty: every 2xx and 3xx. */
    readonly status: readonly number[];
    readonly bodyContains: string | null;
    /** A regular expression. */
    readonly bodyMatches: string | null;
    /** null, or left out by a plan that was stored before there were any: nothing more. */
    readonly body?: BodyChecks | null;
  };
}

export interface TcpOperationPlan extends OperationBase {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  /** May hold templates. */
  readonly send: string;
  /** line: one \n-ended line that matches; text: exactly these bytes. */
  readonly expect:
    | { readonly kind: 'line'; readonly matches: string }
    | { readonly kind: 'text'; readonly text: string };
}

export interface Criterion {
  readonly rule: Rule;
  /** null: over the whole soak; else every complete rolling window of this length must hold. */
  readonly overMs: number | null;
  /** End the soak as soon as it fails. */
  readonly abort: boolean;
  /** null: the meaning's own default (design: trends and percentiles the soak phase; counts and max all). */
  readonly during: 'all' | 'soak' | null;
}
