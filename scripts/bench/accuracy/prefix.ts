import type { LabelledSeries } from './labelled-series.ts';

/** The series as it stood at a moment: what a look during the run sees. */
export function prefixOf(labelled: LabelledSeries, untilS: number): LabelledSeries {
  const { seconds, values } = labelled.series;
  const next = seconds.findIndex((second) => second >= untilS);
  const count = next < 0 ? seconds.length : next;
  return { ...labelled, series: { seconds: seconds.subarray(0, count), values: values.subarray(0, count) } };
}
