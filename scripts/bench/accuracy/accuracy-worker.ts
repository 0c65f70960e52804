/** Examines the shapes that it is given, one after the other. */
import { parentPort } from 'node:worker_threads';
import { examine } from './examine.ts';
import type { Split } from './labelled-series.ts';
import { methods } from './methods.ts';
import { shapeNamed } from './shapes.ts';

export interface Task {
  readonly split: Split;
  readonly shape: string;
  readonly series: number;
  /** Names of methods. */
  readonly only: readonly string[];
}

parentPort?.on('message', ({ split, shape, series, only }: Task) => {
  const wanted = methods.filter(({ name }) => only.includes(name));
  parentPort?.postMessage(examine(shapeNamed(split, shape), wanted, series));
});
