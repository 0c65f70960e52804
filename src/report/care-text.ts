/** What retention would do to a database, and what it did. */
import { formatBytes } from '../plan/quantity/quantity.ts';
import type { CareReport } from '../retention/care.ts';
import type { CareStep } from '../retention/plan-care.ts';
import { plain } from './plain.ts';

export function careSentence({ action, run, why, freesBytes }: CareStep): string {
  return `${action} ${plain(run.id)} (${plain(run.name)}): ${why}; about ${formatBytes(freesBytes)}`;
}

export function renderCarePlan(steps: readonly CareStep[]): string {
  if (steps.length === 0) return 'nothing would go\n';
  const bytes = formatBytes(freedBy(steps));
  const lines = steps.map((step) => `would ${careSentence(step)}`);
  return `${[...lines, `about ${bytes} would be freed; nothing was changed`].join('\n')}\n`;
}

export function renderCareReport(report: CareReport): string {
  const { done, before, after } = report;
  if (done.length === 0 && before.fileBytes === after.fileBytes) return 'nothing had to go\n';
  const [was, is] = [formatBytes(before.fileBytes), formatBytes(after.fileBytes)];
  return `${formatBytes(bytesFreed(report))} freed: the database was ${was} and is ${is}\n`;
}

/** About. */
export function freedBy(steps: readonly CareStep[]): number {
  return steps.reduce((sum, { freesBytes }) => sum + freesBytes, 0);
}

/** In use before, and not any more. */
export function bytesFreed({ before, after }: CareReport): number {
  return Math.max(0, before.fileBytes - before.freeBytes - (after.fileBytes - after.freeBytes));
}
