/** What fills and is emptied in the fifth set, in turns; in units of a period and a height. */
import { exponential, remembering } from './chance.ts';
import { inTurn } from './in-turn.ts';
import { recurring, roaming } from './recurring.ts';

/** A pool of buffers: what a collection finds unused it only sets aside, and the next one frees: the most of two turns. */
export const setAside = roaming(
  inTurn((random) => {
    const ASKED = 10;
    const traffic = remembering(random, 0.5, 0.25, 0.3);
    let most = 1;
    return () => {
      const [now, kept] = [traffic(), most];
      const asked = Array.from({ length: ASKED }, (_, index) => ({
        at: (index + random.uniform()) / ASKED,
        size: (now * exponential(random)) / 2,
      }));
      most = Math.max(...asked.map(({ size }) => size));
      return {
        lasts: 1,
        at: (age) => asked.reduce((top, { at, size }) => (at <= age ? Math.max(top, size) : top), kept),
      };
    };
  }),
);

/** Dirty pages: written back from a high mark on until there are few enough, each way at a pace of its own. */
export const dirty = recurring(
  inTurn((random) => {
    const LOW = 0.25;
    const pace = remembering(random, 0.4, 0.25, 0.3);
    let rises = false;
    return () => {
      rises = !rises;
      const lasts = (rises ? 0.6 : 0.4) / pace();
      const [from, to] = rises ? [LOW, 1] : [1, LOW];
      return { lasts, at: (age) => from + ((to - from) * age) / lasts };
    };
  }),
);

/** A stock of what is handed out piece by piece, and filled up again when there is hardly any left. */
export const restocked = recurring(
  inTurn((random) => {
    const PIECES = 10;
    return () => {
      const taken: { readonly at: number; readonly left: number }[] = [];
      let [at, left] = [0, 1];
      while (left > 0.05) {
        taken.push({ at, left });
        at += exponential(random) / PIECES;
        left -= (2 * random.uniform()) / PIECES;
      }
      return { lasts: at, at: (age) => taken.findLast((each) => each.at <= age)?.left ?? 1 };
    };
  }),
);

/** Map, shuffle, reduce: one split read after the other, all of it moved, and less and less of it left. */
export const jobs = recurring(
  inTurn((random) => {
    const SPLITS = 6;
    const size = remembering(random, 0.2, 0.2, 0.4);
    return () => {
      const [now, rest] = [size(), 0.05 + 0.1 * random.uniform()];
      const [mapped, shuffled, reduced] = [0.45 * now, 0.6 * now, 0.9 * now];
      return {
        lasts: reduced + rest,
        at: (age) => {
          if (age < mapped) return (0.75 * now * Math.ceil((SPLITS * age) / mapped)) / SPLITS;
          if (age < shuffled) return now;
          return 0.75 * now * Math.max(0, (reduced - age) / (reduced - shuffled));
        },
      };
    };
  }),
);

/** Runs merged as a binary counter is carried: of sizes 1, 2, 4, 8 and 16, each twice as seldom as the one before. */
export const carried = recurring((random) => {
  const RUNS = 16;
  const size = remembering(random, 0.3, 0.1, 0.5);
  let [round, now] = [-1, 1];
  return (time) => {
    if (Math.floor(time) !== round) {
      round = Math.floor(time);
      now = size();
    }
    return [1, 2, 4, 8, 16].reduce((sum, runs) => {
      const every = Math.min(RUNS, 2 * runs);
      const age = (time * RUNS + (every - runs)) % every;
      return sum + (age < runs / 2 ? ((now * runs) / RUNS) * (age / (runs / 2)) : 0);
    }, 0);
  };
});

/** Windows of a stream: new keys ever fewer in each, which is kept beside the next until nobody can come late. */
export const windows = recurring(
  inTurn((random) => {
    const LATE = 0.3;
    const keys = remembering(random, 0.2, 0.12, 0.3);
    let coming = keys();
    return () => {
      const before = coming;
      coming = keys();
      const now = coming;
      const full = -Math.expm1(-1.5);
      return { lasts: 1, at: (age) => -now * Math.expm1(-1.5 * age) + (age < LATE ? before * full : 0) };
    };
  }),
);

/** A market: most at the opening and at the close, nothing when it is shut; no two days alike. */
export const trading = recurring((random) => {
  const [OPENS, SHUTS] = [0.36, 0.71];
  const size = remembering(random, 0.4, 0.12, 0.4);
  let [day, now] = [-1, 1];
  return (time) => {
    if (Math.floor(time) !== day) {
      day = Math.floor(time);
      now = size();
    }
    const share = (time - day - OPENS) / (SHUTS - OPENS);
    return share < 0 || share > 1 ? 0 : now * (0.35 + 0.65 * (2 * share - 1) ** 2);
  };
});

/** Three regions of the world, of different size, each with its own day. */
export const regions = recurring(() => (time) => {
  const day = (from: number, size: number): number => {
    const hour = (time - from - Math.floor(time - from)) / 0.45;
    return hour < 1 ? size * Math.sin(Math.PI * hour) ** 2 : 0;
  };
  return day(0.05, 1) + day(0.42, 0.6) + day(0.7, 0.35);
});
