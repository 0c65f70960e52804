/** Where the memory of a target's processes lies. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type Mapping, SmapsParser } from '../proc/smaps.ts';
import { type Budget, OUT_OF_TIME } from './budget.ts';
import type { MappingKind, PicturedMemory } from './picture.ts';
import { shortName } from './short-name.ts';

const MOST_LARGEST = 10;
/** Names that are told apart: of a process that maps more files than that, the others are together. */
const MOST_NAMES = 5000;
const OTHERS = 'others';
/** The kernel hands out smaps a few mappings at a time, and holds the lock of the memory map no longer than for those. */
const CHUNK_BYTES = 65_536;

interface Sum {
  readonly kind: MappingKind;
  mappings: number;
  rssBytes: number;
  pssBytes: number;
  anonBytes: number;
  swapBytes: number;
}

export class MemoryPart {
  readonly #byKind = new Map<MappingKind, Sum>();
  readonly #byName = new Map<string, Sum>();
  /** Of the process that was read last. */
  #rssBytes = 0;

  /**
   * Bytes of one process that are resident; null with a reason: not all of it was read. Throws what the read does.
   */
  add(
    root: string,
    pid: number,
    budget: Budget,
  ): { readonly rssBytes: number; readonly incomplete: string | null } {
    this.#rssBytes = 0;
    const parser = new SmapsParser((mapping) => this.#take(mapping));
    const descriptor = openSync(`${root}/${pid}/smaps`, 'r');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    try {
      for (;;) {
        const length = readSync(descriptor, chunk, 0, chunk.length, null);
        if (length === 0) break;
        parser.add(chunk.toString('latin1', 0, length));
        if (budget.isOver) return { rssBytes: this.#rssBytes, incomplete: OUT_OF_TIME };
      }
      parser.end();
      return { rssBytes: this.#rssBytes, incomplete: null };
    } finally {
      closeSync(descriptor);
    }
  }

  get picture(): PicturedMemory {
    const kinds = [...this.#byKind.values()].toSorted((a, b) => b.rssBytes - a.rssBytes);
    const total = { mappings: 0, rssBytes: 0, pssBytes: 0, anonBytes: 0, swapBytes: 0 };
    for (const sum of kinds) addTo(total, sum);
    const largest = [...this.#byName]
      .toSorted(([, a], [, b]) => b.rssBytes - a.rssBytes)
      .slice(0, MOST_LARGEST)
      .map(([name, sum]) => ({ name: shortName(name), ...sum }));
    return { ...total, kinds, largest };
  }

  #take(mapping: Mapping): void {
    const kind = kindOf(mapping);
    const written = mapping.name === '' ? 'anonymous' : mapping.name;
    const name = this.#byName.has(written) || this.#byName.size < MOST_NAMES ? written : OTHERS;
    this.#rssBytes += mapping.rssBytes;
    for (const [sums, key] of [
      [this.#byKind, kind],
      [this.#byName, name],
    ] as const) {
      const known = (sums as Map<string, Sum>).get(key) ?? {
        kind,
        mappings: 0,
        rssBytes: 0,
        pssBytes: 0,
        anonBytes: 0,
        swapBytes: 0,
      };
      (sums as Map<string, Sum>).set(key, known);
      addTo(known, { ...mapping, mappings: 1 });
    }
  }
}

function addTo(sum: Omit<Sum, 'kind'>, more: Omit<Sum, 'kind'>): void {
  sum.mappings += more.mappings;
  sum.rssBytes += more.rssBytes;
  sum.pssBytes += more.pssBytes;
  sum.anonBytes += more.anonBytes;
  sum.swapBytes += more.swapBytes;
}

function kindOf({ name, permissions }: Mapping): MappingKind {
  if (name === '[heap]') return 'heap';
  if (name.startsWith('[stack')) return 'stack';
  if (/^\/(dev\/shm\/|memfd:|SYSV|dev\/zero)/.test(name)) return 'shared';
  if (name === '' || name.startsWith('[anon')) return permissions.endsWith('s') ? 'shared' : 'anonymous';
  return name.startsWith('/') ? 'file' : 'other';
}
