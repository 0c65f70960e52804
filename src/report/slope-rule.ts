export interface SlopeRule {
  /** Without its target: `anon`, `latency{read}.p95`. */
  readonly metric: string;
  /** As the user wrote it. */
  readonly budget: string;
}

/** The parts of a rule about a trend, as a sentence names them; null for other rules. */
export function slopeRule(rule: string): SlopeRule | null {
  const match = /^(?<metric>.+)\.slope\s*[<>=!]+\s*(?<budget>.+)$/.exec(rule);
  const { metric, budget } = match?.groups ?? {};
  if (metric === undefined || budget === undefined) return null;
  return { metric: metric.replace(/@[^.{]+/, ''), budget };
}
