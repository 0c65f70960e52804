/** The bends of unseen shapes whose end no run sees, or too late, by name. */
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { emptied, flagged, lifetimes } from './unseen-bend.ts';
import {
  decayed,
  full,
  held,
  LATE_SHIFT,
  LONG_NIGHT,
  led,
  MEETING,
  murmur,
  NIGHT,
  THIRTY_HOURS,
} from './unseen-noises.ts';
import { behind, everMoreSeldom, imported, touchedSeldom } from './unseen-slow-bend.ts';

export const untoldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['pages hardly ever touched', { ...NIGHT, noises: [held], bends: [touchedSeldom([10, 60], [0.02, 0.15])] }],
  [
    'sessions of long lifetimes',
    { ...LATE_SHIFT, noises: [full], bends: [lifetimes([10, 60], [0.4, 0.95])] },
  ],
  [
    'late flag',
    { ...LONG_NIGHT, noises: [held], bends: [flagged([5, 40], [0.78, 0.93], [5 * MINUTE, 40 * MINUTE])] },
  ],
  [
    'import in the middle of the night',
    {
      ...NIGHT,
      noises: [decayed, murmur],
      bends: [imported([15, 60], [0.2, 0.5], [0.15, 0.35], [5 * MINUTE, 30 * MINUTE])],
    },
  ],
  [
    'cache emptied late',
    { ...THIRTY_HOURS, noises: [full], bends: [emptied([10, 60], [0.78, 0.95], [20 * MINUTE, 3 * HOUR])] },
  ],
  [
    'replica that falls behind',
    {
      ...LONG_NIGHT,
      noises: [led, murmur],
      bends: [behind([15, 60], [0.1, 0.4], [0.6, 0.85], [0.3, 0.9])],
    },
  ],
  [
    'plugins ever more seldom',
    { ...MEETING, noises: [murmur], bends: [everMoreSeldom([4, 20], [5, 10], [0.01, 0.04], 1.7)] },
  ],
];
