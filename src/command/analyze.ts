import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import type { Analysis } from '../measurements/analysis.ts';
import { analyzeFile, type SampleFile } from '../measurements/analyze.ts';
import { readAllowance } from '../measurements/budget.ts';
import type { Command } from './command.ts';

const EXIT_CODES: Readonly<Record<Analysis['verdict'], ExitCode>> = {
  leak: EXIT.fail,
  inconclusive: EXIT.inconclusive,
  clean: EXIT.pass,
};

/** As pipes hand over at the most; larger pieces are no faster. */
const CHUNK_BYTES = 1 << 18;

export const analyze: Command = {
  summary: 'judge the trends of samples from anywhere, as a CSV file',
  usage: `Usage: soakd analyze <file.csv> [--budget COLUMN=Q]... [--limit COLUMN=Q]... [--json]
       ... | soakd analyze - [--json]

The analysis of soakd on anyone's samples. The file begins with a header. Its first column is the
time (elapsed_s, elapsed_ms or wall_ms), in ascending order; the others are one series each, named
with their unit: rss_bytes, heap_mib, fd_count, p95_ms, cpu_pct, ... A column named ops counts
operations since the begin, for slopes per 1,000 of them. A new value in a column named generation
or pid is a restart: every process is judged by itself. An empty cell is a missing reading. Files of
any size are read in bounded memory: where rows are very many, three after each other become one.

Intervals are at 95 % where one series is judged. Several share the 2.5 % chance of a false leak, as
the trends of a run do in its report: its intervals of the same samples are wider for that.

  --budget COLUMN=Q  the slope that is allowed: rss_bytes=2MB/h, fd_count=1/h, p95_ms=2%/h (of the
                     steady median), rss_bytes=1KB/1000ops; with a leading minus falling is bad:
                     free_bytes=-1MB/h. Without one: 0.5 % of the steady median per hour
  --limit COLUMN=Q   tell when the series gets there: rss_bytes=2GiB
  --json             as JSON, in the columns' own units and seconds from the first row

Exit code: 10 if any series leaks, else 11 if any is inconclusive, else 0; 2 invalid input.

Examples:
  soakd analyze samples.csv
  soakd analyze samples.csv --budget rss_bytes=2MB/h --limit rss_bytes=2GiB --json
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        budget: { type: 'string', multiple: true, default: [] },
        limit: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean' },
        // As every verb takes it; there is no database in this one.
        db: { type: 'string' },
      },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) {
      throw new SoakdError('analyze takes one CSV file, or - for what comes on standard input', {
        hint: 'soakd analyze --help shows examples.',
      });
    }
    const request = {
      budgets: values.budget.map((option) => readAllowance(option, 'rss_bytes=2MB/h')),
      limits: values.limit.map((option) => readAllowance(option, 'rss_bytes=2GiB')),
    };
    const file = openSamples(path);
    const analysis = await analyzeFile(file, request);
    for (const warning of analysis.warnings)
      process.stderr.write(`soakd: warning: ${file.name}: ${warning}\n`);
    process.stdout.write(values.json === true ? jsonOf(analysis) : await textOf(file.name, analysis));
    return EXIT_CODES[analysis.verdict];
  },
};

function jsonOf({ series }: Analysis): string {
  return `${JSON.stringify({ version: 1, series: series.map(({ document }) => document) }, null, 2)}\n`;
}

/** Loaded when used: scripts that ask for JSON in a loop pay nothing for it. */
async function textOf(name: string, analysis: Analysis): Promise<string> {
  const { renderAnalysis } = await import('../report/analysis-text.ts');
  const { textStyle } = await import('./text-style.ts');
  return renderAnalysis(name, analysis, textStyle(process.stdout));
}

function openSamples(path: string): SampleFile {
  if (path === '-') return { name: 'standard input', chunks: process.stdin };
  try {
    return { name: path, chunks: chunksOf(openSync(path, 'r')) };
  } catch (cause) {
    throw unreadable(path, cause);
  }

  function* chunksOf(file: number): Generator<Uint8Array> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    try {
      for (let length = read(file, chunk); length > 0; length = read(file, chunk))
        yield chunk.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }

  function read(file: number, chunk: Buffer): number {
    try {
      return readSync(file, chunk);
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
}

function unreadable(path: string, cause: unknown): SoakdError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const why =
    { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code;
  return new SoakdError(`cannot read ${path}: ${why}`, { cause });
}
