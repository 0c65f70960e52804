/** What may become of ended runs, and when. */

const DAY_MS = 86_400_000;

export interface RetentionPolicy {
  /** Since a run ended: its samples give way to their minutes. null: never. */
  readonly thinAfterMs: number | null;
  /** Since it ended: it is deleted. null: never. */
  readonly keepForMs: number | null;
  /** So many of the newest runs are never deleted; without any other reason to delete, all others are. */
  readonly keepNewest: number | null;
  /** The newest run of each plan is never deleted: a clock that is years off must not cost all there is. */
  readonly keepNewestOfPlan: boolean;
  /** Of the database: the oldest runs are thinned, then deleted, until it is no larger. null: no limit. */
  readonly maxBytes: number | null;
  /** Ids of the runs it is about; null: all. */
  readonly only: ReadonlySet<string> | null;
}

/** Nothing goes. */
export const KEEP_ALL: RetentionPolicy = {
  thinAfterMs: null,
  keepForMs: null,
  keepNewest: null,
  keepNewestOfPlan: false,
  maxBytes: null,
  only: null,
};

/**
 * What the daemon does unless it is told otherwise: whoever looks closer at a night does it within two weeks, and a season
 * of thinned nights is what one night was.
 */
export const DEFAULT_POLICY: RetentionPolicy = {
  ...KEEP_ALL,
  thinAfterMs: 14 * DAY_MS,
  keepForMs: 90 * DAY_MS,
  keepNewestOfPlan: true,
};
