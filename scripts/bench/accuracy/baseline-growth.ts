/** The gate "grew by more than 10 %": the last tenth of what follows the warm-up against its first (heron, vigia, rocky). */
import { nothingTold, readingsOf } from './baseline-readings.ts';
import { medianOf } from './median.ts';
import type { Method } from './method.ts';

const MOST_GROWTH = 0.1;
const WINDOW_SHARE = 0.1;

export const growthGate: Method = {
  name: 'grew > 10 %',
  call(labelled) {
    const { values } = readingsOf(labelled);
    const window = Math.max(1, Math.round(WINDOW_SHARE * values.length));
    const before = medianOf(values.subarray(0, window)) ?? 0;
    const after = medianOf(values.subarray(-window)) ?? 0;
    const grew = after - before > MOST_GROWTH * Math.abs(before);
    return { ...nothingTold, outcome: grew ? 'leak' : 'clean' };
  },
};
