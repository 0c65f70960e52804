/** Queues, tables and caches of the unseen shapes, which fill and are emptied; in units of a period and a height. */
import { remembering } from './chance.ts';
import { inTurn } from './in-turn.ts';
import { recurring } from './recurring.ts';

/** A write-behind queue: written out when it is full, or when a timer says so, whichever comes first. */
export const writeBehind = recurring(
  inTurn((random) => {
    const TIMER = 1.25;
    const pace = remembering(random, 0.3, 0.35, 0.2);
    return () => {
      const now = pace();
      return { lasts: Math.min(1 / now, TIMER), at: (age) => now * age };
    };
  }),
);

/** Tables in memory that share a budget: when it is used up, the largest of them is written out. */
export const memtables = recurring(
  inTurn((random) => {
    const PACE = 0.1;
    const tables = Array.from({ length: 4 }, () => ({
      size: 0.2 * random.uniform(),
      pace: remembering(random, 0.8, 0.4, 0.1),
    }));
    return () => {
      const largest = tables.reduce((most, table) => (table.size > most.size ? table : most));
      largest.size = 0;
      const paces = tables.map(({ pace }) => PACE * pace());
      const standing = tables.reduce((sum, { size }) => sum + size, 0);
      const together = paces.reduce((sum, pace) => sum + pace, 0);
      const lasts = (1 - standing) / together;
      tables.forEach((table, index) => {
        table.size += lasts * (paces[index] ?? 0);
      });
      return { lasts, at: (age) => standing + together * age };
    };
  }),
);

/** A filter rebuilt at even times: keys that are new wait for it, ever fewer, and while it is built there are two. */
export const rebuilt = recurring(
  inTurn((random) => {
    const BUILT_IN = 0.12;
    const keys = remembering(random, 0.2, 0.15, 0.3);
    return () => {
      const waiting = keys();
      const filter = 0.8 * waiting;
      return {
        lasts: 1,
        at: (age) => -waiting * Math.expm1(-2 * age) + filter * Math.max(0, (age - 1 + BUILT_IN) / BUILT_IN),
      };
    };
  }),
);

/** Compiled code: what is hot comes first, and ever less after it, until the cache is nearly full and the cold is flushed. */
export const codeCache = recurring(
  inTurn((random) => {
    const PACE = 1.9;
    return () => {
      const kept = 0.15 + 0.35 * random.uniform();
      const left = 0.08 + 0.08 * random.uniform();
      return {
        lasts: Math.log((1 - kept) / left) / PACE,
        at: (age) => 1 - (1 - kept) * Math.exp(-PACE * age),
      };
    };
  }),
);

/** Two timers that come round together each 7 and 8 of theirs: what runs beside the other takes more. */
export const twoTimers = recurring((random) => {
  const size = remembering(random, 0.3, 0.08, 0.5);
  let [round, now] = [-1, 1];
  const runs = (time: number, often: number): number =>
    time * often - Math.floor(time * often) < 0.4 ? 1 : 0;
  return (time) => {
    if (Math.floor(time) !== round) {
      round = Math.floor(time);
      now = size();
    }
    const [one, other] = [runs(time, 7), runs(time, 8)];
    return now * (one + 0.6 * other + one * other);
  };
});
