/** What is measured: its step, where its level lies, and the least budget a user would set. */
export interface Unit {
  readonly name: string;
  readonly quantum: number;
  readonly levels: readonly [number, number];
  /** Per hour, at a level. */
  readonly leastBudget: (level: number) => number;
  /** Which way is bad. */
  readonly direction: 'rise' | 'fall';
}

export const MEMORY: Unit = {
  name: 'MB',
  quantum: 4096 / 2 ** 20,
  levels: [100, 500],
  leastBudget: () => 1,
  direction: 'rise',
};

export const DESCRIPTORS: Unit = {
  name: 'fds',
  quantum: 1,
  levels: [40, 400],
  leastBudget: () => 0.5,
  direction: 'rise',
};

export const LATENCY: Unit = {
  name: 'ms',
  quantum: 0.001,
  levels: [5, 50],
  leastBudget: (level) => 0.02 * level,
  direction: 'rise',
};

export const THROUGHPUT: Unit = {
  name: '/s',
  quantum: 0.05,
  levels: [200, 800],
  leastBudget: (level) => 0.02 * level,
  direction: 'fall',
};

export const THREADS: Unit = {
  name: 'threads',
  quantum: 1,
  levels: [8, 64],
  leastBudget: () => 0.5,
  direction: 'rise',
};
