/** The textbook noises, and the forms of leak that sets of shapes share. */
import { seeded, wandering, white as whiteNoise } from '../../../test/trend/simulate.ts';
import { type Draw, type LeakForm, type Noise, SAWTOOTH_TAU, SINE_TAU } from './part.ts';

export const HOUR = 3600;
export const MINUTE = 60;

export function white(sigma: number): Draw<Noise> {
  return (random, _, intervalS) => ({
    at: whiteNoise(random, sigma),
    variance: sigma ** 2,
    tauS: intervalS,
  });
}

/** Ornstein–Uhlenbeck: each reading remembers the one before. */
export function wander(sigma: number, tauS: number): Draw<Noise> {
  return (random, _, intervalS) => ({
    at: wandering(seeded(Math.floor(random.uniform() * 2 ** 31)), sigma, tauS, intervalS),
    variance: sigma ** 2,
    tauS,
  });
}

export function sawtooth(height: number, periodS: number): Draw<Noise> {
  return (random) => {
    const phaseS = random.uniform() * periodS;
    return {
      at: (second) => height * (((second + phaseS) % periodS) / periodS - 1 / 2),
      variance: height ** 2 / 12,
      tauS: SAWTOOTH_TAU * periodS,
      periodS,
    };
  };
}

/** So many cycles within the span. */
export function sine(amplitude: number, cycles: number): Draw<Noise> {
  return (random, spanS) => {
    const periodS = spanS / cycles;
    const phase = 2 * Math.PI * random.uniform();
    return {
      at: (second) => amplitude * Math.sin((2 * Math.PI * second) / periodS + phase),
      variance: amplitude ** 2 / 2,
      tauS: SINE_TAU * periodS,
      periodS,
    };
  };
}

export function steadily(): Draw<LeakForm> {
  return () => ({ at: (second) => second / HOUR, onsetS: 0, variance: 0, tauS: 0, straight: true });
}

/** From a moment between two shares of the span on. */
export function lateFrom(earliest: number, latest: number): Draw<LeakForm> {
  return (random, spanS) => {
    const onsetS = spanS * (earliest + (latest - earliest) * random.uniform());
    return {
      at: (second) => Math.max(0, second - onsetS) / HOUR,
      onsetS,
      variance: 0,
      tauS: 0,
      straight: true,
    };
  };
}

/** Even steps, one each period. */
export function inStairs(periodS: number): Draw<LeakForm> {
  return (random) => {
    const phase = random.uniform();
    return {
      at: (second) => (Math.floor(second / periodS + phase) * periodS) / HOUR,
      onsetS: 0,
      variance: (periodS / HOUR) ** 2 / 12,
      tauS: SAWTOOTH_TAU * periodS,
      straight: true,
    };
  };
}
