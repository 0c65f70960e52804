/**
 * Whether systemd may go on believing in this soakd. A daemon that answers but no longer samples, stores or gets its
 * turn is of no use to a soak that lasts all night: it is not vouched for, systemd kills it, and it comes back and resumes.
 */

/** One running soak's sampler. */
export interface Pulse {
  readonly name: string;
  /** Since its newest tick, in ms. */
  readonly sinceTickMs: number;
  /** From one tick to the next as planned, in ms. */
  readonly everyMs: number;
}

/** Milliseconds all. */
export interface Vitals {
  readonly pulses: readonly Pulse[];
  readonly store: {
    /** Since something was committed, or the writer last said why nothing can be. */
    readonly silentMs: number;
    /** Records that wait to be committed. */
    readonly waiting: number;
  };
  /** How late the event loop came to this check. */
  readonly lateMs: number;
}

/** A tick is on an absolute deadline and its reading is bounded: three missed in a row have no innocent reason … */
const MISSED_TICKS = 3;
/** … but a machine may be held up for a while, and a restart costs a soak more than this. */
const TICK_GRACE_MS = 30_000;

/** The kernel calls a task hung that waits two minutes for its disk (kernel.hung_task_timeout_secs). */
const STORE_SILENCE_MS = 120_000;

/** systemd's own advice, sd_watchdog_enabled(3), is half; a third lets one check fail without a restart. */
const CHECKS_PER_PERIOD = 3;

/** Everything for which soakd should not be vouched for; empty when it is well. */
export function ailments({ pulses, store, lateMs }: Vitals, checkEveryMs: number): string[] {
  const found = pulses
    .filter(({ sinceTickMs, everyMs }) => sinceTickMs > Math.max(TICK_GRACE_MS, MISSED_TICKS * everyMs))
    .map(({ name, sinceTickMs }) => `${name} was not sampled for ${seconds(sinceTickMs)}`);
  if (store.waiting > 0 && store.silentMs > STORE_SILENCE_MS) {
    found.push(`the database's writer was not heard of for ${seconds(store.silentMs)}`);
  }
  if (lateMs > checkEveryMs) found.push(`the event loop was held up for ${seconds(lateMs)}`);
  return found;
}

export interface WatchdogOptions {
  /** What systemd waits for at most, in ms. */
  readonly watchdogMs: number;
  readonly nowMs: () => number;
  readonly vitals: () => Omit<Vitals, 'lateMs'>;
  /** soakd is well. */
  readonly vouch: () => void;
  /** It is not, and why; each time, as each may be the last. */
  readonly onAilment: (message: string) => void;
}

/** Checks three times per period, the first time at once. */
export function startWatchdog(options: WatchdogOptions): Disposable {
  const everyMs = options.watchdogMs / CHECKS_PER_PERIOD;
  let dueMs = options.nowMs();
  const check = (): void => {
    const nowMs = options.nowMs();
    const found = ailments({ ...options.vitals(), lateMs: nowMs - dueMs }, everyMs);
    dueMs = nowMs + everyMs;
    if (found.length === 0) options.vouch();
    else options.onAilment(`not vouched for to the watchdog: ${found.join('; ')}`);
  };
  check();
  const timer = setInterval(check, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
