/** What soakd itself took, and what is asked of it: a monitor that is not well proves nothing. */
import type { AssessedSelf, Assessment } from '../analysis/assessment.ts';
import { numberText, type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';
import type { Page } from './page.ts';
import { hang } from './plain.ts';
import { renderVerdictTable } from './verdict-table.ts';

export function renderSelf({ self }: Pick<Assessment, 'self'>, page: Page): string[] {
  const load = self.load === null ? [] : hang('', loadText(self.load, page), page.width);
  return [
    ...hang('', ownText(self, page), page.width),
    ...load,
    ...renderVerdictTable(self.criteria, [], page),
  ];
}

export function ownText(
  { rssBytes, fds, cpuPct, loopLagMs, missedTicks }: AssessedSelf,
  page: QuantityStyle,
): string {
  const cpu = cpuPct === null ? '-' : `${numberText(cpuPct)} %`;
  const lag = loopLagMs === null ? '-' : `${numberText(loopLagMs)} ms`;
  const missed = missedTicks === 0 ? 'no sample missed' : `${numberText(missedTicks)} samples missed`;
  return `at most ${quantityText(rssBytes, 'bytes', page)} resident, ${numberText(fds ?? 0)} descriptors open, ${cpu} of one core on average, loop late by at most ${lag}, ${missed}`;
}

export function loadText(
  { rssBytes, cpuPct }: NonNullable<AssessedSelf['load']>,
  page: QuantityStyle,
): string {
  const cpu = cpuPct === null ? '-' : `${numberText(cpuPct)} %`;
  return `its load process: at most ${quantityText(rssBytes, 'bytes', page)} resident, ${cpu} of one core on average`;
}
