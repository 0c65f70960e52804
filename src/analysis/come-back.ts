/**
 * Did what a target took come back when the load stopped, and did it take more when the load came on again? Evidence
 * beside the slope, never a verdict: a leak stays and grows on, a cache stays and is full, work in flight goes.
 *
 * Each question is about a share: of what the soak added, how much was gone at the end of the drain; of what the same
 * work added in the soak, how much was added on the reload. A share is told to be most of it, or little of it, only
 * when it is on that side of a half by more than the scatter of the levels it is made of.
 */
import { shareText } from '../plan/quantity/figure.ts';

/** Medians at the end (the first one: at the begin) of their phases, in the metric's own unit. */
export interface Levels {
  readonly soakBegin: number;
  readonly soakEnd: number;
  readonly drainEnd: number;
  /** null: there was no reload. */
  readonly reloadEnd: number | null;
}

export interface Course extends Levels {
  /** By how much two such levels differ though nothing has changed; see `levelNoise`. */
  readonly noise: number;
  /** Work done from the level at the end of the drain to that of the reload, as a share of the soak's own work. */
  readonly reloadWork: number | null;
  /** Time from the level at the end of the soak to that at the end of the drain, as a share of the soak's own time. */
  readonly drainTime: number;
}

export type ComeBackKind =
  /** It did not grow: there is nothing to come back. */
  | 'flat'
  | 'gave-back'
  | 'gave-back-part'
  /** Most stayed, and no reload tells why. */
  | 'kept'
  | 'kept-full'
  | 'kept-growing'
  /** It grew on without any load. */
  | 'grew-idle'
  | 'unclear';

export interface Found {
  readonly kind: ComeBackKind;
  /** Of what the soak added, 0–1 and beyond; null where it added nothing that stands out of the scatter. */
  readonly gaveBack: number | null;
  /** What the reload added, as a share of what the same work added in the soak. */
  readonly reloadPace: number | null;
  readonly text: string;
}

/** One difference in twenty is further off by chance, which evidence beside a verdict can bear. */
const DEVIATIONS = 2;
/** A median scatters by so much more than a mean of as many normal readings (√(π/2)). */
const OF_A_MEDIAN = Math.sqrt(Math.PI / 2);
/** What is worked on after the middle of the soak's last level is in none of it: up to a twentieth of the soak. */
const NOTHING = 0.1;
/** A share that is surer than this but on neither side of a half is a part. */
const TOLD = 0.25;
/** The pace is called the same up to a third less or a half more. */
const SAME_PACE = [2 / 3, 3 / 2] as const;

/**
 * How far two medians over `windowS` are apart though nothing has changed, from the scatter about the trend of the soak:
 * bins of `binS` that scatter by `sigma` and remember for `tauS`. Readings that remember for longer than the window (a
 * heap between two collections) are as far off as a single one.
 */
export function levelNoise(
  { sigma, tauS, binS }: { readonly sigma: number; readonly tauS: number; readonly binS: number },
  windowS: number,
  quantum: number,
): number {
  const independent = Math.max(1, windowS / Math.max(binS, 2 * tauS));
  const ofLevel = (independent > 1 ? OF_A_MEDIAN : 1) * (sigma / Math.sqrt(independent));
  return Math.max(DEVIATIONS * Math.SQRT2 * ofLevel, quantum);
}

export function comeBack(course: Course): Found {
  const { soakBegin, soakEnd, drainEnd, noise, drainTime } = course;
  const grew = soakEnd - soakBegin;
  if (!(grew > noise)) {
    return found('flat', null, null, 'grew no more in the soak than it scatters: nothing to tell');
  }
  const gaveBack = (soakEnd - drainEnd) / grew;
  const doubt = noise / grew;
  const idlePace = -gaveBack / drainTime;
  if (idlePace - doubt / drainTime > 1 / 2) {
    const text = `grew on through the drain, ${paceText(idlePace)}: a leak that needs no load`;
    return found('grew-idle', gaveBack, null, text);
  }
  const given = `gave back ${shareText(gaveBack)} of what it grew`;
  if (gaveBack - doubt > 1 / 2) return found('gave-back', gaveBack, null, `${given}: held by work in flight`);
  const kept = gaveBack + doubt < 1 / 2;
  if (!kept && doubt > TOLD) {
    const text = 'not enough to tell: it grew little beside its scatter';
    return found('unclear', gaveBack, null, text);
  }
  return afterReload(course, gaveBack, kept ? keptText(gaveBack, doubt) : `${given} and kept the rest`, kept);
}

function afterReload(course: Course, gaveBack: number, given: string, kept: boolean): Found {
  const { soakBegin, soakEnd, drainEnd, reloadEnd, reloadWork, noise } = course;
  const quiet = kept ? 'kept' : 'gave-back-part';
  if (reloadEnd === null) {
    return found(quiet, gaveBack, null, `${given}: a full cache or a leak, which a reload would tell`);
  }
  const due = (reloadWork ?? 0) * (soakEnd - soakBegin);
  if (!(due > noise)) {
    const text = `${given}; the reload was too short to tell a full cache from a leak`;
    return found(quiet, gaveBack, null, text);
  }
  // What came back and is taken again is no growth.
  const pace = (reloadEnd - Math.max(soakEnd, drainEnd)) / due;
  const doubt = noise / due;
  if (pace - doubt > 1 / 2) {
    const text = `${given}, and went on growing on reload ${paceText(pace)}: what a leak does`;
    return found(kept ? 'kept-growing' : 'gave-back-part', gaveBack, pace, text);
  }
  if (pace + doubt < 1 / 2) {
    const text = `${given}, and did not grow on reload: a cache or allocator that stays full`;
    return found(kept ? 'kept-full' : 'gave-back-part', gaveBack, pace, text);
  }
  const text = `${given}; the reload does not tell whether it grows on`;
  return found(quiet, gaveBack, pace, text);
}

function keptText(gaveBack: number, doubt: number): string {
  if (gaveBack <= Math.max(doubt, NOTHING)) return 'kept it all through the drain';
  return `kept ${shareText(1 - gaveBack)} of what it grew through the drain`;
}

function paceText(pace: number): string {
  const [least, most] = SAME_PACE;
  return pace >= least && pace <= most ? 'at the same pace' : `at ${shareText(pace)} of its pace`;
}

function found(kind: ComeBackKind, gaveBack: number | null, reloadPace: number | null, text: string): Found {
  return { kind, gaveBack, reloadPace, text };
}
