/** Noises of the fifth set made of what comes, is held and leaves; in units of a time and a size of their own. */
import { exponential } from './chance.ts';
import { roaming } from './recurring.ts';
import { visits } from './visits.ts';
import { wanderer } from './wanderer.ts';

/** Requests in flight: short ones, which come at a rate that wanders for itself, and slowly. */
export const inFlight = roaming((random) => {
  const [RATE, STAYS] = [40, 0.2];
  const logarithm = wanderer(random, 1, 0.05);
  let leaving: number[] = [];
  let next = 0;
  return (time) => {
    for (; next <= time; next += exponential(random) / (RATE * Math.exp(0.4 * logarithm(next))))
      leaving.push(next + STAYS * exponential(random));
    leaving = leaving.filter((until) => until > time);
    return leaving.length;
  };
});

/** What is freed is kept until the last reader that may still see it has left: as old as the oldest of them. */
export const graceful = roaming((random) => {
  const [RATE, MEAN, SPREAD] = [3, 0.5, 0.5];
  let readers: { readonly from: number; readonly until: number }[] = [];
  let next = 0;
  return (time) => {
    for (; next <= time; next += exponential(random) / RATE)
      readers.push({
        from: next,
        until: next + MEAN * Math.exp(SPREAD * random.gauss() - SPREAD ** 2 / 2),
      });
    readers = readers.filter(({ until }) => until > time);
    return readers.reduce((oldest, { from }) => Math.max(oldest, time - from), 0);
  };
});

/** Slabs of four objects, most of which go soon and some late: a slab is given back when the last of its own has gone. */
export const slabs = roaming((random) => {
  const [RATE, SLOTS] = [60, 4];
  let slots: { used: number }[] = [];
  let objects: { readonly slab: { used: number }; readonly until: number }[] = [];
  let next = 0;
  const leave = (now: number): void => {
    for (const { slab, until } of objects) if (until <= now) slab.used -= 1;
    objects = objects.filter(({ until }) => until > now);
    slots = slots.filter(({ used }) => used > 0);
  };
  return (time) => {
    for (; next <= time; next += exponential(random) / RATE) {
      leave(next);
      let slab = slots.find(({ used }) => used < SLOTS);
      if (slab === undefined) {
        slab = { used: 0 };
        slots.push(slab);
      }
      slab.used += 1;
      objects.push({ slab, until: next + (random.uniform() < 0.1 ? 1.5 : 0.1) * exponential(random) });
    }
    leave(time);
    return slots.length;
  };
});

/** After an outage all try again, together, and wait twice as long each time that they fail. */
export const backingOff = roaming(
  visits(0.5, (random) => {
    const [FIRST, TRIES, HOLDS] = [0.06, 4, 0.6];
    const size = 0.5 + random.uniform();
    return {
      lasts: FIRST * 2 ** TRIES,
      at: (age) => {
        const turn = Math.log2(age / FIRST + 1);
        return 2 ** (turn - Math.floor(turn)) - 1 < HOLDS ? size : 0;
      },
    };
  }),
);

/** A walk through trees of directories, three at once: each that is entered stays open until all beneath it are done. */
export const walked = roaming((random) => {
  const [PACE, TREES, DEEPEST] = [30, 3, 8];
  const trees = Array.from({ length: TREES }, (): number[] => []);
  let next = 0;
  return (time) => {
    for (; next <= time; next += exponential(random) / (PACE * TREES)) {
      const tree = trees[Math.floor(TREES * random.uniform())] ?? [];
      const left = tree.pop();
      if (left === undefined) tree.push(5);
      else if (left > 0) {
        const beneath = tree.length + 1 < DEEPEST ? Math.floor(2.6 * random.uniform()) : 0;
        tree.push(left - 1, beneath);
      }
    }
    return trees.reduce((sum, tree) => sum + tree.length, 0);
  };
});

/** Children forked for a batch of work: some at once, each of which ends for itself. */
export const forked = roaming((random) => {
  const [RATE, MEAN, MOST] = [1.2, 2.5, 6];
  let children: number[] = [];
  let next = 0;
  return (time) => {
    for (; next <= time; next += exponential(random) / RATE) {
      const count = Math.min(MOST, Math.ceil(MEAN * exponential(random)));
      for (let child = 0; child < count; child += 1) children.push(next + exponential(random));
    }
    children = children.filter((until) => until > time);
    return children.length;
  };
});

/** A circuit breaker: open for as many waits as it takes until the trial succeeds, then let through more and more. */
export const broken = roaming(
  visits(0.4, (random) => {
    const [WAIT, EASED_IN] = [0.3, 0.2];
    const open = WAIT * Math.ceil(-Math.log2(1 - random.uniform()) + 1e-9);
    return {
      lasts: open + EASED_IN,
      at: (age) => (age < open ? -1 : (age - open) / EASED_IN - 1),
    };
  }),
);
