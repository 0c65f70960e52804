/** What the writer thread takes: raw rows of a run, and what was derived from them when it ended. */
import type { AlertRow, NotificationRow, SnapshotRow } from './alert-record.ts';
import type { EventRow, FaultRow, GenerationRow } from './event-record.ts';
import type {
  CorpusRow,
  FailureRow,
  FailureSampleRow,
  GeneratorSecondRow,
  HistogramRow,
  MarkRow,
  MinuteTimesRow,
  OperationSecondRow,
  OutcomeRow,
} from './load-record.ts';
import type {
  AvailabilityRow,
  CgroupRow,
  LimitsRow,
  PathRow,
  SampleRow,
  ScrapedRow,
  SelfRow,
} from './reading-record.ts';
import type { RunProgress } from './run-record.ts';
import type { TrendRow, VerdictRow } from './verdict-record.ts';

export type StoreRecord =
  | OfRun<'sample', SampleRow>
  | OfRun<'cgroup', CgroupRow>
  | OfRun<'limits', LimitsRow>
  | OfRun<'unavailable', AvailabilityRow>
  | OfRun<'path', PathRow>
  | OfRun<'scraped', ScrapedRow>
  | OfRun<'self', SelfRow>
  | OfRun<'operation-second', OperationSecondRow>
  | OfRun<'failures', FailureRow>
  | OfRun<'outcomes', OutcomeRow>
  | OfRun<'mark', MarkRow>
  | OfRun<'failure-sample', FailureSampleRow>
  | OfRun<'corpus', CorpusRow>
  | OfRun<'generator-second', GeneratorSecondRow>
  | OfRun<'histogram', HistogramRow>
  | OfRun<'minute-times', MinuteTimesRow>
  | OfRun<'event', EventRow>
  | OfRun<'generation', GenerationRow>
  | OfRun<'verdict', VerdictRow>
  | OfRun<'trend', TrendRow>
  | OfRun<'alert', AlertRow>
  | OfRun<'notification', NotificationRow>
  | OfRun<'snapshot', SnapshotRow>
  | OfRun<'fault', FaultRow>
  /** Heartbeat, state, observed time, final verdict: the columns given are updated. */
  | OfRun<'run-update', Partial<RunProgress>>;

type OfRun<Kind extends string, Row> = { readonly kind: Kind; readonly run: number } & Row;
