/** A run in plain lines, for a pipe or a terminal without a cursor: what happens, and now and then how it stands. */
import { setTimeout as delay } from 'node:timers/promises';
import { phaseWord } from '../control/status-words.ts';
import { vanishedHint, whoIsGone } from '../control/vanished.ts';
import { momentText, numberText, quantityText } from '../plan/quantity/figure.ts';
import type { PageStyle } from '../report/page.ts';
import { plain } from '../report/plain.ts';
import { renderSummary } from '../report/text.ts';
import { eventText } from './event-lines.ts';
import type { Known } from './known.ts';
import { Session } from './session.ts';

const BEAT_MS = 1000;
/** Between two lines without news: as the progress of a run that is piped. */
const STANDING_MS = 30_000;

export interface PlainWatch {
  readonly database: string;
  readonly run: string;
  readonly style: PageStyle;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Until the run has ended and its verdict is told, or `signal` is aborted. */
export async function watchInLines({ database, run, style, print, signal }: PlainWatch): Promise<void> {
  const session = await Session.open(database, run, () => {});
  const told = new Set<string>();
  let line = '';
  let lineMs = Number.NEGATIVE_INFINITY;
  try {
    while (!signal.aborted) {
      session.refresh();
      const known = session.known();
      for (const event of known.events) {
        const text = eventText(event, known.targets);
        if (!told.has(text)) print(`${text}\n`);
        told.add(text);
      }
      const { assessment, standing, trouble } = known;
      if (trouble !== null && !told.has(trouble)) print(`trouble: ${plain(trouble)}\n`);
      if (trouble !== null) told.add(trouble);
      if (session.isOver && assessment !== null) {
        print(`${renderSummary(assessment, style)}`);
        return;
      }
      const kind = `${standing} ${known.status?.paused} ${known.status?.phase} ${assessment?.verdict}`;
      if (standing !== 'ended' && (kind !== line || performance.now() - lineMs >= STANDING_MS)) {
        print(`${standingLine(known)}\n`);
        line = kind;
        lineMs = performance.now();
      }
      // A daemon's run is taken up again when the daemon is; nobody does that for one in the foreground.
      if (standing === 'vanished' && known.run.ownerKind !== 'daemon') {
        print(`interrupted: ${whoIsGone(known.run.ownerKind)}. ${vanishedHint(known.run)}\n`);
        return;
      }
      await delay(BEAT_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await session.close();
  }
}

/** `12:30 soak  fail so far  rss 112 MB  40 fds  20/s  p95 4.2 ms` */
function standingLine(known: Known): string {
  const { run, standing, status, assessment } = known;
  const observedMs = status?.observedMs ?? run.observedMs;
  const phase = standing === 'vanished' ? 'interrupted' : status === null ? run.phase : phaseWord(status);
  const targets = (status?.targets ?? []).map(({ name, alive, rssBytes, fds }) =>
    alive
      ? `${plain(name)} rss ${quantityText(rssBytes, 'bytes', { binary: false })} ${fds ?? '-'} fds`
      : `${plain(name)} down`,
  );
  const load = status?.load ?? null;
  const parts = [
    `${momentText(observedMs / 1000)} ${phase}`,
    ...(status?.leftMs == null ? [] : [`left ${momentText(status.leftMs / 1000)}`]),
    ...(assessment === null ? [] : [`${assessment.verdict} so far`]),
    ...targets,
    ...(load === null
      ? []
      : [`${load.achieved}/s`, ...(load.p95Ms === null ? [] : [`p95 ${numberText(load.p95Ms)} ms`])]),
  ];
  return parts.join('  ');
}
