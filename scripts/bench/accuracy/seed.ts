import { type Random, seeded } from '../../../test/trend/simulate.ts';
import type { LabelledShape } from './labelled-series.ts';

/** FNV-1a of the shape's name, so that a shape's series stay the same whatever other shapes there are. */
export function randomOf({ split, name }: LabelledShape, index: number): Random {
  let hash = 0x811c9dc5;
  for (const letter of `${split} ${name} ${index}`) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return seeded(hash);
}
