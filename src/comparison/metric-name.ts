/** As rules name it: `latency{read}.p99`, `anon@api.slope`. */
export function metricName(
  name: string,
  {
    target = null,
    operation = null,
  }: { readonly target?: string | null; readonly operation?: string | null },
): string {
  const [metric = name, ...statistic] = name.split('.');
  const of = `${metric}${target === null ? '' : `@${target}`}${operation === null ? '' : `{${operation}}`}`;
  return [of, ...statistic].join('.');
}
