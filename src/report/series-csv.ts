/**
 * What was measured as CSV that `soakd analyze` reads: elapsed_s first, then `generation` and `ops` where there are such,
 * then a column for each series, named with its unit. An empty cell: not read at that moment.
 */
import type { MeasuredSeries } from '../analysis/measured-series.ts';
import { firstAtOrAfter } from '../trend/points.ts';

export interface CsvTable {
  readonly columns: readonly CsvColumn[];
  /** Operations that had ended, up to ascending times; null: there was no load. */
  readonly operations: ((seconds: Float64Array) => Float64Array) | null;
}

export interface CsvColumn {
  readonly name: string;
  readonly series: MeasuredSeries;
}

/** So many lines at once: a table is longer than what fits into one string. */
const CHUNK_LINES = 1000;

/** Named apart: what a plan calls things may be the same once nothing but letters and digits is left of it. */
export function csvColumns(series: Iterable<MeasuredSeries>): CsvColumn[] {
  const taken = new Set<string>(['elapsed_s', 'generation', 'ops']);
  return Array.from(series, (one) => {
    const base = columnName(one);
    let name = base;
    for (let other = 2; taken.has(name); other += 1) name = `${base.replace(/(?=_[a-z]+$)/, `_${other}`)}`;
    taken.add(name);
    return { name, series: one };
  });
}

const UNITS = { bytes: 'bytes', count: 'count', ms: 'ms', pct: 'pct' } as const;

function columnName({ of, metric, unit }: MeasuredSeries): string {
  // A scraped series says its unit itself.
  if (of.kind === 'scrape') return `scrape_${word(of.name)}`;
  const subject = 'name' in of ? word(of.name) : of.kind;
  return `${of.kind === 'path' ? 'path_' : ''}${subject}_${metric}_${UNITS[unit]}`;
}

function word(name: string): string {
  return name.replace(/\W+/g, '_').toLowerCase();
}

export function* csvLines({ columns, operations }: CsvTable): Generator<string> {
  const moments = Float64Array.from(
    new Set(columns.flatMap(({ series }) => [...series.series.seconds])),
  ).sort();
  const lives = livesOf(columns, moments);
  const counted = operations?.(moments) ?? null;
  const names = columns.map(({ name }) => name);
  yield `${['elapsed_s', ...(lives === null ? [] : ['generation']), ...(counted === null ? [] : ['ops']), ...names].join(',')}\n`;
  const places = columns.map(() => 0);
  let chunk: string[] = [];
  for (const [row, second] of moments.entries()) {
    const cells = columns.map(({ series: { series } }, column) => {
      const place = places[column] ?? 0;
      if (series.seconds[place] !== second) return '';
      // Of two readings at one moment the last counts.
      let next = place + 1;
      while (series.seconds[next] === second) next += 1;
      places[column] = next;
      return cell(series.values[next - 1]);
    });
    const life = lives === null ? [] : [cell(lives[row])];
    const ops = counted === null ? [] : [cell(Math.floor(counted[row] ?? 0))];
    chunk.push([String(second), ...life, ...ops, ...cells].join(','));
    if (chunk.length < CHUNK_LINES) continue;
    yield `${chunk.join('\n')}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
}

/** Which life of the target each moment is of; null: several targets, whose lives are their own, or none. */
function livesOf(columns: readonly CsvColumn[], moments: Float64Array): Float64Array | null {
  const told = columns.filter(({ series: { generations } }) => generations !== null);
  const targets = new Set(told.map(({ series: { of } }) => ('name' in of ? of.name : '')));
  const [first] = told.toSorted((a, b) => b.series.series.seconds.length - a.series.series.seconds.length);
  const generations = first?.series.generations ?? null;
  if (first === undefined || generations === null || targets.size > 1) return null;
  const { seconds } = first.series.series;
  return moments.map((second) => {
    const place = firstAtOrAfter(seconds, second);
    return generations[Math.min(place, generations.length - 1)] ?? Number.NaN;
  });
}

/** Nine digits: more than any reading has. */
function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value)
    ? ''
    : String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}
