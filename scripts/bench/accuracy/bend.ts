/** The textbook bends: what moves the level for good without being a leak. */
import { type Bend, type Draw, LATEST_STEP, SPANS } from './part.ts';

export function fillingUp(height: number, timeConstantS: number): Draw<Bend> {
  return () => {
    const column = (second: number): number => -Math.exp(-second / timeConstantS);
    return {
      at: (second) => height * column(second),
      columns: [column],
      identifiableFromS: SPANS.warmup * timeConstantS,
    };
  };
}

export function step(height: number, earliest: number, latest: number): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * (earliest + (latest - earliest) * random.uniform());
    const column = (second: number): number => (second > atS ? 1 : 0);
    return {
      at: (second) => height * column(second),
      columns: [column],
      identifiableFromS: atS / LATEST_STEP,
    };
  };
}

/** Up in a straight line to a knee at a share of the span, then flat. */
export function ramp(height: number, kneeShare: number): Draw<Bend> {
  return (_, spanS) => {
    const kneeS = kneeShare * spanS;
    const column = (second: number): number => Math.min(1, second / kneeS);
    return {
      at: (second) => height * column(second),
      columns: [column],
      identifiableFromS: SPANS.knee * kneeS,
    };
  };
}

export function logCreep(size: number, constantS: number): Draw<Bend> {
  return () => {
    const column = (second: number): number => Math.log1p(second / constantS);
    return {
      at: (second) => size * column(second),
      columns: [column],
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** Steps ever rarer: each comes after about twice the time of the one before. */
export function slowingStairs(height: number): Draw<Bend> {
  return (random, spanS) => {
    const steps = Array.from(
      { length: 9 },
      (_, index) => spanS * 0.5 ** index * (0.8 + 0.4 * random.uniform()),
    );
    const columns = steps.map((atS) => (second: number) => (second > atS ? 1 : 0));
    return {
      at: (second) => columns.reduce((sum, column) => sum + height * column(second), 0),
      columns,
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** Some steps up at random times until a cap is reached. */
export function boundedSteps(height: number, count: number, latest: number): Draw<Bend> {
  return (random, spanS) => {
    const columns = Array.from({ length: count }, () => {
      const atS = spanS * latest * random.uniform();
      return (second: number) => (second > atS ? 1 : 0);
    });
    return {
      at: (second) => columns.reduce((sum, column) => sum + height * column(second), 0),
      columns,
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}
