/**
 * Sound courses of the tuning shapes that might explain a leak as well as the leak does, and whether they do: an oracle
 * that is given them beside what it knows of the series, and no budget, must still see the leak.
 */
import type { LabelledSeries } from './labelled-series.ts';
import { ONE_LOOK } from './method.ts';
import { oracle } from './oracle.ts';
import type { Course } from './part.ts';

export interface Rival {
  readonly name: string;
  /** For a series that began at 0; `onsetS`: of the leak. */
  readonly columns: (spanS: number, onsetS: number, nuisances: readonly Course[]) => readonly Course[];
}

const wave = (cycles: number): Rival => ({
  name: `a wave of ${cycles} cycles`,
  columns: (spanS) =>
    [Math.sin, Math.cos].map((of) => (second: number) => of((2 * Math.PI * cycles * second) / spanS)),
});

/** At even moments, which follow a line best. */
const steps = (count: number): Rival => ({
  name: `${count} steps`,
  columns: (spanS, onsetS) =>
    Array.from({ length: count }, (_, index) => {
      const atS = onsetS + ((index + 1) / (count + 1)) * (spanS - onsetS);
      return (second: number) => (second >= atS ? 1 : 0);
    }),
});

/**
 * Their constants are those of the tuning shapes, in shares of the span; of bends that some run can tell, the slowest
 * that this one still could. A wave of which less than 0.6 cycles is seen may be all but a line: within its noise no
 * leak of these sizes is told from it, and none is asked to be.
 */
export const rivals: readonly Rival[] = [
  { name: 'a log creep', columns: (spanS) => [(second) => Math.log1p((96 * second) / spanS)] },
  { name: 'a warm-up', columns: (spanS) => [(second) => -Math.exp((-6 * second) / spanS)] },
  { name: 'a ramp', columns: (spanS) => [(second) => Math.min(1, (3 * second) / spanS)] },
  { name: 'a long ramp', columns: (spanS) => [(second) => Math.min(1, (2 * second) / spanS)] },
  ...[0.6, 0.8, 1, 1.5, 2].map(wave),
  ...[1, 2, 3, 4].map(steps),
  {
    name: 'a bend of other constants',
    columns: (_, __, nuisances) =>
      nuisances.flatMap((nuisance) => [0.8, 1.25].map((pace) => (second: number) => nuisance(pace * second))),
  },
];

/** Whether the oracle sees a leak of whatever size beside a rival. */
export function toldFrom(rival: Rival, labelled: LabelledSeries): boolean {
  const { series, known, onsetS } = labelled;
  if (known === null) throw new Error(`${labelled.shape}: the oracle knows nothing of this series`);
  const fromS = series.seconds[0] ?? 0;
  const spanS = (series.seconds.at(-1) ?? 0) + labelled.intervalS - fromS;
  const shifted = known.nuisances.map((nuisance) => (second: number) => nuisance(second + fromS));
  const columns = rival.columns(spanS, (onsetS ?? fromS) - fromS, shifted);
  const beside = columns.map((column) => (second: number) => column(second - fromS));
  const call = oracle.call(
    { ...labelled, budgetPerHour: 0, known: { ...known, nuisances: [...known.nuisances, ...beside] } },
    ONE_LOOK,
  );
  return call.outcome === 'leak';
}
