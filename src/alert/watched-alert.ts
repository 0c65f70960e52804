/**
 * One alert of one target: its state, the times that it fired, and what is told of it. What fires again within the
 * cool-down is the same incident, so that one that flaps stays one.
 */
import { type Announcement, announce, isWithin, NOTHING_TOLD, type Told } from './announce.ts';
import type { Moment, Reading } from './reading.ts';
import { type AlertState, type AlertTimes, advance, rest } from './state.ts';

/** On the run's clock. */
export interface Incident {
  readonly sinceMs: number;
  /** Names it. */
  readonly firedMs: number;
  /** null: it fires. */
  readonly endedMs: number | null;
  readonly state: 'firing' | 'resolved' | 'ended';
  readonly peak: number;
}

export interface Step {
  /** It began, got worse or ended; null: no change. */
  readonly incident: Incident | null;
  readonly tell: Announcement | null;
}

export interface WatchedTimes extends AlertTimes {
  readonly coolDownMs: number;
  /** Default; not of trends, which are undecided as often as not. */
  readonly tellsUnknown?: boolean;
}

/** Of a run that goes on: what an earlier soakd knew. */
export interface Before {
  readonly incident: Incident;
  /** Of observed time, about: when it was told last that it fires; null: never. */
  readonly toldMs: number | null;
  /** Whether what was told last is that it fires. */
  readonly toldFiring: boolean;
}

export class WatchedAlert {
  readonly #times: WatchedTimes;
  #state: AlertState;
  #told: Told = NOTHING_TOLD;
  #incident: Incident | null = null;
  /** Of observed time: when the newest incident began. */
  #firedMs: number | null = null;

  constructor(times: WatchedTimes, at: Moment, before: Before | null = null) {
    this.#times = times;
    this.#state = { kind: 'unknown', knownAt: at, why: 'nothing was read yet' };
    if (before === null) return;
    const { incident, toldMs, toldFiring } = before;
    this.#incident = incident;
    this.#told = { condition: toldFiring ? 'firing' : 'ok', firingMs: toldMs, unknownMs: null };
    this.#firedMs = at.observedMs - (at.monoMs - incident.firedMs);
    if (incident.endedMs !== null) return;
    const since = { monoMs: incident.sinceMs, observedMs: at.observedMs };
    const fired = { monoMs: incident.firedMs, observedMs: at.observedMs };
    this.#state = { kind: 'firing', knownAt: at, since, fired, peak: incident.peak, backSince: null };
  }

  get state(): AlertState {
    return this.#state;
  }

  /** Of the newest time that it fired, or fires. */
  get incident(): Incident | null {
    return this.#incident;
  }

  step(reading: Reading, at: Moment): Step {
    return this.#enter(advance(this.#state, reading, at, this.#times), at);
  }

  /** It does not count at the moment. */
  rest(at: Moment): Step {
    return this.#enter(rest(this.#state, at), at);
  }

  /** The run is over: what fires ends with it. `told`: somebody knows that it fires. */
  end(at: Moment): { readonly incident: Incident | null; readonly told: boolean } {
    if (this.#state.kind !== 'firing' || this.#incident === null) return { incident: null, told: false };
    this.#incident = { ...this.#incident, state: 'ended', endedMs: at.monoMs };
    this.#state = { kind: 'ok', knownAt: at };
    return { incident: this.#incident, told: this.#told.condition === 'firing' };
  }

  #enter(next: AlertState, at: Moment): Step {
    const before = this.#state;
    this.#state = next;
    const incident = this.#incidentAfter(before, next, at);
    // What was never known is waited for as long as what is no longer known.
    const waits = next.kind === 'unknown' && before.kind === 'unknown' && this.#isYoung(next, at);
    const tellsUnknown = !waits && (this.#times.tellsUnknown ?? true);
    const condition = next.kind === 'firing' || (next.kind === 'unknown' && tellsUnknown) ? next.kind : 'ok';
    const { told, tell } = announce(this.#told, condition, at.observedMs, this.#times.coolDownMs);
    this.#told = told;
    return { incident, tell };
  }

  #isYoung({ knownAt }: AlertState, at: Moment): boolean {
    return at.observedMs - knownAt.observedMs < this.#times.unknownAfterMs;
  }

  #incidentAfter(before: AlertState, next: AlertState, at: Moment): Incident | null {
    const known = this.#incident;
    if (next.kind === 'firing') {
      if (before.kind !== 'firing') return this.#begin(next, at);
      if (known === null || next.peak === known.peak) return null;
      this.#incident = { ...known, peak: next.peak };
      return this.#incident;
    }
    if (before.kind !== 'firing' || known === null) return null;
    this.#incident = { ...known, state: 'resolved', endedMs: at.monoMs };
    return this.#incident;
  }

  #begin({ since, fired, peak }: Extract<AlertState, { kind: 'firing' }>, at: Moment): Incident {
    const known = this.#incident;
    if (known !== null && isWithin(this.#times.coolDownMs, this.#firedMs, at.observedMs)) {
      this.#incident = { ...known, state: 'firing', endedMs: null, peak };
    } else {
      this.#firedMs = fired.observedMs;
      this.#incident = { sinceMs: since.monoMs, firedMs: fired.monoMs, endedMs: null, state: 'firing', peak };
    }
    return this.#incident;
  }
}
