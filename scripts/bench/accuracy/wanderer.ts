/** What processes of noise wander by. */
import type { Random } from '../../../test/trend/simulate.ts';
import type { Course } from './part.ts';

/** Deviation 1, remembered for `memory`; looked at so often. */
export function wanderer(random: Random, memory: number, every = 0.02): Course {
  const keep = Math.exp(-every / memory);
  let [level, next] = [random.gauss(), 0];
  return (time) => {
    for (; next <= time; next += every) level = keep * level + Math.sqrt(1 - keep ** 2) * random.gauss();
    return level;
  };
}
