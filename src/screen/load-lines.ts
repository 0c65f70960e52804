/** Load, times, failures, and how soakd itself is, in a few lines. */
import { numberText, quantityText, shareText } from '../plan/quantity/figure.ts';
import { plain } from '../report/plain.ts';
import type { Rectangle } from './layout.ts';
import type { Listed, Scenery } from './scenery.ts';
import type { SeriesName } from './series.ts';
import { cutWords, type Paint } from './style.ts';

export function loadLines(scenery: Scenery, { width, height }: Rectangle): Listed {
  const { style, view, paint, known } = scenery;
  const lines = known.hasLoad
    ? [...timesAndRate(scenery), ...selfLine(scenery), ...timesInAll(scenery), ...failures(scenery)]
    : [...selfLine(scenery), ...targets(scenery)];
  const scrollable = Math.max(0, lines.length - (height - 1));
  const first = Math.min(view.scroll.load, scrollable);
  return {
    title: known.hasLoad ? 'Load, latency, errors, soakd' : 'Targets, soakd',
    lines: lines
      .slice(first, first + height - 1)
      .map(({ text, tone }) => tone(cutWords(text, width, style.unicode), paint)),
    scrollable,
  };
}

interface Said {
  readonly text: string;
  readonly tone: (text: string, paint: Paint) => string;
}

const calm: Said['tone'] = (text) => text;
const alarming: Said['tone'] = (text, paint) => paint.verdict(text, 'fail');

function at({ known, view }: Scenery, name: SeriesName): number | null {
  return known.window.of(name).at(view.cursorMs ?? Number.MAX_SAFE_INTEGER);
}

function timesAndRate(scenery: Scenery): Said[] {
  const { known } = scenery;
  // The newest second of a run that has ended was cut short by its end.
  const whole = known.standing === 'ended' && scenery.view.cursorMs === null ? known.assessment?.load : null;
  const offered = whole?.offered ?? at(scenery, 'offered');
  const achieved = whole?.achieved ?? at(scenery, 'achieved');
  const times = (['p50', 'p95', 'p99'] as const).map((name) => `${name} ${number(at(scenery, name))}`);
  const load = known.assessment?.load ?? null;
  const behind = offered !== null && achieved !== null && achieved < 0.99 * offered;
  return [
    {
      text: `rate    ${number(achieved)}/s of ${number(offered)}/s${load?.saturated === true ? ' SATURATED' : ' offered'}`,
      tone: behind || load?.saturated === true ? alarming : calm,
    },
    { text: `latency ${times.join('  ')} ms`, tone: calm },
    errorLine(scenery),
  ];
}

/** Of the judged part of the run, exactly; what is above is of the newest second. */
function timesInAll({ known }: Scenery): Said[] {
  const summary = known.assessment?.load?.latencyMs ?? null;
  if (summary === null) return [];
  const { p50, p95, p99, max } = summary;
  const text = `in all  p50 ${number(p50)}  p95 ${number(p95)}  p99 ${number(p99)}  max ${number(max)} ms`;
  return [{ text, tone: calm }];
}

function errorLine({ known }: Scenery): Said {
  const failed = known.failures.reduce((sum, { count }) => sum + count, 0);
  if (failed === 0)
    return { text: `errors  none of ${numberText(known.operations, 12)} operations`, tone: calm };
  const share = known.operations === 0 ? '' : ` (${shareText(failed / known.operations)})`;
  const [most] = known.failures;
  return {
    text: `errors  ${numberText(failed, 12)}${share}, most ${plain(most?.failure ?? '')}`,
    tone: alarming,
  };
}

function failures({ known }: Scenery): Said[] {
  return known.failures.map(({ failure, count }) => ({
    text: `        ${numberText(count, 12)} ${plain(failure)}`,
    tone: alarming,
  }));
}

function targets({ known }: Scenery): Said[] {
  return (known.status?.targets ?? []).map(({ name, alive, rssBytes, fds }) => ({
    text: `${plain(name)}  ${alive ? `rss ${quantityText(rssBytes, 'bytes', { binary: false })}  ${fds ?? '-'} fds` : 'DOWN'}`,
    tone: alive ? calm : alarming,
  }));
}

function selfLine(scenery: Scenery): Said[] {
  const { known, view, binary } = scenery;
  const [rss, lag] = [at(scenery, 'selfRss'), at(scenery, 'selfLag')];
  const course = known.window.of('selfCpu');
  const cpu = view.cursorMs === null ? course.lately : course.at(view.cursorMs);
  const coverage = known.assessment?.coverage ?? null;
  const failing = (known.assessment?.self.criteria ?? []).filter(({ verdict }) => verdict === 'fail');
  const missed =
    known.missedTicks === 0
      ? ''
      : `  ${known.missedTicks} ${known.missedTicks === 1 ? 'tick' : 'ticks'} missed`;
  return [
    {
      text: `soakd   ${quantityText(rss, 'bytes', { binary })}  cpu ${numberOf(cpu, 2)} %  lag ${numberOf(lag, 2)} ms${missed}${coverage === null ? '' : `  coverage ${shareText(coverage)}`}`,
      tone: failing.length > 0 || missed !== '' ? alarming : calm,
    },
    ...failing.map(({ rule, reason }) => ({ text: `        ${rule}: ${plain(reason)}`, tone: alarming })),
  ];
}

function number(value: number | null): string {
  return numberOf(value, 3);
}

function numberOf(value: number | null, digits: number): string {
  return value === null ? '-' : numberText(value, digits);
}
