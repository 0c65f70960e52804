/** One soak in a process of its own (fixture/program/soaking.ts), that can be killed, and its run taken up by another. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assess } from '../../src/analysis/assess.ts';
import type { Gap } from '../../src/analysis/assessed-run.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import type { SoakStatus } from '../../src/control/status.ts';
import { signalProcess } from '../../src/proc/signal-process.ts';
import type { EventKind, EventRow } from '../../src/store/event-record.ts';
import { openStoreReader, type StoreReader } from '../../src/store/reader.ts';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const program = fileURLToPath(new URL('../fixture/program/soaking.ts', import.meta.url));
const service = fileURLToPath(new URL('../fixture/program/service.ts', import.meta.url));

export interface Line {
  readonly status?: SoakStatus;
  readonly event?: EventRow;
  readonly going?: string;
  readonly request?: 'new' | 'resumed';
  readonly committed?: readonly Committed[];
  readonly ended?: string;
  readonly state?: string;
  readonly verdict?: string;
  readonly failed?: string;
  readonly message?: string;
}

export interface Committed {
  readonly run: number;
  readonly target: number;
  readonly monoMs: number;
}

export interface SoakPlace {
  readonly plan: string;
  readonly database: string;
}

export interface PlanParts {
  /** null: it ends otherwise. */
  readonly durationS: number | null;
  readonly rate?: string;
  /** Keys of the load, instead of a rate. */
  readonly load?: string;
  /** Further lines. */
  readonly more?: string;
}

/** A plan that loads the small service of the tests, which it starts. */
export async function soakPlace(context: TestContext, parts: PlanParts): Promise<SoakPlace> {
  const { durationS, rate = '50/s', load = `rate: ${rate}`, more = '' } = parts;
  const left: { place: SoakPlace | null } = { place: null };
  // Before its folder is gone: a test that fails leaves the target of a killed soak.
  context.after(() => left.place !== null && endTargets(left.place));
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  const port = await freePort();
  const command = JSON.stringify([process.execPath, service, String(port)]);
  writeFileSync(
    plan,
    `name: resumable
${durationS === null ? '' : `duration: ${durationS}s`}
target:
  name: service
  start: { command: ${command}, ready: { port: ${port}, within: 60s } }
  restart: always
sample: { every: 100ms }
load: { ${load}, operations: [{ name: get, http: { get: "http://127.0.0.1:${port}/\${seq}" } }] }
criteria: [rss.max < 10GB, success >= 50%, coverage >= 10%]
${more}
`,
  );
  left.place = { plan, database: join(folder, 'soakd.db') };
  return left.place;
}

export async function endTargets({ database }: SoakPlace): Promise<void> {
  if (!existsSync(database)) return;
  using reader = await openStoreReader(database);
  for (const { run } of reader.listRuns({ name: 'resumable' }))
    for (const life of reader.generations(run)) signalProcess('/proc', life, 'SIGKILL');
}

export class SoakingProcess {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly closed: Promise<void>;
  #more = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(context: TestContext, { database, plan }: SoakPlace, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [program, database, plan, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    context.after(() => this.child.kill('SIGKILL'));
    const { stdout } = this.child;
    if (stdout === null) throw new Error('its output is a pipe');
    const reader = createInterface({ input: stdout });
    reader.on('line', (line) => {
      this.lines.push(JSON.parse(line));
      this.#wake();
    });
    this.closed = Promise.all([once(reader, 'close'), once(this.child, 'exit')]).then(() => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** The first line, of those from the `from`th on that came or will, of which something is found. */
  async until<Found>(find: (line: Line) => Found | null | undefined | false, from = 0): Promise<Found> {
    for (let at = from; ; ) {
      for (; at < this.lines.length; at += 1) {
        const line = this.lines[at];
        const found = line === undefined ? null : find(line);
        if (found !== null && found !== undefined && found !== false) return found;
      }
      if (this.#isClosed) throw new Error(`it ended: ${JSON.stringify(this.lines.slice(-3))}`);
      await this.#more.promise;
    }
  }

  event(kind: EventKind, from = 0): Promise<EventRow> {
    return this.until(({ event }) => event?.event === kind && event, from);
  }

  status(wanted: (status: SoakStatus) => boolean, from = this.lines.length): Promise<SoakStatus> {
    return this.until(({ status }) => status !== undefined && wanted(status) && status, from);
  }

  /** Its soak is under way and operations end. */
  loaded(): Promise<SoakStatus> {
    return this.status(({ load }) => (load?.achieved ?? 0) > 0, 0);
  }

  /** Until its run is stored and goes on, or it has ended for a reason of its own. */
  async goes(): Promise<void> {
    await Promise.race([this.until(({ going, failed }) => going ?? failed), this.closed]).catch(() => {});
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }

  /** What it says last. */
  async end(): Promise<Line> {
    await this.closed;
    return this.lines.at(-1) ?? {};
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}

/** Of the newest run. */
export async function stored<Found>(
  { database }: SoakPlace,
  look: (reader: StoreReader, run: number) => Found,
): Promise<Found> {
  using reader = await openStoreReader(database);
  return look(reader, reader.findRun().run);
}

export function reported(place: SoakPlace): Promise<Assessment> {
  return stored(place, (reader, run) => assess(reader, run, { untilMs: null, live: false }));
}

export function gapsOf({ run }: Assessment, kind: Gap['kind']): Gap[] {
  return run.gaps.filter((gap) => gap.kind === kind);
}
