/** Noises of the unseen shapes made of what comes, stays and goes; in units of a time and a size of their own. */
import { exponential } from './chance.ts';
import { roaming } from './recurring.ts';
import { visits } from './visits.ts';

/** Threads that are kept alive for a time of 1 after their last task: as many as were busy at once within it. */
export const keptAlive = roaming((random) => {
  const [MEAN, TASK] = [6, 1 / 8];
  let [busy, next] = [0, 0];
  let before: { readonly busy: number; readonly until: number }[] = [];
  return (time) => {
    while (next <= time) {
      before = before.filter((level) => level.busy > busy && level.until > next);
      before.push({ busy, until: next + 1 });
      busy += random.uniform() * (MEAN + busy) < MEAN ? 1 : -1;
      next += (TASK * exponential(random)) / (MEAN + busy);
    }
    return Math.max(busy, ...before.filter(({ until }) => until > time).map((level) => level.busy));
  };
});

/** Names that were looked up: each is there as long as its zone says (one of three times), and gone until it is asked for again. */
export const names = roaming((random) => {
  const LIVES = [0.15, 0.6, 2.4];
  const cached = Array.from({ length: 48 }, (_, index) => ({
    lives: LIVES[index % LIVES.length] ?? 1,
    gap: 3 * random.uniform() ** 2 + 0.05,
    there: false,
    until: 0,
  }));
  return (time) =>
    cached.reduce((count, name) => {
      while (name.until <= time) {
        name.there = !name.there;
        name.until += name.there ? name.lives : name.gap * exponential(random);
      }
      return count + (name.there ? 1 : 0);
    }, 0);
});

/** Descriptors on lease: given back when a lease ends that is not renewed, as half of them are. */
export const leases = roaming(
  visits(14, (random) => {
    const LEASE = 0.5;
    return { lasts: LEASE * Math.ceil(-Math.log2(1 - random.uniform()) + 1e-9), at: () => 1 };
  }),
);

/** Receive buffers: each doubles while its connection is kept busy, to a most of 1. */
export const receiveBuffers = roaming(
  visits(10, (random) => ({
    lasts: Math.exp(0.7 * random.gauss() - 0.25),
    at: (age) => Math.min(1, 2 ** (Math.floor(age / 0.15) - 4)),
  })),
);

/** Pages that were freed are given back to the kernel along a smooth step (jemalloc's), in a time of 1. */
export const decaying = roaming(
  visits(3, (random) => {
    const size = exponential(random);
    return { lasts: 1, at: (age) => size * (1 - smoothStep(age)) };
  }),
);

/** From 0 to 1, at rest at both ends. */
export function smoothStep(share: number): number {
  return share ** 3 * (share * (6 * share - 15) + 10);
}

/** Dumps of what went wrong: seldom, soon gone, of a power-law size. */
export const spikes = roaming(
  visits(0.25, (random) => {
    const [POWER, MOST] = [1.6, 6];
    const size = (1 - (1 - MOST ** -POWER) * random.uniform()) ** (-1 / POWER);
    return { lasts: 0.3 * exponential(random), at: () => size };
  }),
);

/** Huge pages: put together one by one, the fewer are left the seldomer, and many split at once under pressure. */
export const hugePages = roaming((random) => {
  const [MOST, SPLITS] = [24, 0.6];
  let [count, next] = [0, 0];
  return (time) => {
    while (next <= time) {
      const rate = MOST - count + SPLITS;
      if (random.uniform() * rate < SPLITS) count = Math.floor(count * random.uniform());
      else count += 1;
      next += exponential(random) / (MOST - count + SPLITS);
    }
    return count;
  };
});
