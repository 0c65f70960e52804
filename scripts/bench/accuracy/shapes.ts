import { heldOutShapes } from './held-out-shapes.ts';
import type { LabelledShape, Split } from './labelled-series.ts';
import { moreTuningShapes } from './tuning-more-shapes.ts';
import { tuningShapes } from './tuning-shapes.ts';

export const shapes: Readonly<Record<Split, readonly LabelledShape[]>> = {
  tuning: [...tuningShapes, ...moreTuningShapes],
  'held-out': heldOutShapes,
};

export function shapeNamed(split: Split, name: string): LabelledShape {
  const found = shapes[split].find((shape) => shape.name === name);
  if (found === undefined) throw new Error(`there is no ${split} shape "${name}"`);
  return found;
}
