/**
 * What the store costs: rows a second through the writer thread, what handing a row over costs the caller, bytes a
 * row, and how long a reader takes. About 5 s: node scripts/bench/store.ts
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openForReading } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import type { StoreRecord } from '../../src/store/record.ts';
import { openStoreWriter, type StoreWriter } from '../../src/store/writer.ts';

/** Eight hours at a sample and a second of load each second. */
const SECONDS = 8 * 3600;
const WALL_MS = 1_767_323_045_678;
const print = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'soakd-bench-'));
try {
  await benchRows('sample', sample);
  await benchRows('operation-second', operationSecond);
  await benchRows('histogram (2 x 2 kB)', histogram);
  await benchReading();
} finally {
  rmSync(folder, { recursive: true });
}

async function benchRows(name: string, record: (run: number, second: number) => StoreRecord): Promise<void> {
  const file = join(folder, `${name.split(' ')[0]}.db`);
  const writer = await openStoreWriter(file);
  const run = await createRun(writer);
  await writer.flush();
  const emptyBytes = statSync(file).size;
  const cpuBefore = process.threadCpuUsage();
  const began = performance.now();
  let given = 0;
  const rows = name.startsWith('histogram') ? 2000 : SECONDS;
  while (given < rows) {
    // As a soak does it: some rows, then the loop goes on.
    for (let i = 0; i < 500 && given < rows; i++) writer.write(record(run, given++));
    await writer.flush();
  }
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.threadCpuUsage(cpuBefore);
  await writer.close();
  const bytes = (statSync(file).size - emptyBytes) / rows;
  const perSecond = Math.round(rows / seconds).toLocaleString('en');
  const callerUs = ((cpu.user + cpu.system) / rows).toFixed(1);
  print(
    `${name.padEnd(22)}${perSecond.padStart(9)} rows/s ${callerUs.padStart(6)} us/row of the caller ${bytes.toFixed(1).padStart(8)} bytes/row`,
  );
}

async function benchReading(): Promise<void> {
  const file = join(folder, 'reading.db');
  const writer = await openStoreWriter(file);
  let last = 0;
  for (let runs = 0; runs < 3; runs++) {
    last = await createRun(writer, `run${runs}`);
    for (let second = 0; second < SECONDS; second++) {
      writer.write(sample(last, second));
      writer.write(operationSecond(last, second));
      if (second % 60 === 0) writer.write({ ...histogram(last, second), operation: null });
      if (second % 1000 === 0) await writer.flush();
    }
  }
  await writer.close();
  using reader = await openStoreReader(file);
  timed('one column of 8 h', () => reader.sampleColumn(last, 0, 'anonBytes').values.length);
  timed(
    'all columns of 8 h',
    () => reader.sampleColumns(last, 0, ['rssBytes', 'anonBytes', 'fds', 'threads', 'cpuPct']).monoMs.length,
  );
  timed('load per second of 8 h', () => reader.loadSeconds(last).monoMs.length);
  const database = await openForReading(file);
  const joined = `SELECT minute, anon_mib, ok, p95_ms FROM resource_minute JOIN load_minute USING (run_id, minute)
    WHERE run_id = (SELECT run_id FROM run ORDER BY number DESC LIMIT 1)`;
  timed(
    'memory joined with p95, 480 minutes of one run in three',
    () => database.prepare(joined).all().length,
  );
  database.close();
}

function timed(name: string, read: () => number): void {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    read();
    return performance.now() - began;
  }).toSorted((a, b) => a - b);
  print(`${name}: ${times[2]?.toFixed(1)} ms for ${read()} rows`);
}

function createRun(writer: StoreWriter, id = 'bench'): Promise<number> {
  return writer.createRun({
    id,
    name: 'bench',
    planText: '',
    planSha256: '',
    planJson: '{}',
    startedWallMs: WALL_MS,
    bootId: '',
    monotonicOriginMs: 0,
    hostJson: '{}',
    targets: ['api'],
    operations: [
      { name: 'read', kind: 'http', weight: 1, target: 0 },
      { name: 'write', kind: 'http', weight: 1, target: 0 },
    ],
  });
}

function sample(run: number, second: number): StoreRecord {
  return {
    kind: 'sample',
    run,
    target: 0,
    generation: 0,
    monoMs: second * 1000 + 0.4,
    wallMs: WALL_MS + second * 1000,
    skewMs: 0.312,
    rssBytes: 52_428_800 + second * 4096,
    anonBytes: 41_943_040 + second * 4096,
    swapBytes: 0,
    pssBytes: null,
    vszBytes: 1_099_511_627,
    fds: 20 + (second % 5),
    threads: 11,
    connections: null,
    cpuPct: 12.5 + (second % 7) * 0.13,
    readBytes: 123_456_789 + second,
    writtenBytes: 98_765_432 + second,
    processes: 1,
  };
}

function operationSecond(run: number, second: number): StoreRecord {
  const jitter = ((second * 7919) % 1000) / 997;
  return {
    kind: 'operation-second',
    run,
    operation: 0,
    monoMs: second * 1000,
    wallMs: WALL_MS + second * 1000,
    due: 500,
    sent: 500,
    ok: 498,
    failed: 2,
    blocked: 0,
    bypassed: 0,
    overblocked: 0,
    undecided: 0,
    skipped: 0,
    latencyP50Ms: 1.1 + jitter,
    latencyP95Ms: 4.2 + jitter,
    latencyP99Ms: 8.3 + jitter,
    latencyMaxMs: 31.7 + jitter,
    serviceP50Ms: 1 + jitter,
    serviceP95Ms: 4.1 + jitter,
    serviceP99Ms: 8.2 + jitter,
    serviceMaxMs: 31.6 + jitter,
  };
}

function histogram(run: number, second: number): StoreRecord & { kind: 'histogram' } {
  const encoded = new Uint8Array(2000).fill(second % 251);
  return {
    kind: 'histogram',
    run,
    operation: 0,
    monoMs: second * 1000,
    spanMs: 60_000,
    latency: encoded,
    service: encoded,
    latencyP95Ms: 4.2,
  };
}
