/**
 * Which changes of an alert somebody is told of: that it fires, that it no longer does, that it cannot be known. Pure.
 * However often it comes and goes, in each cool-down it is told once that it fires, and once that this is over.
 */

export type Condition = 'ok' | 'unknown' | 'firing';

export interface Told {
  /** What was told last. */
  readonly condition: Condition;
  /** Of observed time: when that was told last; null: never. */
  readonly firingMs: number | null;
  readonly unknownMs: number | null;
}

export const NOTHING_TOLD: Told = { condition: 'ok', firingMs: null, unknownMs: null };

/** known: it could not be known, and can again. */
export type Announcement = 'firing' | 'resolved' | 'unknown' | 'known';

/** `tell` null: nothing is told now. */
export function announce(
  told: Told,
  condition: Condition,
  observedMs: number,
  coolDownMs: number,
): { readonly told: Told; readonly tell: Announcement | null } {
  if (condition === told.condition) return { told, tell: null };
  switch (condition) {
    case 'ok':
      return { told: { ...told, condition }, tell: told.condition === 'firing' ? 'resolved' : 'known' };
    case 'firing':
      if (isWithin(coolDownMs, told.firingMs, observedMs)) return { told, tell: null };
      return { told: { ...told, condition, firingMs: observedMs }, tell: condition };
    case 'unknown':
      if (isWithin(coolDownMs, told.unknownMs, observedMs)) return { told, tell: null };
      return { told: { ...told, condition, unknownMs: observedMs }, tell: condition };
    default:
      return condition satisfies never;
  }
}

export function isWithin(spanMs: number, sinceMs: number | null, observedMs: number): boolean {
  return sinceMs !== null && observedMs - sinceMs < spanMs;
}
