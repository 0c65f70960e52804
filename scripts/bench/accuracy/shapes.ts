import { fifthShapes } from './fifth-shapes.ts';
import { finalShapes } from './final-shapes.ts';
import { heldOutShapes } from './held-out-shapes.ts';
import type { LabelledShape, Split } from './labelled-series.ts';
import { moreTuningShapes } from './tuning-more-shapes.ts';
import { tuningShapes } from './tuning-shapes.ts';
import { unseenShapes } from './unseen-shapes.ts';

export const shapes: Readonly<Record<Split, readonly LabelledShape[]>> = {
  tuning: [...tuningShapes, ...moreTuningShapes],
  'held-out': heldOutShapes,
  final: finalShapes,
  unseen: unseenShapes,
  fifth: fifthShapes,
};

/** The split that a command line names. */
export function splitNamed(name: string): Split {
  const found = (Object.keys(shapes) as Split[]).find((split) => split === name);
  if (found === undefined)
    throw new Error(`there is no split "${name}", but ${Object.keys(shapes).join(', ')}`);
  return found;
}

export function shapeNamed(split: Split, name: string): LabelledShape {
  const found = shapes[split].find((shape) => shape.name === name);
  if (found === undefined) throw new Error(`there is no ${split} shape "${name}"`);
  return found;
}
