/**
 * What was known of each recorded program before it was recorded: nothing here is read off a trace. The split too was
 * decided before: nothing in src/ may be tuned on what the held-out programs show.
 */
import type { Split } from './labelled-series.ts';

export interface Recording {
  readonly split: Split;
  /** How its version is told. */
  readonly version: readonly string[];
  /** By the plan's own arithmetic: a warm-up with this time constant, or a straight one that is over by then. */
  readonly settles: { readonly kind: 'constant' | 'knee'; readonly seconds: number } | null;
  /** Of the wave that the program makes by itself. */
  readonly periodS: number | null;
}

const NODE = ['node', '--version'];
const plain = { settles: null, periodS: null } as const;

export const recordings: Readonly<Record<string, Recording>> = {
  // 5,000 keys drawn at random 50 times a second: all but 1/e of them are there after 100 s.
  redis: {
    split: 'tuning',
    version: ['redis-server', '--version'],
    settles: { kind: 'constant', seconds: 100 },
    periodS: null,
  },
  nginx: { split: 'tuning', version: ['/usr/sbin/nginx', '-v'], ...plain },
  python: { split: 'tuning', version: ['/usr/bin/python3', '--version'], ...plain },
  'node-plain': { split: 'tuning', version: NODE, ...plain },
  // 4,800 records a batch at 20 a second.
  'node-sawtooth': { split: 'tuning', version: NODE, settles: null, periodS: 240 },
  // 64 MiB filled with items of 1,184 bytes (their slab class) 50 times a second.
  memcached: {
    split: 'held-out',
    version: ['memcached', '--version'],
    settles: { kind: 'knee', seconds: 1130 },
    periodS: null,
  },
  postgresql: { split: 'held-out', version: ['psql', '--version'], ...plain },
  // 5,000 sessions at 40 a second.
  jvm: {
    split: 'held-out',
    version: ['java', '--version'],
    settles: { kind: 'knee', seconds: 125 },
    periodS: null,
  },
  // 33,600 entries at 20 a second.
  'node-lru': { split: 'held-out', version: NODE, settles: { kind: 'knee', seconds: 1680 }, periodS: null },
  'node-buffers': { split: 'held-out', version: NODE, ...plain },
  'node-files': { split: 'held-out', version: NODE, ...plain },
  'node-scan': { split: 'held-out', version: NODE, ...plain },
  'node-listeners': { split: 'held-out', version: NODE, ...plain },
};
