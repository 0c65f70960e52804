/** How what was said of a run is kept as columns. */
import { type Columns, column } from './column.ts';
import type { TrendRow, VerdictRow } from './verdict-record.ts';

export const verdicts = {
  position: column('position', 'whole'),
  rule: column('rule', 'text'),
  target: column('target', 'text'),
  verdict: column('verdict', 'text'),
  reason: column('reason', 'text'),
  observed: column('observed', 'real'),
  low: column('low', 'real'),
  high: column('high', 'real'),
  unit: column('unit', 'text'),
  ofSelf: column('of_self', 'flag'),
} satisfies Columns<VerdictRow>;

export const trends = {
  position: column('position', 'whole'),
  metric: column('metric', 'text'),
  target: column('target', 'text'),
  operation: column('operation', 'text'),
  generation: column('generation', 'whole'),
  trend: column('trend', 'text'),
} satisfies Columns<TrendRow>;
