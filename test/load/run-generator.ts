/** Runs a load in this process until it is done, and adds up what it reports. */
import { performance } from 'node:perf_hooks';
import type { FailureSample } from '../../src/load/figure/failure-samples.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import type { SecondReport } from '../../src/load/figure/tally.ts';
import type { SecondWindow } from '../../src/load/figure/window.ts';
import { Generator } from '../../src/load/generator.ts';
import type { LoadPlan } from '../../src/plan/load/load-plan.ts';
import type { LoadModel } from '../../src/plan/load/model-plan.ts';
import type {
  HttpOperationPlan,
  OperationPlan,
  TcpOperationPlan,
} from '../../src/plan/operation/operation-plan.ts';

export class Totals {
  readonly windows: SecondWindow[] = [];
  readonly failures: Record<string, number> = {};
  readonly marks: Record<string, number> = {};
  readonly samples: FailureSample[] = [];
  readonly latency = new Histogram();
  readonly service = new Histogram();
  due = 0;
  sent = 0;
  ok = 0;
  failed = 0;
  blocked = 0;
  skipped = 0;

  add(window: SecondWindow): void {
    this.windows.push(window);
    for (const { due, sent, ok, failed, blocked, skipped } of window.operations) {
      this.due += due;
      this.sent += sent;
      this.ok += ok;
      this.failed += failed;
      this.blocked += blocked;
      this.skipped += skipped;
    }
    for (const { mark, count } of window.marks ?? []) this.marks[mark] = (this.marks[mark] ?? 0) + count;
    for (const { failure, count } of window.failures)
      this.failures[failure] = (this.failures[failure] ?? 0) + count;
  }

  addHistograms(histograms: readonly { readonly latency: Uint8Array; readonly service: Uint8Array }[]): void {
    for (const { latency, service } of histograms) {
      this.latency.merge(Histogram.decode(latency));
      this.service.merge(Histogram.decode(service));
    }
  }
}

export function openModel(perSecond: number): LoadModel {
  return { kind: 'open', stages: [{ durationMs: null, fromPerSecond: perSecond, toPerSecond: perSecond }] };
}

export function httpOperation(url: string, parts: Partial<HttpOperationPlan> = {}): HttpOperationPlan {
  const expect = { status: [], bodyContains: null, bodyMatches: null };
  const base = { kind: 'http', name: 'http', weight: 1, target: null, timeoutMs: 2000 } as const;
  return { ...base, method: 'GET', url, headers: {}, body: null, expect, ...parts };
}

export function tcpOperation(port: number, parts: Partial<TcpOperationPlan> = {}): TcpOperationPlan {
  const base = { kind: 'tcp', name: 'tcp', weight: 1, target: null, timeoutMs: 2000 } as const;
  return {
    ...base,
    host: '127.0.0.1',
    port,
    send: 'ping\n',
    expect: { kind: 'line', matches: '^ping$' },
    ...parts,
  };
}

export function loadPlan(operations: readonly OperationPlan[], parts: Partial<LoadPlan> = {}): LoadPlan {
  return { model: openModel(500), connections: 10, timeoutMs: 2000, seed: 1, operations, ...parts };
}

export async function runGenerator(plan: LoadPlan, limitOperations: number): Promise<Totals> {
  const totals = new Totals();
  const originMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const generator = new Generator({
      plan,
      startIndex: 0,
      limitOperations,
      resumed: null,
      nowMs: () => performance.now() - originMs,
      onSecond: ({ window, histograms, samples = [] }: SecondReport) => {
        totals.add(window);
        totals.samples.push(...samples);
        totals.addHistograms(histograms);
      },
      onDone: resolve,
    });
    generator.prepare().then(() => generator.start(), reject);
  });
  return totals;
}
