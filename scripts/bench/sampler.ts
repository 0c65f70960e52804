/**
 * What one sample of one process costs in CPU, beside pidusage and plain files, in interleaved rounds. Trust the
 * ratios: the absolute numbers are this machine's and this minute's. Usage: node scripts/bench/sampler.ts
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import pidusage from 'pidusage';
import { readIdentity } from '../../src/proc/process.ts';
import { ProcessReader, readProcFacts } from '../../src/sample/process-reader.ts';

const ROUNDS = 7;
const SAMPLES_A_ROUND = 2_000;

interface Contender {
  readonly name: string;
  readonly sampleAll: () => Promise<unknown>;
}

for (const processes of [1, 50]) await compare(processes);

async function compare(processes: number): Promise<void> {
  const targets = await Promise.all(Array.from({ length: processes }, startTarget));
  try {
    const pids = targets.map(({ pid }) => pid ?? 0);
    const costs = await measure(contenders(pids), processes);
    const [ours] = costs.values();
    process.stdout.write(
      `\n${processes} process${processes === 1 ? '' : 'es'}: CPU a sample, median of ${ROUNDS}\n`,
    );
    for (const [name, us] of costs)
      process.stdout.write(
        `${us.toFixed(1).padStart(8)} us ${(us / (ours ?? 1)).toFixed(2).padStart(6)} x  ${name}\n`,
      );
  } finally {
    for (const target of targets) target.kill();
  }
}

function contenders(pids: readonly number[]): Contender[] {
  const facts = readProcFacts('/proc');
  const readers = (keep: boolean) =>
    pids.map((pid) => new ProcessReader(facts, pid, readIdentity('/proc', pid)?.startTicks ?? 0, keep));
  const kept = readers(true);
  const opened = readers(false);
  const plain = (names: readonly string[]) => async () => {
    for (const pid of pids) {
      for (const name of names) readFileSync(`/proc/${pid}/${name}`, 'latin1').split(' ');
      readdirSync(`/proc/${pid}/fd`);
    }
  };
  return [
    {
      name: 'soakd: stat statm status io fds, descriptors kept',
      sampleAll: async () => {
        for (const reader of kept) reader.read();
      },
    },
    {
      name: 'soakd: the same, opened each time',
      sampleAll: async () => {
        for (const reader of opened) reader.read();
      },
    },
    {
      name: 'readFileSync of the same four + readdirSync',
      sampleAll: plain(['stat', 'statm', 'status', 'io']),
    },
    { name: 'readFileSync of stat and statm + readdirSync', sampleAll: plain(['stat', 'statm']) },
    { name: 'pidusage, one call for all (stat only)', sampleAll: () => pidusage([...pids]) },
  ];
}

/** Median CPU microseconds a sample, by contender. */
async function measure(list: readonly Contender[], processes: number): Promise<Map<string, number>> {
  const costsUs = new Map(list.map(({ name }) => [name, [] as number[]]));
  const repeats = Math.ceil(SAMPLES_A_ROUND / processes);
  for (let round = -1; round < ROUNDS; round++)
    for (const { name, sampleAll } of list) {
      const before = process.cpuUsage();
      for (let n = 0; n < repeats; n++) await sampleAll();
      const { user, system } = process.cpuUsage(before);
      // The first round warms up.
      if (round >= 0) costsUs.get(name)?.push((user + system) / repeats / processes);
    }
  return new Map(
    [...costsUs].map(([name, us]) => [name, us.sort((a, b) => a - b)[us.length >> 1] ?? Number.NaN]),
  );
}

async function startTarget(): Promise<ChildProcess> {
  const target = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(target, 'spawn');
  return target;
}
