/** The alerts of one soak: what they are about passes by here, and whoever is to know of them is told. */
import type { Announcement } from '../alert/announce.ts';
import { sentenceOf } from '../alert/message.ts';
import type { Moment } from '../alert/reading.ts';
import type { Incident } from '../alert/watched-alert.ts';
import type { JudgedAlert } from '../analysis/judge-alerts.ts';
import type { AlertStatus } from '../control/status.ts';
import type { SecondWindow } from '../load/figure/window.ts';
import type { AlertPlan } from '../plan/alert/alert-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Tick } from '../sample/sample.ts';
import type { AlertRow } from '../store/alert-record.ts';
import type { EventKind, GenerationRow } from '../store/event-record.ts';
import { unitOf } from '../verdict/unit.ts';
import type { AlertMail } from './alert-mail.ts';
import type { LiveMoment } from './live-moment.ts';
import { type PlacedAlert, placeAlerts } from './placed-alert.ts';
import type { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';

export interface AlertingOptions {
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly recorder: Recorder;
  readonly mail: AlertMail;
  readonly wallMs: () => number;
  readonly onAlert: (row: AlertRow) => void;
  /** It has begun to fire, and somebody is told. */
  readonly onFiring: (alert: AlertPlan, target: number | null) => void;
  /** Of the newest live assessment. */
  readonly judged: () => readonly JudgedAlert[];
  readonly resumed: Resumption | null;
}

const EVENTS: Readonly<Record<Announcement | 'ended', EventKind>> = {
  firing: 'alert',
  resolved: 'alert-end',
  ended: 'alert-end',
  unknown: 'alert-unknown',
  known: 'alert-end',
};

/** A window of a minute is looked at every second, one of an hour every minute. */
const LOOKS_PER_WINDOW = 60;

export class Alerting {
  readonly #options: AlertingOptions;
  readonly #placed: readonly PlacedAlert[];
  #loadWasOn = false;

  constructor(options: AlertingOptions) {
    this.#options = options;
    const { plan, recorder, judged, resumed } = options;
    const at = { monoMs: recorder.now(), observedMs: resumed?.observedMs ?? 0 };
    this.#placed = placeAlerts(plan, at, judged, resumed);
  }

  tick(tick: Tick): void {
    for (const { source } of this.#placed) source.tick?.(tick);
  }

  second(window: SecondWindow): void {
    for (const { source } of this.#placed) source.second?.(window);
  }

  life(row: GenerationRow): void {
    for (const { source } of this.#placed) source.life?.(row);
  }

  /** Again and again, while the soak goes on. */
  look({ phase, paused, observedMs }: LiveMoment): void {
    const loadIsOn = !paused && (phase === 'warm-up' || phase === 'soak' || phase === 'reload');
    if (loadIsOn !== this.#loadWasOn) for (const { source } of this.#placed) source.loadRests?.();
    this.#loadWasOn = loadIsOn;
    // Observed time stands still: nothing lasts longer.
    if (paused || phase === 'ready' || phase === 'ended') return;
    const at = { monoMs: this.#options.recorder.now(), observedMs };
    for (const placed of this.#placed) {
      if (observedMs < placed.nextMs) continue;
      placed.nextMs = observedMs + placed.plan.overMs / LOOKS_PER_WINDOW;
      const rests =
        (placed.plan.during === 'soak' && phase !== 'soak') || (placed.source.ofLoad && !loadIsOn);
      this.#step(placed, at, phase, rests);
    }
  }

  /** Those that fire, and those of which nothing is known. */
  status(): AlertStatus[] {
    return this.#placed.flatMap(({ plan, target, watched }): AlertStatus[] => {
      const { state } = watched;
      if (state.kind !== 'firing' && state.kind !== 'unknown') return [];
      const fires = state.kind === 'firing';
      return [
        {
          name: plan.name,
          rule: plan.rule.text,
          severity: plan.severity,
          target: this.#nameOf(target),
          state: state.kind,
          sinceS: (fires ? state.fired.monoMs : state.knownAt.monoMs) / 1000,
          peak: fires ? state.peak : null,
        },
      ];
    });
  }

  /** The run is over. Whoever knows that something fires is told that, too. */
  end(observedMs: number): void {
    const at = { monoMs: this.#options.recorder.now(), observedMs };
    for (const placed of this.#placed) {
      const { incident, told } = placed.watched.end(at);
      if (incident === null) continue;
      this.#write(placed, incident);
      if (told) this.#tell(placed, 'ended', incident, at, 'ended');
    }
  }

  #step(placed: PlacedAlert, at: Moment, phase: string, rests: boolean): void {
    const { watched, source } = placed;
    const reading = rests ? null : source.reading(at);
    placed.value = reading?.kind === 'known' ? reading.value : null;
    const { incident, tell } = reading === null ? watched.rest(at) : watched.step(reading, at);
    if (incident !== null) this.#write(placed, incident);
    if (tell === null) return;
    this.#tell(placed, tell, watched.incident, at, phase);
    if (tell === 'firing') this.#options.onFiring(placed.plan, placed.target);
  }

  #write({ index, plan, target }: PlacedAlert, { sinceMs, firedMs, endedMs, state, peak }: Incident): void {
    const { name, rule, severity } = plan;
    this.#options.onAlert({
      alert: index,
      target,
      firedMs,
      sinceMs,
      wallMs: this.#wallAt(firedMs),
      endedMs,
      state,
      name,
      rule: rule.text,
      severity,
      bound: rule.limit.value,
      peak,
      unit: unitOf(rule.limit),
    });
  }

  #tell(
    placed: PlacedAlert,
    status: Announcement | 'ended',
    incident: Incident | null,
    at: Moment,
    phase: string,
  ): void {
    const { recorder, mail, wallMs } = this.#options;
    const { index, plan, target, value, watched } = placed;
    const { state } = watched;
    const isAboutIncident = status !== 'unknown' && status !== 'known';
    const about = isAboutIncident ? incident : null;
    const facts = {
      status,
      alert: plan,
      target: this.#nameOf(target),
      value,
      peak: about?.peak ?? null,
      unit: unitOf(plan.rule.limit),
      sinceWallMs: about === null ? null : this.#wallAt(about.sinceMs),
      wallMs: wallMs(),
      why: state.kind === 'unknown' ? state.why : undefined,
    };
    recorder.event(EVENTS[status], sentenceOf(facts), {
      ...(target === null ? {} : { target }),
      ...(about === null || about.endedMs === null ? {} : { durationMs: about.endedMs - about.firedMs }),
    });
    if (!isAboutIncident && plan.noData === 'record') return;
    mail.send(
      facts,
      { alert: index, target, firedMs: about?.firedMs ?? at.monoMs, monoMs: at.monoMs },
      phase,
    );
  }

  #nameOf(target: number | null): string | null {
    return target === null ? null : (this.#options.plan.targets[target]?.name ?? null);
  }

  #wallAt(monoMs: number): number {
    const { recorder, wallMs } = this.#options;
    return wallMs() - (recorder.now() - monoMs);
  }
}
