/** What goes by the calendar in the unseen shapes: weeks, dumps of the night, slow waves; in units of a period and a height. */
import { remembering } from './chance.ts';
import { inTurn } from './in-turn.ts';
import { recurring } from './recurring.ts';

const WEEK = [1, 0.95, 0.9, 0.95, 0.85, 0.35, 0.25];

/** Weeks of an office: seven days, two of them quiet, each with its hours, and no two of one size. */
export const weeks = recurring((random) => {
  const size = remembering(random, 0.3, 0.08, 0.4);
  let [today, now] = [-1, 1];
  return (time) => {
    const day = Math.floor(time * WEEK.length);
    if (day !== today) {
      today = day;
      now = size();
    }
    const hour = time * WEEK.length - day;
    return now * (WEEK[day % WEEK.length] ?? 0) * Math.max(0, Math.sin((Math.PI * (hour - 0.25)) / 0.6));
  };
});

/** A dump each night: one table after the other, each buffered until it is whole, the larger the longer. */
export const dumps = recurring(
  inTurn((random) => {
    const tables = [1, 0.6, 0.36, 0.22, 0.13].map((size) => ({ size, turn: random.uniform() }));
    const inOrder = tables.toSorted((one, other) => one.turn - other.turn);
    const growth = remembering(random, 0.5, 0.1, 0.5);
    return () => {
      const now = growth();
      const startsAt = 0.04 + 0.03 * random.uniform();
      return {
        lasts: 1,
        at: (age) => {
          let left = (age - startsAt) / (0.14 * now);
          if (left < 0) return 0;
          for (const { size } of inOrder) {
            if (left < size) return now * left;
            left -= size;
          }
          return 0;
        },
      };
    };
  }),
);

/** People on their way: a crest in the morning and a wider one in the evening. */
export const commuters = recurring(() => (time) => {
  const crest = (at: number, sharpness: number): number =>
    Math.exp(sharpness * (Math.cos(2 * Math.PI * (time - at)) - 1));
  return crest(0.3, 9) + 0.8 * crest(0.7, 4);
});

/** Nothing while it is dark, and half a sine by day. */
export const daylight = recurring(() => (time) => Math.max(0, Math.sin(2 * Math.PI * time)));

/** A buffer charged while a feed is open, and drained when it is shut. */
export const charged = recurring(() => {
  const [open, up, down] = [0.45, 0.12, 0.16];
  const full = -Math.expm1(-open / up);
  return (time) => {
    const place = time - Math.floor(time);
    return place < open ? -Math.expm1(-place / up) : full * Math.exp((open - place) / down);
  };
});
