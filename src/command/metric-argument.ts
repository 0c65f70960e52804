/** `--metric M`: as in a slope rule, without its `.slope` and its limit. */
import { SoakdError } from '../error.ts';
import { nearest } from '../nearest.ts';
import type { Plan } from '../plan/plan.ts';
import { SELF_METRICS, TARGET_METRICS } from '../plan/rule/metric.ts';
import type { Rule } from '../plan/rule/rule.ts';
import { readRule } from '../plan/rule/rule-parser.ts';

export interface NamesOfRun {
  readonly targets: readonly string[];
  readonly operations: readonly string[];
  readonly sample: Plan['sample'];
}

/** A relative limit fits every metric; its figure does not matter. */
export function readMetric(text: string, names: NamesOfRun): Rule {
  const bare = text.replace(/\.slope$/, '');
  const usual = /^(latency|service)(\{[^}]*\})?$/.test(bare) ? `${bare}.p95` : bare;
  const rule = readRule(`${usual}.slope < 1%/h`);
  if (!('metric' in rule)) {
    const known = namesOf(names);
    throw unknown(text, 'no such metric', nearest(bare, known), `Metrics are ${known.join(', ')}.`);
  }
  const { target, operation, metric } = rule;
  if (metric.kind === 'path' && !names.sample.paths.some(({ name }) => name === metric.path))
    throw unknown(text, `this run watched no path "${metric.path}"`, null, pathsText(names.sample));
  if (metric.kind === 'scrape' && names.sample.scrape?.series.includes(metric.series) !== true)
    throw unknown(text, `this run scraped no series "${metric.series}"`, null, seriesText(names.sample));
  if (target !== null && !names.targets.includes(target))
    throw unknown(
      text,
      `this run has no target "${target}"`,
      nearest(target, names.targets),
      of('Targets', names.targets),
    );
  if (operation !== null && !names.operations.includes(operation))
    throw unknown(
      text,
      `this run has no operation "${operation}"`,
      nearest(operation, names.operations),
      of('Operations', names.operations),
    );
  return rule;
}

function unknown(text: string, why: string, close: string | null, hint: string): SoakdError {
  const guess = close === null ? '' : `Did you mean "${close}"? `;
  return new SoakdError(`--metric ${text}: ${why}`, { hint: `${guess}${hint}` });
}

function pathsText({ paths }: NamesOfRun['sample']): string {
  return of(
    'Paths',
    paths.map(({ name }) => name),
  );
}

function seriesText({ scrape }: NamesOfRun['sample']): string {
  return of('Series', scrape?.series ?? []);
}

function of(what: string, names: readonly string[]): string {
  return names.length === 0 ? `It has no ${what.toLowerCase()}.` : `${what} are ${names.join(', ')}.`;
}

function namesOf({ operations, sample }: NamesOfRun): string[] {
  return [
    ...Object.keys(TARGET_METRICS),
    ...(operations.length === 0 ? [] : ['latency.p95', 'service.p95', 'throughput', 'errors']),
    ...sample.paths.map(({ name }) => `path.${name}.bytes`),
    ...(sample.scrape?.series ?? []).map((name) => `scrape.${name}`),
    ...Object.keys(SELF_METRICS).map((name) => `self.${name}`),
  ];
}
