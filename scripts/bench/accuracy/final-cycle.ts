/** Heaps, caches, buffers and logs of the final shapes, which fill and are emptied; in units of a period and a height. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, remembering } from './chance.ts';
import { type Process, recurring } from './recurring.ts';

interface Tooth {
  readonly from: number;
  readonly to: number;
  readonly lasts: number;
}

function teeth(next: (random: Random) => (last: Tooth | null) => Tooth): Process {
  return (random) => {
    const following = next(random);
    let tooth = following(null);
    let begun = 0;
    return (time) => {
      while (time >= begun + tooth.lasts) {
        begun += tooth.lasts;
        tooth = following(tooth);
      }
      return tooth.from + ((tooth.to - tooth.from) * (time - begun)) / tooth.lasts;
    };
  };
}

/** A page cache under a limit: whenever it is full, a share of it is reclaimed, mostly little, at times nearly all. */
export const pageCache = recurring(
  teeth((random) => () => {
    const cut = Math.min(0.95, 0.35 * exponential(random));
    return { from: 1 - cut, to: 1, lasts: 3.2 * cut * Math.exp(0.3 * random.gauss()) + 0.02 };
  }),
);

/** Go's pacer: the heap may double what lives, which is a little more or less each cycle, as is the pace. */
export const pacedHeap = recurring(
  teeth((random) => {
    const living = remembering(random, 0.2, 0.05, 0.4);
    const pace = remembering(random, 0.5, 0.2, 0.3);
    return () => {
      const live = living();
      return { from: live, to: 2 * live, lasts: live / pace() };
    };
  }),
);

/** A buffer written out whenever it is full, by traffic that is now quicker, now slower. */
export const logBuffer = recurring(
  teeth((random) => {
    const pace = remembering(random, 0.9, 0.12, 0.25);
    return () => ({ from: 0, to: 1, lasts: 1 / pace() });
  }),
);

/** Entries are deleted by a sweep each period, those older than one: what came in the last two stands in between. */
export const ttlSweeps = recurring(
  teeth((random) => {
    const traffic = remembering(random, 0.2, 0.1, 0.2);
    let coming = traffic();
    return () => {
      const old = coming;
      coming = traffic();
      return { from: old, to: old + coming, lasts: 1 };
    };
  }),
);

/** A level that stands until the next change of the cycle. */
function staircases(
  next: (random: Random) => (last: number) => readonly (readonly [number, number])[],
): Process {
  return (random) => {
    const following = next(random);
    let [level, begun, taken] = [0, 0, 0];
    let changes = following(level);
    return (time) => {
      for (;;) {
        const change = changes[taken];
        if (change === undefined) {
          begun += changes.at(-1)?.[0] ?? 0;
          changes = following(level);
          taken = 0;
        } else if (begun + change[0] <= time) {
          level = change[1];
          taken += 1;
        } else return level;
      }
    };
  };
}

/** JVM's old generation: promoted in lumps until it is marked, then collected in some mixed collections. */
export const mixedCollections = recurring(
  staircases((random) => (left) => {
    const lumps = 12 + Math.floor(9 * random.uniform());
    const falls = 4 + Math.floor(5 * random.uniform());
    const peak = 0.9 + 0.2 * random.uniform();
    const kept = 0.15 * random.uniform();
    const lasts = Math.exp(0.15 * random.gauss());
    const up = Array.from({ length: lumps }, (_, index): [number, number] => {
      const share = (index + 1) / lumps;
      return [0.75 * lasts * share, left + (peak - left) * share];
    });
    const down = Array.from({ length: falls }, (_, index): [number, number] => {
      const share = (index + 1) / falls;
      return [lasts * (0.75 + 0.25 * share), peak + (kept - peak) * share];
    });
    return [...up, ...down];
  }),
);

/** malloc keeps the most that was in use until, now and then, the top is free and it trims. */
export const trimmedArenas = recurring(
  staircases((random) => () => {
    const requests = Math.ceil(40 * (0.5 + 0.5 * exponential(random)));
    let most = 0;
    return Array.from({ length: requests }, (_, index): [number, number] => {
      most = Math.max(most, 0.3 * exponential(random));
      return [index / 40 + 0.025, most];
    });
  }),
);

/** Segments of a write-ahead log until a checkpoint recycles all but the last ones. */
export const walSegments = recurring(
  staircases((random) => (left) => {
    const lasts = Math.exp(0.2 * random.gauss());
    const changes: [number, number][] = [];
    let segments = left;
    for (let at = 0.1 * exponential(random); at < lasts; at += 0.1 * exponential(random)) {
      segments += 1;
      changes.push([at, segments]);
    }
    return [...changes, [lasts, 1 + Math.floor(3 * random.uniform())]];
  }),
);
