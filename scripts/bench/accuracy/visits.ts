/** Noise made of visits. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential } from './chance.ts';
import type { Course } from './part.ts';
import type { Process } from './recurring.ts';

/** What comes at random, so many in a time of 1, and counts by its age until it is gone. */
export function visits(
  often: number,
  next: (random: Random) => { readonly lasts: number; readonly at: Course },
): Process {
  return (random) => {
    let here: { readonly fromS: number; readonly lasts: number; readonly at: Course }[] = [];
    let last = 0;
    return (time) => {
      for (; last <= time; last += exponential(random) / often) here.push({ ...next(random), fromS: last });
      here = here.filter(({ fromS, lasts }) => time - fromS < lasts);
      return here.reduce((sum, { fromS, at }) => sum + at(time - fromS), 0);
    };
  };
}
