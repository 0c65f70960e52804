/** proc_pid_smaps(5): each mapping has a line like those of maps, then its sizes, a line each. */

export interface Mapping {
  /** As the kernel writes it: a path, `[heap]`, `[anon:name]`; empty: memory of nobody. */
  readonly name: string;
  /** `rw-p`; the last is `s` where it is shared. */
  readonly permissions: string;
  rssBytes: number;
  pssBytes: number;
  anonBytes: number;
  swapBytes: number;
}

const KIB = 1024;
/** `7f5c…-7f5c… rw-p 00000000 08:01 123   /usr/lib/libc.so.6`; no size begins with a number. */
const HEADER = /^[0-9a-f]+-[0-9a-f]+ (\S{4}) \S+ \S+ \d+\s*(.*)$/;
const SIZE = /^(Rss|Pss|Anonymous|Swap):\s+(\d+) kB/;
const FIELDS = {
  Rss: 'rssBytes',
  Pss: 'pssBytes',
  Anonymous: 'anonBytes',
  Swap: 'swapBytes',
} as const satisfies Record<string, keyof Mapping>;

/** Takes the text in pieces, as it is read; hands out each mapping when the next one begins. */
export class SmapsParser {
  readonly #onMapping: (mapping: Mapping) => void;
  #rest = '';
  #current: Mapping | null = null;

  constructor(onMapping: (mapping: Mapping) => void) {
    this.#onMapping = onMapping;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  end(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    if (this.#current !== null) this.#onMapping(this.#current);
    this.#current = null;
  }

  #line(line: string): void {
    const size = SIZE.exec(line);
    if (size !== null) {
      const [, field, kib] = size;
      if (this.#current !== null && field !== undefined && field in FIELDS)
        this.#current[FIELDS[field as keyof typeof FIELDS]] = Number(kib) * KIB;
      return;
    }
    const header = HEADER.exec(line);
    if (header === null) return;
    if (this.#current !== null) this.#onMapping(this.#current);
    const [, permissions = '', name = ''] = header;
    this.#current = { name, permissions, rssBytes: 0, pssBytes: 0, anonBytes: 0, swapBytes: 0 };
  }
}
