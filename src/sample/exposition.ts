/**
 * Named series out of the Prometheus text format (prometheus.io/docs/instrumenting/exposition_formats): lines of
 * `name{label="value",…} number [timestamp]`; also read from OpenMetrics, whose exemplars stand behind the number.
 */
import type { ScrapedReading } from './sample.ts';

interface Line {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Whether braces were written. */
  readonly labelled: boolean;
  readonly rest: string;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,?)/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/**
 * A series is named bare (the sum of all with that name) or with labels (exactly those, in any order). The answers
 * are in the order asked for; one that is absent or not a finite number is null with the reason.
 */
export function readSeries(text: string, series: readonly string[]): ScrapedReading[] {
  const wanted = series.map((name) => ({ series: name, selector: parseLine(name) }));
  const names = new Set(wanted.map(({ selector }) => selector?.name));
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (!names.has(NAME.exec(line)?.[0])) continue;
    const sample = parseLine(line);
    if (sample === null) continue;
    const value = parseValue(sample.rest.trim().split(/\s+/, 1)[0] ?? '');
    for (const { series: name, selector } of wanted)
      if (selector !== null && matches(selector, sample)) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return wanted.map(({ series: name }) => {
    const value = sums.get(name);
    if (value === undefined) return unread(name, 'the answer has no such series');
    return Number.isFinite(value)
      ? { series: name, value, unavailable: null }
      : unread(name, `its value is ${value}`);
  });
}

export function unread(series: string, unavailable: string): ScrapedReading {
  return { series, value: null, unavailable };
}

function parseLine(line: string): Line | null {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return null;
  if (line[name.length] !== '{')
    return { name, labels: new Map(), labelled: false, rest: line.slice(name.length) };
  const labels = new Map<string, string>();
  LABEL.lastIndex = name.length + 1;
  let at = LABEL.lastIndex;
  for (let found = LABEL.exec(line); found !== null; found = LABEL.exec(line)) {
    const [, label = '', value = ''] = found;
    labels.set(
      label,
      value.replace(/\\./g, (written) => ESCAPES[written] ?? written),
    );
    at = LABEL.lastIndex;
  }
  const close = /^\s*\}/.exec(line.slice(at));
  return close === null ? null : { name, labels, labelled: true, rest: line.slice(at + close[0].length) };
}

function matches(selector: Line, sample: Line): boolean {
  if (selector.name !== sample.name) return false;
  if (!selector.labelled) return true;
  return (
    selector.labels.size === sample.labels.size &&
    [...selector.labels].every(([label, value]) => sample.labels.get(label) === value)
  );
}

/** The numbers of Go's strconv.ParseFloat, less its hexadecimal ones. */
function parseValue(text: string): number {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}
