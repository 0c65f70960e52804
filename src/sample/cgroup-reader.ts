/**
 * What the kernel counts for a control group (version 2) that is a target's own, through descriptors that stay open:
 * seven small files, and memory.stat. A group that is gone reads as nothing; one made anew under the same name (a unit
 * that was restarted) is read from then on.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { parseCgroupKey, parseCgroupNumber, parsePressure } from '../proc/cgroup.ts';
import { codeOf, failureOf } from '../proc/failure.ts';
import { reasonOf } from './reason.ts';
import type { CgroupReading } from './sample.ts';

type Parse = (bytes: Buffer, length: number) => number | null;

const ANON = Buffer.from('anon ');
const OOM_KILL = Buffer.from('oom_kill ');

const FILES = {
  anonBytes: ['memory.stat', (bytes, length) => parseCgroupKey(bytes, length, ANON)],
  currentBytes: ['memory.current', parseCgroupNumber],
  /** Linux ≥ 5.19. */
  peakBytes: ['memory.peak', parseCgroupNumber],
  oomKills: ['memory.events', (bytes, length) => parseCgroupKey(bytes, length, OOM_KILL)],
  tasks: ['pids.current', parseCgroupNumber],
  cpuPressure: ['cpu.pressure', parsePressure],
  memoryPressure: ['memory.pressure', parsePressure],
  ioPressure: ['io.pressure', parsePressure],
} as const satisfies Readonly<Record<string, readonly [string, Parse]>>;

type Field = keyof typeof FILES;
const FIELDS = Object.keys(FILES) as readonly Field[];
/** As rules and reports would name them, and the column each is told in. */
const NAMES: Readonly<Record<Field, string>> = {
  anonBytes: 'cgroup.anon',
  currentBytes: 'cgroup.current',
  peakBytes: 'cgroup.peak',
  oomKills: 'cgroup.oomKills',
  tasks: 'cgroup.tasks',
  cpuPressure: 'cgroup.cpuPressure',
  memoryPressure: 'cgroup.memoryPressure',
  ioPressure: 'cgroup.ioPressure',
};

/** All of one controller, which a group may not have. */
const MEMORY = ['anonBytes', 'currentBytes', 'peakBytes', 'oomKills'] as const;

/** Longer than any memory.stat of today's kernels (4 KiB). */
const buffer = Buffer.allocUnsafeSlow(16_384);

export class CgroupReader {
  readonly folder: string;
  readonly #open = new Map<Field, number>();
  /** Pressure is a share of the time between two readings. */
  #last: { readonly monoMs: number; readonly waitedUs: ReadonlyMap<Field, number> } | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(monoMs: number): CgroupReading {
    const values = new Map<Field, number>();
    const unavailable: Record<string, string> = {};
    for (const field of FIELDS) {
      try {
        const value = this.#value(field);
        if (value === null) unavailable[NAMES[field]] = `not understood (${FILES[field][0]})`;
        else values.set(field, value);
      } catch (error) {
        unavailable[NAMES[field]] = whyNot(error, FILES[field][0]);
      }
    }
    if (MEMORY.every((field) => NAMES[field] in unavailable)) {
      for (const field of MEMORY) delete unavailable[NAMES[field]];
      unavailable['cgroup.memory'] = 'its control group is gone, or the kernel counts no memory for it';
    }
    const last = this.#last;
    this.#last = { monoMs, waitedUs: values };
    const share = (field: Field): number | null => {
      const [now, before] = [values.get(field), last?.waitedUs.get(field)];
      if (now === undefined || before === undefined || last === null || monoMs <= last.monoMs) return null;
      return now < before ? null : (now - before) / 10 / (monoMs - last.monoMs);
    };
    return {
      anonBytes: values.get('anonBytes') ?? null,
      currentBytes: values.get('currentBytes') ?? null,
      peakBytes: values.get('peakBytes') ?? null,
      oomKills: values.get('oomKills') ?? null,
      tasks: values.get('tasks') ?? null,
      cpuPressurePct: share('cpuPressure'),
      memoryPressurePct: share('memoryPressure'),
      ioPressurePct: share('ioPressure'),
      unavailable,
    };
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #value(field: Field): number | null {
    const [file, parse] = FILES[field];
    const known = this.#open.get(field);
    if (known !== undefined) {
      try {
        return parse(buffer, readSync(known, buffer, 0, buffer.length, 0));
      } catch (error) {
        // The group that this was of is removed (kernfs: ENODEV).
        if (codeOf(error) !== 'ENODEV') throw error;
        this.#open.delete(field);
        closeSync(known);
      }
    }
    const opened = openSync(`${this.folder}/${file}`, 'r');
    this.#open.set(field, opened);
    return parse(buffer, readSync(opened, buffer, 0, buffer.length, 0));
  }
}

function whyNot(error: unknown, file: string): string {
  if (codeOf(error) === 'EOPNOTSUPP') return `switched off in this kernel (${file})`;
  if (failureOf(error) !== 'gone') return reasonOf(error, file);
  const [controller] = file.split('.');
  return `its control group is gone, or the kernel counts no ${controller} for it (${file})`;
}
