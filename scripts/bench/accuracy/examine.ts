/** Every series of a shape put to every method: for one verdict at the end, or in looks during the run. */
import { type Detection, detect } from './detect.ts';
import { forecasts } from './forecast.ts';
import type { LabelledShape } from './labelled-series.ts';
import { type Method, ONE_LOOK } from './method.ts';
import { type Judged, judge } from './score.ts';
import { randomOf } from './seed.ts';

/** Of each method, in the methods' order, its judged series. */
export function examine(shape: LabelledShape, methods: readonly Method[], count: number): Judged[][] {
  const judged = methods.map((): Judged[] => []);
  for (let index = 0; index < count; index += 1) {
    const labelled = shape.draw(randomOf(shape, index));
    for (const [place, method] of methods.entries()) {
      const call = method.call(labelled, ONE_LOOK);
      judged[place]?.push(judge(labelled, call, forecasts(labelled, method)));
    }
  }
  return judged;
}

export function watch(shape: LabelledShape, methods: readonly Method[], count: number): Detection[] {
  return Array.from({ length: count }, (_, index) => detect(shape.draw(randomOf(shape, index)), methods));
}
