/**
 * The sampler: one tick at each absolute deadline. It waits for nothing but /proc, whose cheap files it reads itself;
 * the dear readings come from the probe thread, which is asked shortly before each tick.
 */
import type { Clock } from '../clock.ts';
import { CgroupWatch } from './cgroup-watch.ts';
import { type DueTick, dueTick, newestDue } from './deadline.ts';
import { DescriptorWatch } from './descriptor-watch.ts';
import { classifyDisturbance, type Instant, readInstant } from './disturbance.ts';
import type { Finding } from './finding.ts';
import { Probe } from './probe.ts';
import { ProbeInbox } from './probe-inbox.ts';
import { type ProcFacts, readProcFacts } from './process-reader.ts';
import type { SampledProcess, TargetReading, Tick } from './sample.ts';
import { SelfReader } from './self-reader.ts';
import { DescriptorBudget, TargetReader } from './target-reader.ts';

export interface SamplerOptions {
  readonly everyMs: number;
  readonly clock: Clock;
  /** CLOCK_MONOTONIC at the beginning of the soak: tick n is due n × everyMs after it. */
  readonly originMonotonicMs: number;
  readonly procRoot: string;
  /** Asked at each tick: which processes the targets are now. */
  readonly processes: () => readonly SampledProcess[];
  readonly paths: readonly { readonly name: string; readonly path: string }[];
  readonly scrape: { readonly url: string; readonly series: readonly string[] } | null;
  readonly onTick: (tick: Tick) => void;
  readonly onFinding: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

export interface Sampler {
  /** No tick comes after the call. Resolves when descriptors and thread are given back. */
  stop(): Promise<void>;
}

/** How long before a tick the probe is asked: its answers are no older than that, unless they took longer. */
const LEAD_MS = 500;

/**
 * What reading all targets may take of the time between two ticks, and at most: some thousand processes of an idle
 * machine. The loop serves others meanwhile, and must be back long before the next tick.
 */
const READ_SHARE = 0.1;
const READ_AT_MOST_MS = 250;

/** The first tick is taken before this returns; it is due now, the others at their deadlines. */
export function startSampler(options: SamplerOptions): Sampler {
  const sampler = new TickingSampler(options);
  sampler.begin();
  return sampler;
}

class TickingSampler implements Sampler {
  readonly #options: SamplerOptions;
  readonly #facts: ProcFacts;
  readonly #budget = new DescriptorBudget();
  readonly #readers = new Map<string, TargetReader>();
  readonly #inbox = new ProbeInbox();
  readonly #probe: Probe;
  readonly #self: SelfReader;
  readonly #descriptors: DescriptorWatch;
  readonly #cgroups: CgroupWatch;
  readonly #abort = () => void this.stop();
  #lastIndex = 0;
  #previous: Instant | null = null;
  #tickTimer: NodeJS.Timeout | undefined;
  #probeTimer: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | null = null;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#facts = readProcFacts(options.procRoot);
    const { procRoot, paths, scrape, onFinding } = options;
    const nowMs = () => options.clock.monotonicMs();
    this.#self = new SelfReader(nowMs);
    this.#descriptors = new DescriptorWatch(onFinding);
    this.#cgroups = new CgroupWatch(onFinding);
    this.#probe = new Probe(
      { procRoot, paths, scrape },
      { nowMs, onResult: (result, takenMs) => this.#inbox.put(result, takenMs), onFinding },
    );
  }

  begin(): void {
    if (this.#options.signal.aborted) {
      this.#abort();
      return;
    }
    this.#options.signal.addEventListener('abort', this.#abort, { once: true });
    const elapsedMs = this.#elapsedMs();
    this.#lastIndex = newestDue(elapsedMs, this.#options.everyMs);
    this.#askProbe();
    this.#armTick();
    this.#armProbe();
    this.#take({ index: this.#lastIndex, dueMs: elapsedMs, missed: 0 });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#tickTimer);
    clearTimeout(this.#probeTimer);
    this.#options.signal.removeEventListener('abort', this.#abort);
    for (const reader of this.#readers.values()) reader[Symbol.dispose]();
    this.#readers.clear();
    this.#cgroups.follow([], this.#options.clock.monotonicMs());
    this.#self[Symbol.dispose]();
    this.#descriptors[Symbol.dispose]();
    await this.#probe.stop();
  }

  #armTick(): void {
    this.#tickTimer = setTimeout(() => this.#fired(), Math.max(1, Math.ceil(this.#untilNextMs())));
  }

  #armProbe(): void {
    const leadMs = Math.min(LEAD_MS, this.#options.everyMs / 2);
    this.#probeTimer = setTimeout(() => this.#askProbe(), Math.max(1, this.#untilNextMs() - leadMs));
  }

  #fired(): void {
    const due = dueTick(this.#lastIndex, this.#elapsedMs(), this.#options.everyMs);
    if (due === null) {
      // The timer counts from when its loop last looked at the clock, and may fire some ms early.
      this.#armTick();
      return;
    }
    this.#lastIndex = due.index;
    this.#armTick();
    this.#armProbe();
    this.#take(due);
  }

  #untilNextMs(): number {
    return (this.#lastIndex + 1) * this.#options.everyMs - this.#elapsedMs();
  }

  #askProbe(): void {
    this.#probe.tick(this.#options.processes());
  }

