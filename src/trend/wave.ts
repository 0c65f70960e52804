/**
 * A wave that goes up and down at least three times within the span: a garbage collector's, a cron job's, the traffic's.
 * Fitted beside the slope it neither bends the line nor blurs it. What was seen only once or twice is no wave yet
 * (alternative.ts).
 */
import { leastSquares } from './least-squares.ts';
import { type Column, dot, first, last } from './vector.ts';

/** Of one or two cycles nobody knows whether they will come again. */
const FEWEST_CYCLES = 3;
/** Faster than this many readings a cycle, a wave cannot be told from noise. */
const MOST_CYCLES_PER_READING = 1 / 4;
/** Above this the line through a wave is off by less than 1 % of the wave's height: 6 / (π · cycles) / 2. */
const MOST_CYCLES = 120;
/** Neighbouring numbers of cycles this far apart lose at most a tenth of a wave's squares (half their distance). */
const STRIDE = 0.25;
/** Then found to 1/64 of a cycle: off by so much, a wave keeps 99.9 % of its squares. */
const FINER = 16;
/**
 * A single frequency that holds this much of the residuals' squares is a wave. Of noise with a correlation time of an
 * eighth of the span one in 200 holds more, of shorter memory none did (simulated, 400 series each).
 */
const WAVE_SHARE = 0.6;
/** A harmonic belongs to it with this share of what is left: a sawtooth's second holds 0.38 of it, its third 0.28. */
const HARMONIC_SHARE = 0.25;
const HARMONICS = [2, 3];

export interface Wave {
  readonly columns: readonly Column[];
  readonly periodS: number;
}

/** In these residuals; null: there is none. */
export function findWave(seconds: Column, residuals: Column): Wave | null {
  const cycles = strongest(seconds, residuals);
  const found: Column[] = [];
  let left = residuals;
  for (const harmonic of [1, ...HARMONICS]) {
    const pair = oscillation(seconds, cycles * harmonic);
    const fit = leastSquares([new Float64Array(seconds.length).fill(1), ...pair], left);
    const share = harmonic === 1 ? WAVE_SHARE : HARMONIC_SHARE;
    if (fit === null || fit.squares > (1 - share) * dot(left, left)) break;
    found.push(...pair);
    left = fit.residuals;
  }
  return found.length === 0 ? null : { columns: found, periodS: (last(seconds) - first(seconds)) / cycles };
}

/**
 * Number of cycles whose sine and cosine hold most of the residuals: a periodogram (Lomb 1976 without the phase), with
 * the numbers of cycles so close that no wave falls between two.
 */
function strongest(seconds: Column, residuals: Column): number {
  const most = Math.min(MOST_CYCLES_PER_READING * seconds.length, MOST_CYCLES);
  const found = strongestBetween(
    seconds,
    residuals,
    FEWEST_CYCLES,
    STRIDE,
    Math.ceil((most - FEWEST_CYCLES) / STRIDE),
  );
  const from = Math.max(FEWEST_CYCLES, found - STRIDE);
  return strongestBetween(seconds, residuals, from, STRIDE / FINER, 2 * FINER);
}

/** Each angle grows by the same step from one number of cycles to the next, so sines are multiplied on, not computed. */
function strongestBetween(
  seconds: Column,
  residuals: Column,
  from: number,
  stride: number,
  count: number,
): number {
  const [sine, cosine] = oscillation(seconds, from);
  const [turnSine, turnCosine] = oscillation(seconds, stride);
  let best = from;
  let most = 0;
  for (let step = 0; step <= count; step += 1) {
    let alongSine = 0;
    let alongCosine = 0;
    for (let i = 0; i < sine.length; i += 1) {
      const s = sine[i] ?? 0;
      const c = cosine[i] ?? 0;
      const residual = residuals[i] ?? 0;
      alongSine += s * residual;
      alongCosine += c * residual;
      sine[i] = s * (turnCosine[i] ?? 0) + c * (turnSine[i] ?? 0);
      cosine[i] = c * (turnCosine[i] ?? 0) - s * (turnSine[i] ?? 0);
    }
    const power = alongSine ** 2 + alongCosine ** 2;
    if (power > most) {
      most = power;
      best = from + step * stride;
    }
  }
  return best;
}

function oscillation(seconds: Column, cycles: number): [Column, Column] {
  const start = first(seconds);
  const turn = (2 * Math.PI * cycles) / (last(seconds) - start);
  const sine = new Float64Array(seconds.length);
  const cosine = new Float64Array(seconds.length);
  for (const [index, second] of seconds.entries()) {
    sine[index] = Math.sin(turn * (second - start));
    cosine[index] = Math.cos(turn * (second - start));
  }
  return [sine, cosine];
}
