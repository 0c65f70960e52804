/** The bends of the fifth set whose end no run sees, or too late, by name. */
import { blueGreen, firstCollection, invited } from './fifth-bend.ts';
import { heldOpen, reported, ringed, scavenged } from './fifth-more-bend.ts';
import {
  EVENING,
  halved,
  hum,
  kept,
  NINE_HOURS,
  TILL_NOON,
  TWO_DAYS,
  unread,
  written,
} from './fifth-noises.ts';
import { graceful, inFlight } from './fifth-stay.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';

export const untoldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'scavenger that backs off',
    { ...NINE_HOURS, noises: [kept], bends: [scavenged([15, 80], [0.005, 0.06])] },
  ],
  [
    'late blue and green',
    {
      ...TILL_NOON,
      noises: [unread, hum],
      bends: [blueGreen([5, 40], [30, 90], [0.78, 0.93], [4 * MINUTE, 20 * MINUTE])],
    },
  ],
  [
    'reports of the night',
    { ...NINE_HOURS, noises: [hum], bends: [reported([10, 60], [2, 5], [0.1, 0.35], [0.6, 0.9])] },
  ],
  [
    'snapshot held open',
    { ...TILL_NOON, noises: [written, hum], bends: [heldOpen([15, 60], [0.1, 0.4], [0.2, 0.5])] },
  ],
  [
    'lots invited all night',
    {
      ...NINE_HOURS,
      noises: [halved],
      bends: [invited([10, 50], [3, 6], [0.85, 0.95], [15 * MINUTE, 90 * MINUTE], 0)],
    },
  ],
  [
    'ring of traces, hardly full',
    { ...EVENING, noises: [hum], bends: [ringed([20, 80], [0.38, 0.7], [2, 5])] },
  ],
  [
    'late first full collection',
    {
      ...TWO_DAYS,
      noises: [graceful([2, 8], [5 * MINUTE, HOUR / 3]), inFlight([0.1, 0.3], [5 * MINUTE, HOUR / 4])],
      bends: [firstCollection([20, 80], [0.5, 0.9])],
    },
  ],
];
