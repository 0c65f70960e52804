/** Every series of a shape put to every method. */
import { forecasts } from './forecast.ts';
import type { LabelledShape } from './labelled-series.ts';
import { type Method, ONE_LOOK } from './method.ts';
import { type Judged, judge } from './score.ts';
import { randomOf } from './seed.ts';

export interface Examined {
  readonly shape: string;
  readonly methods: readonly { readonly name: string; readonly judged: readonly Judged[] }[];
}

export function examine(shape: LabelledShape, methods: readonly Method[], count: number): Examined {
  const judged = methods.map(({ name }) => ({ name, judged: [] as Judged[] }));
  for (let index = 0; index < count; index += 1) {
    const labelled = shape.draw(randomOf(shape, index));
    for (const [place, method] of methods.entries()) {
      const call = method.call(labelled, ONE_LOOK);
      judged[place]?.judged.push(judge(labelled, call, forecasts(labelled, method)));
    }
  }
  return { shape: shape.name, methods: judged };
}
