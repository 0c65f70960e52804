/**
 * The timer loop: wakes when something falls due, submits every arrival due by then, and reports each second once all
 * of its arrivals are counted. All times are on the run's clock.
 */
import { type Arrivals, arrivalsOf } from './arrival/arrivals.ts';
import { arrivalWeights, operationMix } from './arrival/mix.ts';
import { WHOLE } from './arrival/place.ts';
import { queueLimitOf } from './arrival/queue-limit.ts';
import { compileOperations } from './compile.ts';
import { type Corpora, type Expectation, openCorpora } from './corpus/corpora.ts';
import { Dispatcher } from './dispatcher.ts';
import { FailureSamples, failureOf } from './figure/failure-samples.ts';
import { SelfWatch } from './figure/saturation.ts';
import { Tally } from './figure/tally.ts';
import type { GeneratorOptions } from './generator-options.ts';

const SECOND_MS = 1000;
/** Arrivals handled before the sockets get their turn: some milliseconds' worth. */
const BATCH = 4096;

export class Generator {
  readonly #options: GeneratorOptions;
  readonly #arrivals: Arrivals;
  readonly #operationOf: (index: number) => number;
  readonly #corpora: Corpora;
  readonly #tally: Tally;
  readonly #samples: FailureSamples;
  readonly #dispatcher: Dispatcher;
  readonly #self = new SelfWatch();
  /** Run time at load time 0. */
  #loadStartMs = 0;
  /** Arrivals due before this are skipped: nobody was there to send them. */
  #presentFromMs = Number.NEGATIVE_INFINITY;
  #secondMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #armedForMs = Number.POSITIVE_INFINITY;
  /** Infinity until stopped, as the next. */
  #stopAtMs = Number.POSITIVE_INFINITY;
  #drainUntilMs = Number.POSITIVE_INFINITY;
  /** Not all arrivals of the seconds before this were noticed before the load ended. */
  #behindToMs = Number.NEGATIVE_INFINITY;
  #isStarted = false;
  #pumping = false;
  #over = false;

