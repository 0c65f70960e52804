/** The levels of a load, one after the other: each is told when it begins and when it ends, and what became of it. */
import type { HistogramWindow, SecondWindow } from '../load/figure/window.ts';
import {
  type Level,
  type LevelOutcome,
  type LevelsModel,
  loadOfLevel,
  nextLevel,
} from '../plan/load/level.ts';
import { beginText, endText } from '../plan/load/level-text.ts';
import type { LoadPlan } from '../plan/load/load-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { LevelTally } from './level-tally.ts';
import type { Recorder } from './recorder.ts';

interface UnderWay {
  readonly level: Level;
  readonly tally: LevelTally;
  /** On the run's clock; null: its load is yet to begin. */
  startMs: number | null;
  timer: NodeJS.Timeout | null;
}

export class Levels {
  readonly #plan: Plan;
  readonly #model: LevelsModel;
  readonly #recorder: Recorder;
  readonly #done: LevelOutcome[];
  #current: UnderWay | null = null;

  /** `done`: those that an earlier soakd ran to their end. */
  constructor(plan: Plan, model: LevelsModel, recorder: Recorder, done: readonly LevelOutcome[]) {
    this.#plan = plan;
    this.#model = model;
    this.#recorder = recorder;
    this.#done = [...done];
  }

  /** The next level has begun, with this load; null: all were run. */
  begin(load: LoadPlan): { readonly load: LoadPlan; readonly operations: number | null } | null {
    const level = nextLevel(this.#model, this.#done);
    if (level === null) return null;
    this.#current = { level, tally: new LevelTally(this.#plan), startMs: null, timer: null };
    this.#recorder.event('level', beginText(level));
    return { load: loadOfLevel(load, this.#model, level), operations: level.operations };
  }

  /** Its load came from `startMs` on; `onOver`: for as long as it was to. Once for a level, however often it is told. */
  started(startMs: number, onOver: () => void): void {
    const current = this.#current;
    if (current === null || current.startMs !== null) return;
    current.startMs = startMs;
    const { durationMs } = current.level;
    if (durationMs === null) return;
    current.timer = setTimeout(onOver, Math.max(0, startMs + durationMs - this.#recorder.now()));
  }

  second(window: SecondWindow): void {
    this.#current?.tally.second(window);
  }

  histogram(window: HistogramWindow): void {
    this.#current?.tally.histogram(window);
  }

  /** Of the level under way: how long its load has come. */
  get loadMs(): number {
    const startMs = this.#current?.startMs ?? null;
    return startMs === null ? 0 : this.#recorder.now() - startMs;
  }

  /** It was run to its end, and all that came of it is counted. */
  end(loadMs: number): void {
    const current = this.#take();
    if (current === null) return;
    const { level, tally } = current;
    const rules = this.#model.kind === 'search' ? this.#model.holds : [];
    const judged = tally.judge(rules, loadMs, level.of === 'rate' ? level.value : null);
    const outcome =
      this.#model.kind === 'sweep' && judged.outcome === 'held' ? ('ended' as const) : judged.outcome;
    this.#done.push({ level, outcome, why: judged.why });
    this.#recorder.event('level-end', endText(level, outcome, judged.why), { durationMs: loadMs });
  }

  /** It was not run to its end, and will be begun again if the load comes on again. */
  cut(loadMs: number): void {
    const current = this.#take();
    if (current === null) return;
    this.#recorder.event('level-end', endText(current.level, 'cut', ''), { durationMs: loadMs });
  }

  #take(): UnderWay | null {
    const current = this.#current;
    this.#current = null;
    if (current?.timer) clearTimeout(current.timer);
    return current;
  }
}
