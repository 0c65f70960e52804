/** The runs to choose from, a line each. */
import { durationText } from '../plan/quantity/figure.ts';
import { plain } from '../report/plain.ts';
import type { StoreReader } from '../store/reader.ts';
import type { PickableRun } from './view.ts';

/** Older ones are named on the command line. */
const MOST = 200;

export function pickableRuns(reader: StoreReader): PickableRun[] {
  return reader.listRuns({ limit: MOST }).map(({ id, name, state, verdict, startedWallMs, observedMs }) => ({
    id,
    text: [
      plain(id).padEnd(10),
      new Date(startedWallMs).toISOString().slice(0, 16).replace('T', ' '),
      state.padEnd(11),
      (verdict ?? '-').padEnd(12),
      durationText(observedMs / 1000).padEnd(11),
      plain(name),
    ].join(' '),
  }));
}
