/** The part of a run that is on the screen, and its readings, of one target: bounded, whatever the run's length. */
import { Buckets } from './buckets.ts';
import { SERIES, type SeriesName } from './series.ts';

export interface WindowPlace {
  /** Index of the target whose readings they are. */
  readonly target: number;
  readonly fromMs: number;
  /** As long as this; null: all of the run. */
  readonly spanMs: number | null;
  /** Readings after this do not belong to it; null: it goes on with the run. */
  readonly toMs: number | null;
}

export class Window {
  readonly place: WindowPlace;
  readonly #courses: ReadonlyMap<SeriesName, Buckets>;

  /** `everyMs`: as the run is sampled. */
  constructor(place: WindowPlace, everyMs: number) {
    this.place = place;
    const slides = place.toMs === null ? place.spanMs : null;
    // The load is counted by the second.
    const leastMs = Math.max(1000, everyMs);
    const widthMs =
      place.spanMs === null ? leastMs : Math.max(Math.min(leastMs, everyMs), place.spanMs / 400);
    this.#courses = new Map(
      SERIES.map((name) => [name, new Buckets(place.fromMs, slides, Math.max(1, widthMs))]),
    );
  }

  of(name: SeriesName): Buckets {
    const course = this.#courses.get(name);
    if (course === undefined) throw new Error(`no course of ${name}`);
    return course;
  }
}
