/** The probe thread: takes the dear readings that are due at each tick, within their share of the time. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { collectEveryMinute } from '../collect-garbage.ts';
import { CrossCheck, type ListUsage } from './cross-check.ts';
import { walkPath } from './path-walk.ts';
import {
  type ProbeJob,
  type ProbeOptions,
  type ProbeReport,
  type ProbeRequest,
  type ProbeResult,
  unavailableResult,
} from './probe-message.ts';
import { jobsFor, ProbeSchedule } from './probe-schedule.ts';
import { readProcFacts } from './process-reader.ts';
import { reasonOf } from './reason.ts';
import type { SampledProcess } from './sample.ts';
import { scrape } from './scrape.ts';
import { scanTree, type TreeScan } from './target-reader.ts';
import { readConnections, readPss } from './tree-reading.ts';

collectEveryMinute();

const port = parentPort;
const options = workerData as ProbeOptions;
const { procRoot: root } = options;
const schedule = new ProbeSchedule();
/** Loaded when first asked: pidusage that cannot be loaded is a finding like any other. */
const listUsage: ListUsage = async (pids) => (await import('pidusage')).default(pids);
const crossCheck = new CrossCheck(readProcFacts(root), listUsage, systemClock.monotonicMs);

port?.on('message', ({ processes, skipped }: ProbeRequest) => {
  const skip = new Set(skipped);
  for (const job of schedule.due(jobsFor(options, processes), skip, systemClock.monotonicMs())) void run(job);
});

async function run(job: ProbeJob): Promise<void> {
  const begunMs = systemClock.monotonicMs();
  schedule.begun(job);
  report({ state: 'begun', job });
  const result = await settle(job);
  const takenMs = systemClock.monotonicMs();
  schedule.ended(job, begunMs, takenMs);
  report({ state: 'ended', job, takenMs, result });
}

async function settle(job: ProbeJob): Promise<ProbeResult | null> {
  try {
    return await take(job);
  } catch (error) {
    return unavailableResult(job, reasonOf(error, job.kind));
  }
}

function take(job: ProbeJob): ProbeResult | null | Promise<ProbeResult> {
  switch (job.kind) {
    case 'tree':
      return { kind: 'tree', process: job.process, scan: scanTree(root, job.process) };
    case 'pss':
    case 'connections': {
      const read = job.kind === 'pss' ? readPss : readConnections;
      const reading = read(root, job.process, treeOf(job.process));
      return reading === null ? null : { kind: job.kind, process: job.process, reading };
    }
    case 'path':
      return { kind: 'path', reading: walkPath(job.name, job.path) };
    case 'scrape':
      return scrape(job.url, job.series).then((readings) => ({ kind: 'scrape', readings }));
    case 'cross-check':
      return crossCheck.check(job.processes).then((findings) => ({ kind: 'findings', findings }));
  }
}

function treeOf(process: SampledProcess): TreeScan {
  return process.tree ? scanTree(root, process) : { members: [], incomplete: null };
}

function report(message: ProbeReport): void {
  port?.postMessage(message);
}