  #take(due: DueTick): void {
    const { clock, everyMs, originMonotonicMs, paths, scrape } = this.#options;
    const now = readInstant(clock);
    const previous = this.#previous;
    this.#previous = now;
    // An answer may have been under way for one tick; older ones belong to none.
    const sinceMs = (previous?.monoMs ?? now.monoMs) - everyMs;
    const processes = this.#options.processes();
    const withinMs = Math.min(READ_SHARE * everyMs, READ_AT_MOST_MS) / Math.max(1, processes.length);
    this.#follow(processes);
    this.#cgroups.follow(processes, now.monoMs);
    const self = this.#self.read(now.monoMs);
    this.#descriptors.look(self.fds, now.monoMs);
    this.#options.onTick({
      dueMs: due.dueMs,
      monoMs: now.monoMs - originMonotonicMs,
      wallMs: now.wallMs,
      missed: due.missed,
      disturbance: previous === null ? null : classifyDisturbance(previous, now, everyMs),
      targets: processes.map((process) => this.#readTarget(process, now.monoMs, sinceMs, withinMs)),
      paths: paths.map(({ name }) => this.#inbox.takePath(name, sinceMs)),
      scraped: scrape === null ? [] : this.#inbox.takeScraped(scrape.series, sinceMs),
      self,
    });
  }

  /** Opens readers for new processes and closes those of processes no longer sampled. */
  #follow(processes: readonly SampledProcess[]): void {
    const keys = new Set(processes.map(keyOf));
    for (const [key, reader] of this.#readers) {
      if (keys.has(key)) continue;
      reader[Symbol.dispose]();
      this.#readers.delete(key);
    }
  }

  #readTarget(process: SampledProcess, nowMs: number, sinceMs: number, withinMs: number): TargetReading {
    const key = keyOf(process);
    let reader = this.#readers.get(key);
    if (reader === undefined) {
      reader = new TargetReader(this.#facts, process, this.#budget, withinMs);
      this.#readers.set(key, reader);
    }
    const scan = this.#inbox.takeTree(process);
    if (scan !== null) reader.adopt(scan);
    const { target, generation } = process;
    const numbers = reader.read(nowMs, withinMs);
    const cgroup = this.#cgroups.read(process, nowMs);
    if (numbers.state === 'gone') return { target, generation, ...NOTHING_READ, why: numbers.why };
    const pss = this.#inbox.takeDear('pss', process, sinceMs);
    const connections = this.#inbox.takeDear('connections', process, sinceMs);
    return {
      target,
      generation,
      why: null,
      ...numbers,
      pssBytes: pss.value,
      connections: connections.value,
      cgroup,
      unavailable: {
        ...numbers.unavailable,
        ...cgroup?.unavailable,
        ...(pss.unavailable === null ? {} : { pss: pss.unavailable }),
        ...(connections.unavailable === null ? {} : { connections: connections.unavailable }),
      },
    };
  }

  #elapsedMs(): number {
    return this.#options.clock.monotonicMs() - this.#options.originMonotonicMs;
  }
}

const NOTHING_READ = {
  state: 'gone',
  rssBytes: null,
  anonBytes: null,
  swapBytes: null,
  pssBytes: null,
  vszBytes: null,
  fds: null,
  threads: null,
  connections: null,
  cpuPct: null,
  readBytes: null,
  writtenBytes: null,
  processes: 0,
  stopped: 0,
  cgroup: null,
  unavailable: {},
} as const;

function keyOf({ target, generation, pid, startTicks }: SampledProcess): string {
  return `${target} ${generation} ${pid} ${startTicks}`;
}
