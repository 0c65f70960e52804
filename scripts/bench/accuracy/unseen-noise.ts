/** Noises of the unseen shapes that go up and down as they like; in units of a time and a height of their own. */
import { exponential } from './chance.ts';
import { roaming } from './recurring.ts';
import { wanderer } from './wanderer.ts';

/** Arenas are opened as soon as they are needed, and closed only when there are some too many. */
export const sluggish = roaming((random) => {
  const [ARENA, TOO_MUCH] = [0.25, 1.2];
  const needed = wanderer(random, 1);
  let held = 0;
  return (time) => {
    const now = needed(time);
    held = Math.min(Math.max(held, now), now + TOO_MUCH);
    return ARENA * Math.ceil(held / ARENA);
  };
});

/** How full something of a fixed size is: between all and nothing, and often at either. */
export const fullness = roaming((random) => {
  const demand = wanderer(random, 1);
  return (time) => Math.tanh(1.5 * demand(time));
});

/** The largest of five shards. */
export const worstShard = roaming((random) => {
  const shards = Array.from({ length: 5 }, () => wanderer(random, 1, 0.05));
  return (time) => Math.max(...shards.map((shard) => shard(time)));
});

/** Leads for a while, with more to hold and more to do, and follows for longer. */
export const leading = roaming((random) => {
  const work = wanderer(random, 0.12);
  let [leads, until] = [false, 0];
  return (time) => {
    while (until <= time) {
      leads = !leads;
      until += (leads ? 0.8 : 2) * exponential(random);
    }
    return leads ? 1.5 + 0.45 * work(time) : 0.2 * work(time);
  };
});

/** Retries make retries: what fails is tried again, six times in ten fails again, and the storm blows over (Hawkes 1971). */
export const retries = roaming((random) => {
  const [BEGUN, AGAIN] = [1.2, 0.6];
  let [storm, last, next] = [0, 0, 0];
  return (time) => {
    while (next <= time) {
      const most = BEGUN + storm;
      storm *= Math.exp(last - next);
      last = next;
      if (random.uniform() * most < BEGUN + storm) storm += AGAIN;
      next += exponential(random) / (BEGUN + storm);
    }
    return storm * Math.exp(last - time);
  };
});

/** The slowest but one of 20 requests, each asked twice when it takes too long: the quicker answer counts. */
export const hedged = roaming((random) => {
  const [WINDOW, TOO_LONG] = [0.1, 1.6];
  const load = wanderer(random, 1, WINDOW);
  const taken = (now: number): number => Math.exp(0.35 * random.gauss() + 0.5 * now);
  let [shown, next] = [1, 0];
  return (time) => {
    for (; next <= time; next += WINDOW) {
      const now = load(next);
      const times = Array.from({ length: 20 }, () => Math.min(taken(now), TOO_LONG + taken(now)));
      shown = times.toSorted((one, other) => one - other)[18] ?? 1;
    }
    return shown;
  };
});
