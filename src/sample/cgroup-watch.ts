/**
 * The control groups of the targets, each read as long as its target has it, and once more when that is over: what the
 * kernel killed for memory is told even where the target ended of it.
 */
import { CgroupReader } from './cgroup-reader.ts';
import type { Finding } from './finding.ts';
import type { CgroupReading, SampledProcess } from './sample.ts';

interface Watched {
  readonly target: number;
  readonly reader: CgroupReader;
  /** Of those told, or that were before. */
  oomKills: number;
}

export class CgroupWatch {
  readonly #onFinding: (finding: Finding) => void;
  readonly #watched = new Map<string, Watched>();

  constructor(onFinding: (finding: Finding) => void) {
    this.#onFinding = onFinding;
  }

  /** null: the target has none of its own. */
  read({ target, cgroup = null }: SampledProcess, monoMs: number): CgroupReading | null {
    if (cgroup === null) return null;
    const key = keyOf(target, cgroup.folder);
    const known = this.#watched.get(key);
    const watched = known ?? { target, reader: new CgroupReader(cgroup.folder), oomKills: cgroup.oomKills };
    if (known === undefined) this.#watched.set(key, watched);
    return this.#read(watched, monoMs);
  }

  /** Looks once more at those that are no longer a target’s, and lets go of them. */
  follow(processes: readonly SampledProcess[], monoMs: number): void {
    const keys = new Set(processes.map(({ target, cgroup = null }) => keyOf(target, cgroup?.folder ?? '')));
    for (const [key, watched] of this.#watched) {
      if (keys.has(key)) continue;
      this.#read(watched, monoMs);
      watched.reader[Symbol.dispose]();
      this.#watched.delete(key);
    }
  }

  #read(watched: Watched, monoMs: number): CgroupReading {
    const reading = watched.reader.read(monoMs);
    const { oomKills } = reading;
    if (oomKills === null) return reading;
    const more = oomKills - watched.oomKills;
    watched.oomKills = oomKills;
    if (more > 0) {
      const text = `the kernel killed ${more} ${more === 1 ? 'process' : 'processes'} for memory`;
      this.#onFinding({ kind: 'oom-kill', target: watched.target, text });
    }
    return reading;
  }
}

function keyOf(target: number, folder: string): string {
  return `${target} ${folder}`;
}
