/** A status in words, as the progress line and `soakd status` have it. */
import { numberText } from '../plan/quantity/figure.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { AlertStatus, FaultStatus, LoadStatus, SoakStatus } from './status.ts';

/** What it is doing, in one word. */
export function phaseWord({ paused, phase }: Pick<SoakStatus, 'paused' | 'phase'>): string {
  return paused ? 'paused' : phase;
}

/** `1 fail, 4 pass, 1 open`: a run that goes on has no verdict yet, its criteria have. */
export function criteriaWords(criteria: Readonly<Record<Verdict, number>>): string {
  const counts = [
    [criteria.fail, 'fail'],
    [criteria.pass, 'pass'],
    [criteria.inconclusive, 'open'],
  ] as const;
  return counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ');
}

/** The rate and, where they are not as they should be, what was offered and what failed. */
export function loadWords({ offered, achieved, failed, p95Ms }: LoadStatus): string[] {
  const words = [achieved < offered * 0.99 ? `${achieved} of ${offered}/s offered` : `${achieved}/s`];
  words.push(p95Ms === null ? 'p95 –' : `p95 ${numberText(p95Ms)} ms`);
  if (failed > 0) words.push(`${failed} failed/s`);
  return words;
}

/** `fault: far-away`, `2 faults: far-away, frozen`; empty where none is in force. */
export function faultWords(faults: readonly FaultStatus[] = []): string {
  if (faults.length === 0) return '';
  const names = faults.map(({ name }) => name).join(', ');
  return `${faults.length === 1 ? 'fault' : `${faults.length} faults`}: ${names}`;
}

/** `2 alerts fire: files, slow; 1 unknown`; empty where all is well. */
export function alertWords(alerts: readonly AlertStatus[] = []): string {
  const firing = alerts.filter(({ state }) => state === 'firing');
  const unknown = alerts.length - firing.length;
  const names = [...new Set(firing.map(({ name }) => name))].join(', ');
  const fires =
    firing.length === 0
      ? []
      : [`${firing.length === 1 ? 'alert fires' : `${firing.length} alerts fire`}: ${names}`];
  return [
    ...fires,
    ...(unknown === 0
      ? []
      : [`${unknown} ${firing.length === 0 ? (unknown === 1 ? 'alert ' : 'alerts ') : ''}unknown`]),
  ].join('; ');
}
