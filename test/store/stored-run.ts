/** Records of a small, known run, for the tests of the store. */

import type { OperationSecondRow } from '../../src/store/load-record.ts';
import { thisProcess } from '../../src/store/owner.ts';
import type { SampleRow } from '../../src/store/reading-record.ts';
import type { NewRun, Ownership } from '../../src/store/run-record.ts';

export function newRun(overrides: Partial<NewRun> = {}): NewRun {
  return {
    id: 'k3m9x2',
    name: 'nightly-api',
    planText: 'name: nightly-api\n',
    planSha256: 'ab12',
    planJson: JSON.stringify({ name: 'nightly-api', sample: { everyMs: 1000 } }),
    startedWallMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    bootId: '6d1f',
    monotonicOriginMs: 12345.678,
    hostJson: '{"cores":2}',
    targets: ['api', 'twin'],
    operations: [
      { name: 'read', kind: 'http', weight: 3, target: 0 },
      { name: 'write', kind: 'http', weight: 1, target: null },
    ],
    ...overrides,
  };
}

/** So that a run is under way as long as this process lives. */
export function conductedByThis(): Ownership {
  const { pid, startTicks, bootId } = thisProcess();
  return { ownerPid: pid, ownerStartTicks: startTicks, ownerBootId: bootId, ownerKind: 'foreground' };
}

export const WALL_MS = newRun().startedWallMs;

export function sample(run: number, monoMs: number, overrides: Partial<SampleRow> = {}) {
  return {
    kind: 'sample',
    run,
    target: 0,
    generation: 0,
    monoMs,
    wallMs: WALL_MS + monoMs,
    skewMs: 0.25,
    rssBytes: 50 * 2 ** 20,
    anonBytes: 40 * 2 ** 20,
    swapBytes: 0,
    pssBytes: null,
    vszBytes: 2 ** 30,
    fds: 20,
    threads: 11,
    connections: null,
    cpuPct: 12.5,
    readBytes: 2 ** 20,
    writtenBytes: 2 ** 21,
    processes: 1,
    ...overrides,
  } as const;
}

export function operationSecond(run: number, monoMs: number, overrides: Partial<OperationSecondRow> = {}) {
  return {
    kind: 'operation-second',
    run,
    operation: 0,
    monoMs,
    wallMs: WALL_MS + monoMs,
    due: 10,
    sent: 9,
    ok: 8,
    failed: 1,
    blocked: 0,
    bypassed: 0,
    overblocked: 0,
    undecided: 0,
    skipped: 1,
    latencyP50Ms: 1.5,
    latencyP95Ms: 2.5,
    latencyP99Ms: 3.5,
    latencyMaxMs: 4.5,
    serviceP50Ms: 1.25,
    serviceP95Ms: 2.25,
    serviceP99Ms: 3.25,
    serviceMaxMs: 4.25,
    ...overrides,
  } as const;
}
