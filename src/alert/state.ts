/**
 * What an alert is at: ok → pending (`for`) → firing → ok, when it was back long enough. Pure. Times are of observed time:
 * a pause and a soakd that is down make nothing last longer.
 */
import { type Moment, type Reading, worse } from './reading.ts';

export type AlertState =
  | { readonly kind: 'ok'; readonly knownAt: Moment }
  /** Nothing is known of it any more: never the same as ok. */
  | { readonly kind: 'unknown'; readonly knownAt: Moment; readonly why: string }
  | { readonly kind: 'pending'; readonly knownAt: Moment; readonly since: Moment; readonly peak: number }
  | {
      readonly kind: 'firing';
      readonly knownAt: Moment;
      readonly since: Moment;
      readonly fired: Moment;
      readonly peak: number;
      /** Since when it is back where it should be; null: it is not. */
      readonly backSince: Moment | null;
    };

export interface AlertTimes {
  readonly comparison: Parameters<typeof worse>[2];
  readonly forMs: number;
  readonly clearForMs: number;
  /** How long it may be without a reading and still count as known. */
  readonly unknownAfterMs: number;
}

export function advance(state: AlertState, reading: Reading, at: Moment, times: AlertTimes): AlertState {
  if (reading.kind === 'unknown') return withoutReading(state, reading.why, at, times);
  const { value, bad, clear } = reading;
  if (state.kind === 'firing') {
    const peak = worse(state.peak, value, times.comparison);
    const backSince = clear ? (state.backSince ?? at) : null;
    if (backSince !== null && at.observedMs - backSince.observedMs >= times.clearForMs)
      return { kind: 'ok', knownAt: at };
    return { ...state, knownAt: at, peak: bad ? peak : state.peak, backSince };
  }
  if (!bad) return { kind: 'ok', knownAt: at };
  const since = state.kind === 'pending' ? state.since : at;
  const peak = state.kind === 'pending' ? worse(state.peak, value, times.comparison) : value;
  if (at.observedMs - since.observedMs < times.forMs) return { kind: 'pending', knownAt: at, since, peak };
  return { kind: 'firing', knownAt: at, since, fired: at, peak, backSince: null };
}

/** One that fires goes on: that nothing is seen of it is no good news. */
function withoutReading(
  state: AlertState,
  why: string,
  at: Moment,
  { unknownAfterMs }: AlertTimes,
): AlertState {
  if (state.kind === 'unknown') return state.why === why ? state : { ...state, why };
  if (state.kind === 'firing') return { ...state, backSince: null };
  if (at.observedMs - state.knownAt.observedMs < unknownAfterMs) return state;
  return { kind: 'unknown', knownAt: state.knownAt, why };
}

/** It does not count at the moment, such as in another phase: what was about to fire does not. */
export function rest(state: AlertState, at: Moment): AlertState {
  return state.kind === 'firing' ? { ...state, backSince: null } : { kind: 'ok', knownAt: at };
}
