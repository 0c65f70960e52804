/**
 * How long after a fault all was well again: the first step of time that is well, with none that is not for so long
 * after it. Pure.
 */

/** A second of load, or the time from one reading to the next. */
export interface Step {
  readonly fromS: number;
  readonly toS: number;
  readonly isWell: boolean;
}

export type Recovery =
  /** Seconds from the fault's end; 0: nothing was wrong after it. */
  | { readonly kind: 'recovered'; readonly afterS: number }
  /** Not seen: it takes longer than this at least. */
  | { readonly kind: 'open'; readonly atLeastS: number; readonly why: string };

/** What came later is not known, or not the fault's doing: `the soak ended`. */
export interface Horizon {
  readonly untilS: number;
  readonly what: string;
}

/** `steps` ascend; where there was nothing to tell by there is none. */
export function recoveryOf(
  steps: Iterable<Step>,
  fault: { readonly endedS: number; readonly holdsS: number },
  until: Horizon,
): Recovery {
  const { endedS, holdsS } = fault;
  // Clocks tell no more than milliseconds.
  const after = (atS: number): number => Math.max(0, Math.round((atS - endedS) * 1000) / 1000);
  /** Since when all is well; null: it is not, or nothing was seen. */
  let wellFromS: number | null = null;
  let illToS = endedS;
  for (const { fromS, toS, isWell } of steps) {
    if (toS <= endedS) continue;
    if (fromS >= until.untilS) break;
    // It held until here, whatever follows.
    if (wellFromS !== null && fromS >= wellFromS + holdsS) break;
    if (isWell) wellFromS ??= Math.max(fromS, endedS);
    else {
      wellFromS = null;
      illToS = Math.min(toS, until.untilS);
    }
  }
  if (wellFromS !== null && wellFromS + holdsS <= until.untilS)
    return { kind: 'recovered', afterS: after(wellFromS) };
  const why = wellFromS === null ? 'all was well' : `it had been well for ${holdsS} s`;
  return { kind: 'open', atLeastS: after(wellFromS ?? illToS), why: `${until.what} before ${why}` };
}

/** Of every time that it occurred the longest decides, and one that is open leaves it open unless it is too long already. */
export function worstOf(
  recoveries: readonly Recovery[],
  withinS: number,
): { readonly observedS: number; readonly why: null } | { readonly observedS: null; readonly why: string } {
  const tooLong = recoveries.map(leastS).filter((seconds) => seconds > withinS);
  if (tooLong.length > 0) return { observedS: Math.max(...tooLong), why: null };
  const open = recoveries.find(({ kind }) => kind === 'open');
  if (open?.kind === 'open') return { observedS: null, why: open.why };
  if (recoveries.length === 0) return { observedS: null, why: 'the fault has not occurred' };
  return { observedS: Math.max(...recoveries.map(leastS)), why: null };
}

function leastS(recovery: Recovery): number {
  return recovery.kind === 'recovered' ? recovery.afterS : recovery.atLeastS;
}
