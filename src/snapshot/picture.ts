/**
 * What one look at a target's processes shows: where its memory lies, what its descriptors are, and what its threads do.
 * Kept small, however large the target is. What could not be seen is null, its reason in `unavailable`.
 */

export interface Picture {
  /** The most resident first, at most 10; the figures below are of all. */
  readonly processes: readonly PicturedProcess[];
  readonly processCount: number;
  readonly memory: PicturedMemory | null;
  readonly descriptors: PicturedDescriptors | null;
  readonly threads: PicturedThreads | null;
  /** The plan's own evidence; null: it asks for none. */
  readonly command: CommandEvidence | null;
  readonly signal: SignalEvidence | null;
  /** Part (`memory`, `descriptors`, `threads`, `stacks`, …) → why it is missing, or not all of it. */
  readonly unavailable: Readonly<Record<string, string>>;
  readonly tookMs: number;
}

export interface PicturedProcess {
  readonly pid: number;
  readonly comm: string;
  readonly rssBytes: number | null;
  readonly descriptors: number | null;
  readonly threads: number | null;
}

export type MappingKind = 'heap' | 'stack' | 'anonymous' | 'file' | 'shared' | 'other';

interface MappedBytes {
  readonly mappings: number;
  readonly rssBytes: number;
  readonly pssBytes: number;
  readonly anonBytes: number;
  readonly swapBytes: number;
}

export interface PicturedMemory extends MappedBytes {
  /** The largest first, by resident memory. */
  readonly kinds: readonly (MappedBytes & { readonly kind: MappingKind })[];
  /** The largest by resident memory, those of one name together; at most 10. */
  readonly largest: readonly (MappedBytes & { readonly kind: MappingKind; readonly name: string })[];
}

/** `file`, `tcp`, `udp`, `unix`, `socket` (another), `pipe`, `device`, `deleted` (a file), or the kernel's own: `eventfd`, … */
export type DescriptorKind = string;

export interface PicturedDescriptors {
  readonly count: number;
  /** The most first. */
  readonly kinds: readonly { readonly kind: DescriptorKind; readonly count: number }[];
  /** Other ends of TCP connections, those in one state together; at most 10. */
  readonly peers: readonly { readonly peer: string; readonly state: string; readonly count: number }[];
  /** What is open most often; at most 10. */
  readonly files: readonly { readonly path: string; readonly count: number }[];
}

export interface PicturedThreads {
  readonly count: number;
  /** `R` running, `S` sleeping, `D` waiting for a disk, … */
  readonly states: readonly { readonly state: string; readonly count: number }[];
  /** Threads of one name that wait for the same in the kernel (`wchan`; null: it cannot be seen, or they run); at most 10. */
  readonly groups: readonly {
    readonly name: string;
    readonly state: string;
    readonly wait: string | null;
    readonly count: number;
  }[];
  /** Kernel stacks, innermost frame first, the most frequent first; at most 8 of 16 frames. */
  readonly stacks: readonly { readonly frames: readonly string[]; readonly count: number }[];
}

export interface CommandEvidence {
  readonly command: readonly string[];
  /** What it wrote to stdout and stderr, in a file beside the run; null: it could not be started. */
  readonly file: string | null;
  readonly bytes: number;
  /** It wrote more than is kept. */
  readonly truncated: boolean;
  /** `exited with code 0`, `killed after 30 s`, … */
  readonly outcome: string;
}

export interface SignalEvidence {
  readonly signal: string;
  readonly sent: boolean;
  /** Why it was not sent; null: it was. */
  readonly why: string | null;
}
