/** What goes in stretches, one after the other: each lasts its while and has a course of its own. */
import type { Random } from '../../../test/trend/simulate.ts';
import type { Course } from './part.ts';
import type { Process } from './recurring.ts';

export interface Stretch {
  readonly lasts: number;
  /** At an age within it. */
  readonly at: Course;
}

export function inTurn(next: (random: Random) => () => Stretch): Process {
  return (random) => {
    const following = next(random);
    let stretch = following();
    let begun = 0;
    return (time) => {
      while (time >= begun + stretch.lasts) {
        begun += stretch.lasts;
        stretch = following();
      }
      return stretch.at(time - begun);
    };
  };
}