  constructor(options: GeneratorOptions) {
    const { plan, startIndex, limitOperations, resumed, share = WHOLE } = options;
    const { ranMs = Number.POSITIVE_INFINITY } = options;
    this.#options = options;
    this.#arrivals = arrivalsOf(plan, { startIndex, limitOperations, ranMs, share });
    this.#operationOf = operationMix(plan.seed, arrivalWeights(plan.operations));
    this.#corpora = openCorpora(plan, this.#operationOf, options.corpora ?? []);
    this.#samples = new FailureSamples(options.secrets ?? []);
    this.#tally = new Tally(plan.operations.length);
    this.#dispatcher = new Dispatcher({
      operations: compileOperations(plan.operations, plan.seed, this.#corpora.of, this.#tally.marks),
      channels: plan.connections,
      queueLimit: queueLimitOf(plan),
      nowMs: options.nowMs,
      onOpened: () => this.#tally.opened(),
      onSent: (operation) => this.#tally.sent(operation),
      onEnded: (exchange, outcome, nowMs, channel) => {
        if (nowMs >= this.#secondMs + SECOND_MS) this.#pump(nowMs);
        const { operationIndex, index, dueMs, sentMs } = exchange;
        const expected = this.#expected(operationIndex, index);
        this.#tally.ended(operationIndex, outcome, expected, nowMs - dueMs, nowMs - sentMs);
        const failure = failureOf(outcome, expected);
        if (failure !== null)
          this.#samples.see(
            { operation: operationIndex, arrival: index, monoMs: nowMs, failure, latencyMs: nowMs - dueMs },
            () => channel.exchanged?.(exchange) ?? { sent: null, heard: null },
          );
        this.#arrivals.ended(nowMs - this.#loadStartMs);
      },
      onStepBegan: (operation) => this.#tally.stepBegan(operation),
      onStepEnded: (operation, outcome, tookMs) => {
        const nowMs = options.nowMs();
        if (nowMs >= this.#secondMs + SECOND_MS) this.#pump(nowMs);
        this.#tally.ended(operation, outcome, null, tookMs, tookMs);
      },
      onCounted: (operation, counts) => {
        const nowMs = options.nowMs();
        if (nowMs >= this.#secondMs + SECOND_MS) this.#pump(nowMs);
        this.#tally.counted(operation, counts);
      },
      onSkipped: (operation, index, dueMs, nowMs) => this.#skipped(operation, index, dueMs, nowMs),
      onSettled: (nowMs) => {
        if (nowMs >= this.#nextDueMs) this.#pump(nowMs);
        else if (!this.#pumping) this.#endIfDone();
        this.#arm(nowMs);
      },
    });
    this.#beginAt(options.nowMs());
    for (const { operation, sent, waiting } of resumed?.lost ?? []) {
      const expects = this.#corpora.of(operation)?.expects === true;
      this.#tally.lost(operation, { sent, waiting, expects }, this.#timeoutMs(operation));
    }
  }

  #beginAt(nowMs: number): void {
    const { plan, ranMs = Number.POSITIVE_INFINITY, fromSecondMs = 0, resumed } = this.#options;
    const firstDueMs = Number.isFinite(this.#arrivals.firstDueMs) ? this.#arrivals.firstDueMs : 0;
    // Users who think do not fall due while there is no generator: they begin anew.
    const continues = resumed !== null && plan.model.kind !== 'closed';
    this.#loadStartMs = continues ? resumed.loadStartMs : nowMs - Math.min(ranMs, firstDueMs);
    this.#presentFromMs = resumed === null ? Number.NEGATIVE_INFINITY : nowMs;
    const beganMs = Math.max(Math.floor(nowMs / SECOND_MS) * SECOND_MS, fromSecondMs);
    this.#secondMs = resumed?.nextSecondMs ?? beganMs;
  }

  /** What the operations need before the first of them; it may take its time, since the load begins after it. */
  prepare(): Promise<void> {
    return this.#dispatcher.prepare();
  }

  get loadStartMs(): number {
    return this.#loadStartMs;
  }

  /** Begin of the second that is being counted. */
  get secondMs(): number {
    return this.#secondMs;
  }

  /** The load begins at `beginMs`, on the run's clock; left out: now. */
  start(
    beginMs = this.#options.nowMs(),
    onStarted: (began: { loadStartMs: number; firstSecondMs: number; beganMs: number }) => void = () => {},
  ): void {
    if (this.#over) return;
    this.#isStarted = true;
    this.#self.read();
    this.#beginAt(beginMs);
    onStarted({ loadStartMs: this.#loadStartMs, firstSecondMs: this.#secondMs, beganMs: beginMs });
    const nowMs = this.#options.nowMs();
    this.#pump(nowMs);
    this.#arm(nowMs);
  }

  /**
   * No arrivals after `atMs` (left out: now); what is in flight or waits may end within the drain time, and fails or is
   * skipped after.
   */
  stop(drainMs: number, atMs = this.#options.nowMs()): void {
    if (this.#over || this.#stopAtMs !== Number.POSITIVE_INFINITY) return;
    if (!this.#isStarted) {
      this.#end();
      return;
    }
    const nowMs = this.#options.nowMs();
    this.#pump(Math.min(nowMs, atMs));
    // What it has not even noticed a second later it will not work off either: those seconds are its own fault.
    const isBehind = this.#loadStartMs + this.#arrivals.dueMs < nowMs - SECOND_MS;
    if (isBehind) this.#behindToMs = atMs;
    this.#stopAtMs = isBehind ? Number.NEGATIVE_INFINITY : atMs;
    this.#drainUntilMs = atMs + drainMs;
    this.#dispatcher.drain();
    this.#pump(nowMs);
    this.#arm(nowMs);
  }

  get #nextDueMs(): number {
    const dueMs = this.#loadStartMs + this.#arrivals.dueMs;
    return dueMs <= this.#stopAtMs ? dueMs : Number.POSITIVE_INFINITY;
  }

  /** Does whatever is due by now. */
  #pump(nowMs: number): void {
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    this.#dispatcher.expire(nowMs);
    for (let left = BATCH; left > 0; left--) {
      const dueMs = this.#nextDueMs;
      this.#closeSeconds(Math.min(dueMs, nowMs));
      if (dueMs > nowMs) break;
      this.#arrive(dueMs, nowMs);
    }
    if (nowMs >= this.#drainUntilMs) this.#dispatcher.abandon(nowMs);
    this.#pumping = false;
    this.#endIfDone();
  }

  #arrive(dueMs: number, nowMs: number): void {
    const { index } = this.#arrivals;
    this.#arrivals.take();
    const operation = this.#operationOf(index);
    this.#tally.due(operation, nowMs - dueMs);
    if (dueMs < this.#presentFromMs) this.#skipped(operation, index, dueMs, nowMs);
    else this.#dispatcher.submit(operation, index, dueMs, nowMs);
  }

  /** What should become of the arrival. */
  #expected(operation: number, index: number): Expectation | null {
    return this.#corpora.of(operation)?.expectation(index) ?? null;
  }

  #skipped(operation: number, index: number, dueMs: number, nowMs: number): void {
    const expected = this.#expected(operation, index);
    this.#tally.skipped(operation, expected, Math.max(this.#timeoutMs(operation), nowMs - dueMs));
    this.#arrivals.ended(nowMs - this.#loadStartMs);
  }

  #timeoutMs(operation: number): number {
    return this.#options.plan.operations[operation]?.timeoutMs ?? 0;
  }

  /** Reports each second that ended by `untilMs`. */
  #closeSeconds(untilMs: number): void {
    if (untilMs < this.#secondMs + SECOND_MS) return;
    const self = this.#self.read();
    while (untilMs >= this.#secondMs + SECOND_MS) this.#closeSecond(self);
  }

  #closeSecond(self: ReturnType<SelfWatch['read']>): void {
    const { inFlight, queued } = this.#dispatcher;
    const absent = this.#secondMs < this.#presentFromMs && this.#presentFromMs !== Number.NEGATIVE_INFINITY;
    const behind = this.#secondMs < this.#behindToMs;
    const report = this.#tally.close(this.#secondMs, self, { inFlight, queued, absent: absent || behind });
    this.#secondMs += SECOND_MS;
    const samples = this.#samples.take();
    this.#options.onSecond(samples.length === 0 ? report : { ...report, samples }, this.#arrivals.index);
  }

  #endIfDone(): void {
    const isStopped = this.#stopAtMs !== Number.POSITIVE_INFINITY;
    const noneToCome =
      this.#arrivals.exhausted || (isStopped && this.#nextDueMs === Number.POSITIVE_INFINITY);
    if (this.#over || !noneToCome || this.#dispatcher.inFlight + this.#dispatcher.queued > 0) return;
    const self = this.#self.read();
    while (this.#secondMs + SECOND_MS < this.#behindToMs) this.#closeSecond(self);
    this.#closeSecond(self);
    this.#end();
  }

  #end(): void {
    this.#over = true;
    this.#disarm();
    this.#self[Symbol.dispose]();
    this.#dispatcher.abandon(this.#options.nowMs());
    this.#corpora[Symbol.dispose]();
    void this.#dispatcher.close().then(() => this.#options.onDone());
  }

  #arm(nowMs: number): void {
    if (this.#over) return;
    const wakeMs = Math.min(
      this.#nextDueMs,
      this.#secondMs + SECOND_MS,
      this.#dispatcher.nextExpiryMs,
      this.#drainUntilMs,
    );
    // A timer that is early re-arms itself; only one that is late has to go.
    if (wakeMs >= this.#armedForMs) return;
    this.#disarm();
    this.#armedForMs = wakeMs;
    const delayMs = wakeMs - nowMs;
    if (delayMs > 0) this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.floor(delayMs)));
    else this.#immediate = setImmediate(() => this.#wake());
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
    this.#armedForMs = Number.POSITIVE_INFINITY;
  }

  #wake(): void {
    this.#disarm();
    const nowMs = this.#options.nowMs();
    this.#pump(nowMs);
    this.#arm(nowMs);
  }
}
