/**
 * Metrics as text that both Prometheus (exposition format 0.0.4) and OpenMetrics 1.0 read: of the types that both have,
 * and with what each wants escaped.
 */

export type Labels = Readonly<Record<string, string>>;
/** `suffix` of a histogram or a summary: `_bucket`, `_sum`, `_count`. */
export type Sample = readonly [labels: Labels, value: number | null, suffix?: string];

export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram' | 'summary';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A value that is not known has no line; a family without lines is left out. Of two values of one series the first counts. */
export function familyText({ name, type, help, samples }: Family): string {
  const lines = new Map<string, string>();
  for (const [labels, value, suffix = ''] of samples) {
    const series = seriesText(`${name}${suffix}`, labels);
    if (value !== null && !lines.has(series)) lines.set(series, `${series} ${numberOf(value)}\n`);
  }
  if (lines.size === 0) return '';
  return `${familyHead({ name, type, help })}${[...lines.values()].join('')}`;
}

export function familyHead({ name, type, help }: Omit<Family, 'samples'>): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

export function seriesText(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

function numberOf(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
}
