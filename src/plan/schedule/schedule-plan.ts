/** When the daemon starts a plan by itself. Times in ms. */

export interface SchedulePlan {
  readonly cron: string;
  readonly timezone: string;
  /** How late a slot that was missed is still started. */
  readonly catchUpMs: number;
}
