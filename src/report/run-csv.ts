/** All that was measured of a run: as one table, or as a table for each series. */
import { cumulate, endedUpTo } from '../analysis/load-counts.ts';
import { type MeasuredSeries, measuredSeries } from '../analysis/measured-series.ts';
import type { Material } from './material.ts';
import { type CsvColumn, type CsvTable, csvColumns, csvLines } from './series-csv.ts';

/** Every series is a column; a row for each moment at which one was read. */
export function runCsv(material: Material): Generator<string> {
  const { reader, facts } = material;
  const columns = csvColumns(measuredSeries(reader, facts));
  return csvLines({ columns, operations: operationsOf(material, null) });
}

export interface SeriesFile {
  readonly name: string;
  readonly lines: Iterable<string>;
}

export function seriesFiles(material: Material): SeriesFile[] {
  const { reader, facts } = material;
  return csvColumns(measuredSeries(reader, facts)).map((column: CsvColumn): SeriesFile => {
    const table: CsvTable = {
      columns: [column],
      operations: operationsOf(material, column.series.of),
    };
    return { name: `${column.name}.csv`, lines: csvLines(table) };
  });
}

/** Of a target: its own operations, and those of no target in particular. */
function operationsOf({ reader, facts }: Material, of: MeasuredSeries['of'] | null): CsvTable['operations'] {
  const target = of?.kind === 'target' ? facts.targets.indexOf(of.name) : null;
  const counting = facts.operations.flatMap((operation, index) =>
    target === null || operation.target === null || operation.target === target ? [index] : [],
  );
  if (counting.length === 0) return null;
  const counts = cumulate(counting.map((operation) => reader.loadSeconds(facts.run, { operation })));
  return (seconds) => endedUpTo(counts, seconds);
}
