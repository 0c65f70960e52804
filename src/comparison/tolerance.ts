/** Tolerances that were asked for: `anon=5%`, `latency=20%`, `latency{read}.p99=50%`, `errors=0.5%`. */
import { SoakdError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { parseQuantity } from '../plan/quantity/quantity.ts';
import type { Measure } from './measure.ts';
import { metricName } from './metric-name.ts';

export interface Tolerance {
  /** A metric as rules name it, with or without target, operation and statistic. */
  readonly metric: string;
  readonly share: number;
}

/** @throws SoakdError that tells all that is wrong at once */
export function readTolerances(texts: readonly string[]): Tolerance[] {
  const problems: string[] = [];
  const read = texts.flatMap((text) => {
    const [metric = '', share, ...more] = text.split('=');
    const found = share === undefined || more.length > 0 ? null : shareOf(share);
    if (found !== null && metric !== '') return [{ metric: metric.trim(), share: found }];
    problems.push(`--tolerance: found "${text}", expected a metric and a percentage such as anon=5%`);
    return [];
  });
  if (problems.length === 0) return read;
  throw new SoakdError(problems.join('\n'), { hint: 'For example: --tolerance latency.p99=20%' });
}

/** The last that names a measure counts. @throws SoakdError when one names none */
export function withTolerances(measures: readonly Measure[], asked: readonly Tolerance[]): Measure[] {
  const unknown = asked.filter(({ metric }) => !measures.some((measure) => isMeant(measure, metric)));
  if (unknown.length > 0) {
    const names = [...new Set(measures.flatMap(namesOf))];
    const told = unknown.map(({ metric }) => {
      const close = nearest(metric, names);
      return `--tolerance ${metric}: no such metric${close === null ? '' : `, did you mean ${close}?`}`;
    });
    const hint = `Metrics are ${[...new Set(measures.map(({ name }) => name))].join(', ')}.`;
    throw new SoakdError(told.join('\n'), { hint });
  }
  return measures.map((measure) => {
    const meant = asked.findLast(({ metric }) => isMeant(measure, metric));
    return meant === undefined ? measure : { ...measure, tolerance: meant.share };
  });
}

function isMeant(measure: Measure, metric: string): boolean {
  return namesOf(measure).includes(metric);
}

/** `latency{read}.p99` is also `latency{read}`, `latency.p99` and `latency`; but `anon` is no slope of it. */
function namesOf({ name, target, operation, isSlope }: Measure): string[] {
  const [metric = name] = name.split('.');
  const names = isSlope || metric === name ? [name] : [name, metric];
  return names.flatMap((each) => [each, metricName(each, { target, operation })]);
}

/** A share above zero; null: it is none. */
function shareOf(text: string): number | null {
  try {
    const { value } = parseQuantity(text, { dimension: 'ratio' });
    return value > 0 ? value : null;
  } catch (error) {
    if (error instanceof SoakdError) return null;
    throw error;
  }
}
