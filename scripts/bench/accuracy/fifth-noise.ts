/** Noises of the fifth set that go up and down as they like; in units of a time and a height of their own. */
import { exponential, type Range, stream, within } from './chance.ts';
import { wander } from './noise.ts';
import { normalShare } from './normal.ts';
import type { Draw, Noise } from './part.ts';
import { roaming } from './recurring.ts';

/** What four clients have not read yet: each reads, or does not for a while, and is cut off when it is too far behind. */
export const slowClients = roaming((random) => {
  const TICK = 0.02;
  const clients = Array.from({ length: 4 }, () => ({ reads: true, until: 0, behind: 0 }));
  let next = 0;
  return (time) => {
    for (; next <= time; next += TICK)
      for (const client of clients) {
        if (client.until <= next) {
          client.reads = !client.reads;
          client.until = next + (client.reads ? 1 : 0.4) * exponential(random);
        }
        client.behind = Math.max(0, client.behind + TICK * (client.reads ? -3 : 2));
        if (client.behind > 1) client.behind = 0;
      }
    return clients.reduce((sum, { behind }) => sum + behind, 0);
  };
});

/** Pages that nobody touches are swapped out, ever fewer; when there is work, all are wanted back soon. */
export const swapped = roaming((random) => {
  const IDLE = { mean: 1.2, target: 0.2, constant: 1 };
  const BUSY = { mean: 0.6, target: 1, constant: 0.08 };
  let [mode, level, from, until] = [BUSY, 1, 0, 0.5];
  const at = (time: number): number =>
    mode.target + (level - mode.target) * Math.exp((from - time) / mode.constant);
  return (time) => {
    while (until <= time) {
      level = at(until);
      from = until;
      mode = mode === BUSY ? IDLE : BUSY;
      until += mode.mean * exponential(random);
    }
    return at(time);
  };
});

/** A cache that two tenants share: whose entry is replaced, and by whose, is chance, by how much each has of it. */
export const shared = roaming((random) => {
  const [SLOTS, NEW] = [24, 0.15];
  let [count, next] = [SLOTS / 2, 0];
  return (time) => {
    for (; next <= time; next += (exponential(random) * NEW) / SLOTS) {
      const share = count / SLOTS;
      if (random.uniform() < share) count -= 1;
      if (random.uniform() < NEW / 2 + (1 - NEW) * share) count += 1;
    }
    return count / SLOTS;
  };
});

/** A balloon: it is told now and then how large to be, and goes there as fast as it can. */
export const ballooned = roaming((random) => {
  const SPEED = 0.8;
  let [level, target, from, until] = [0.5, 0.5, 0, 0];
  const at = (time: number): number => {
    const most = SPEED * (time - from);
    return level + Math.min(most, Math.max(-most, target - level));
  };
  return (time) => {
    while (until <= time) {
      level = at(until);
      target = random.uniform();
      from = until;
      until += exponential(random);
    }
    return at(time);
  };
});

/** Windows of three senders: each grows evenly and is halved by a loss, which comes the sooner the larger it is. */
export const halvedWindows = roaming((random) => {
  const TICK = 0.02;
  const windows = [1, 1, 1];
  let next = 0;
  return (time) => {
    for (; next <= time; next += TICK)
      for (const [sender, size] of windows.entries())
        windows[sender] = random.uniform() < TICK * size ? size / 2 : size + TICK;
    return windows.reduce((sum, size) => sum + size, 0);
  };
});

/** Variance and time of Φ(az), z a wanderer of deviation and time 1 and a² = 1.5: asin(ρ)/2π, and where it is 1/e of that. */
const [STEEP, SHARE] = [Math.sqrt(1.5), { variance: Math.asin(0.6) / (2 * Math.PI), tau: 0.939 }];
const [WAITS, SCATTER] = [[0.7, 1.3], 0.15] as const;

/** Requests under a quota: what comes when it is used up waits for the next; how often that is goes with the load. */
export function throttled(heights: Range, taus: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const height = within(random, heights);
    const loadS = within(random, taus);
    const load = wander(1, loadS)(random, spanS, intervalS);
    const own = stream(random);
    // Half of them wait.
    const square = (1 + (WAITS[1] - WAITS[0]) ** 2 / 12) / 2 + SCATTER ** 2;
    const fast = square - 1 / 4 - SHARE.variance;
    return {
      at: (second) => {
        const waits = own.uniform() < normalShare(STEEP * load.at(second));
        return height * ((waits ? within(own, WAITS) : 0) + SCATTER * own.gauss());
      },
      variance: height ** 2 * (fast + SHARE.variance),
      tauS: (fast * intervalS + SHARE.variance * SHARE.tau * loadS) / (fast + SHARE.variance),
    };
  };
}
