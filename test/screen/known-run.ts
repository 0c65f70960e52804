/** A run as a dashboard knows it, half an hour in, with a leak; what a test changes of it is given. */
import type { AssessedTrend } from '../../src/analysis/assessed-trend.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import type { Known } from '../../src/screen/known.ts';
import { FIRST_VIEW, type View } from '../../src/screen/view.ts';
import { Window, type WindowPlace } from '../../src/screen/window.ts';

export const STYLE = { columns: 120, rows: 40, colour: false, unicode: true };

export function view(change: Partial<View> = {}): View {
  return { ...FIRST_VIEW, ...change };
}

/** Readings of half an hour, those that belong to the window. */
export function windowOn(place: Partial<WindowPlace> = {}): Window {
  const window = new Window({ target: 0, fromMs: 0, spanMs: null, toMs: null, ...place }, 1000);
  for (let second = 0; second < 1800; second += 1) {
    window.of('rss').add(second * 1000, 100e6 + 5000 * second);
    window.of('fds').add(second * 1000, 20);
    window.of('p95').add(second * 1000, 4.2);
    window.of('offered').add(second * 1000, 20);
    window.of('achieved').add(second * 1000, 20);
  }
  return window;
}

export function known(change: Partial<Known> = {}): Known {
  return {
    run: {
      id: 'abcd2345',
      name: 'nightly',
      state: 'running',
      phase: 'soak',
      startedWallMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      observedMs: 1_800_000,
      endedWallMs: null,
      heartbeatWallMs: Date.UTC(2026, 0, 2, 3, 34, 5),
      ownerKind: 'daemon',
      thinned: false,
      verdict: null,
    },
    standing: 'live',
    targets: ['api'],
    hasLoad: true,
    everyMs: 1000,
    plannedMs: 8 * 3_600_000,
    newestMs: 1_800_000,
    window: windowOn(),
    events: [
      {
        event: 'phase',
        monoMs: 0,
        wallMs: Date.UTC(2026, 0, 2, 3, 4, 5),
        target: null,
        text: 'warm-up',
        durationMs: null,
      },
      {
        event: 'restart',
        monoMs: 600_000,
        wallMs: Date.UTC(2026, 0, 2, 3, 14, 5),
        target: 0,
        text: 'exited with code 1',
        durationMs: null,
      },
    ],
    failures: [],
    operations: 36_000,
    missedTicks: 0,
    firing: [],
    status: null,
    unheard: null,
    degraded: null,
    assessment: assessment(),
    assessedWallMs: Date.UTC(2026, 0, 2, 3, 34, 0),
    assessing: false,
    trouble: null,
    nowWallMs: Date.UTC(2026, 0, 2, 3, 34, 5),
    ...change,
  };
}

export function assessment(change: Partial<Assessment> = {}): Assessment {
  const made: Partial<Assessment> = {
    version: 1,
    verdict: 'fail',
    reason: 'a criterion failed',
    run: {
      id: 'abcd2345',
      name: 'nightly',
      state: 'running',
      phase: 'soak',
      startedAt: '2026-01-02T03:04:05.000Z',
      endedAt: null,
      observedS: 1800,
      plannedS: 28_800,
      soakFromS: 60,
      soakToS: 1800,
      gaps: [],
      thinnedAt: null,
      planSha256: '',
      host: {},
    },
    criteria: [
      {
        rule: 'success >= 99%',
        target: null,
        verdict: 'pass',
        reason: '100 %',
        observed: 1,
        low: null,
        high: null,
        unit: 'ratio',
      },
      {
        rule: 'rss.slope < 1MB/h',
        target: 'api',
        verdict: 'fail',
        reason: 'rises 18 MB/h',
        observed: 18e6,
        low: 17e6,
        high: 19e6,
        unit: 'bytes/h',
      },
      {
        rule: 'fds.slope < 0.5/h',
        target: 'api',
        verdict: 'inconclusive',
        reason: 'too short',
        observed: null,
        low: null,
        high: null,
        unit: 'count/h',
      },
    ],
    frozen: false,
    trends: [rssTrend()],
    events: [],
    alerts: [],
    load: null,
    coverage: 1,
    ...change,
  };
  return { self: { criteria: [] }, ...made } as unknown as Assessment;
}

function rssTrend(): AssessedTrend {
  const trend: Partial<AssessedTrend> = {
    metric: 'rss',
    target: 'api',
    operation: null,
    generation: 0,
    unit: 'bytes',
    scale: 'linear',
    fromS: 0,
    toS: 1800,
    slopePerHour: 18e6,
    lowPerHour: 17e6,
    highPerHour: 19e6,
    confidence: 0.95,
    trouble: null,
    slopeFromS: 60,
    steadyFromS: 60,
    onsetS: null,
    shifts: [],
    end: { level: 109e6, low: 108e6, high: 110e6 },
    steadyMedian: 104e6,
    pattern: 'rises steadily',
    quarterMedians: [101e6, 103e6, 105e6, 107e6],
    points: 1740,
    effectivePoints: 90,
    spanS: 1740,
    binS: 15,
    detectablePerHour: null,
    per1000Operations: null,
    shape: [1, 2, 3],
    needsHours: null,
    toLimit: { limit: 1e9, rule: 'rss.max < 1GB', hours: 49.5, soonestHours: 46.9, latestHours: 52.4 },
  };
  return trend as AssessedTrend;
}
