/** Examines the shapes that it is given, one after the other. */
import { parentPort } from 'node:worker_threads';
import { examine, watch } from './examine.ts';
import type { Split } from './labelled-series.ts';
import { methods } from './methods.ts';
import { shapeNamed } from './shapes.ts';

export interface Task {
  readonly split: Split;
  readonly shape: string;
  readonly series: number;
  /** Names. */
  readonly methods: readonly string[];
  /** In looks during the run. */
  readonly looks: boolean;
}

parentPort?.on('message', ({ split, shape: name, series, methods: names, looks }: Task) => {
  const wanted = methods.filter((method) => names.includes(method.name));
  const shape = shapeNamed(split, name);
  parentPort?.postMessage(looks ? watch(shape, wanted, series) : examine(shape, wanted, series));
});
