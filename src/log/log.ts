/**
 * The daemon's log: lines for the journal, a terminal or a program, by pino. It never makes soakd wait, nor grow, nor
 * fail, whoever reads stdout; a state that matters is in the database as well. Secrets are hidden in every line.
 */
import { closeSync } from 'node:fs';
import { pino } from 'pino';
import { withoutWaiting } from './descriptor.ts';
import { formatFor, type LogFormat, type Message, readMessage, renderLine } from './line.ts';
import { Redactor } from './redactor.ts';
import { Sink } from './sink.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a program looks for: `{ run, schedule, slot, err }`. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Before soakd ends by it: written out at once. */
  fatal(message: string, fields?: LogFields): void;
  /** The same log, with these fields in each of its lines. */
  with(fields: LogFields): Log;
}

export interface ProcessLog extends Log {
  /** The least of what is told; of everything that was made by `with`, too. */
  level: LogLevel;
  /** Hides these from now on, in any spelling. @returns what takes them back, when the run that has them is over */
  addSecrets(values: Iterable<string>): () => void;
  redact(text: string): string;
  /** Lines that nobody took in time, ever. */
  readonly droppedLines: number;
  /** Why nothing can be written, such as ENOSPC; null: it can. */
  readonly failure: string | null;
  /** Writes out what waits; done by itself when the process exits or crashes. */
  flushSync(): void;
  close(): void;
}

export interface LogOptions {
  readonly level?: LogLevel;
  /** Default: the journal's where it reads, else plain. */
  readonly format?: LogFormat;
  readonly secrets?: Iterable<string>;
  /** Default stdout. */
  readonly descriptor?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** Some 8,000 lines: a night's worth for a reader that hangs, and no more of soakd's memory. */
const MOST_WAITING_BYTES = 2 ** 20;
/** systemd grants TimeoutStopSec= to the whole of soakd's end; a reader that takes nothing gets little of it. */
const FLUSH_MS = 1000;
/** What one message may bring before it is cut to its line. */
const MOST_RAW_LENGTH = 262_144;

export function createLog(options: LogOptions = {}): ProcessLog {
  const { descriptor = 1, environment = process.env } = options;
  const format = options.format ?? formatFor(descriptor, environment);
  const redactor = new Redactor();
  redactor.add(options.secrets ?? []);
  const lineOf = ({ level, time, msg, fields }: Message): string => {
    const shown = { level, time, msg: redactor.redact(msg), fields: redactor.redactFields(fields) };
    return `${renderLine(shown, format)}\n`;
  };
  const ownDescriptor = withoutWaiting(descriptor);
  const sink = new Sink({
    descriptor: ownDescriptor,
    mostBytes: MOST_WAITING_BYTES,
    describeDropped: (lines) => lineOf(droppedMessage(lines)),
  });
  const base = pino(
    {
      level: 'debug',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // `err` is what went wrong: its message, and for what is no SoakdError where.
      serializers: { err: describeError },
    },
    { write: (json: string) => sink.write(lineOf(readMessage(json))) },
  );
  // Of all loggers at once: pino's children keep the level that they were made with.
  const state = { level: options.level ?? ('info' as LogLevel) };
  const onCrash = (error: Error): void => {
    // Node.js prints the error as well, to stderr.
    hideIn(error, redactor);
    log.fatal('internal error', { err: error });
  };
  const flushSync = (): void => sink.flushSync(FLUSH_MS);
  process.on('uncaughtExceptionMonitor', onCrash);
  process.on('exit', flushSync);

  const log: ProcessLog = {
    ...tellers(base, state, flushSync),
    get level() {
      return state.level;
    },
    set level(level) {
      state.level = level;
    },
    addSecrets: (values) => redactor.add(values),
    redact: (text) => redactor.redact(text),
    get droppedLines() {
      return sink.droppedLines;
    },
    get failure() {
      return sink.failure;
    },
    flushSync,
    close() {
      process.off('uncaughtExceptionMonitor', onCrash);
      process.off('exit', flushSync);
      flushSync();
      sink.close();
      if (ownDescriptor !== descriptor) closeSync(ownDescriptor);
    },
  };
  return log;
}

function tellers(logger: pino.Logger, state: { readonly level: LogLevel }, flushSync: () => void): Log {
  const tell =
    (level: keyof typeof LEVELS) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS[level] >= LEVELS[state.level]) logger[level](fields, message.slice(0, MOST_RAW_LENGTH));
    };
  return {
    debug: tell('debug'),
    info: tell('info'),
    warn: tell('warn'),
    error: tell('error'),
    fatal(message, fields) {
      tell('fatal')(message, fields);
      flushSync();
    },
    with: (fields) => tellers(logger.child(fields), state, flushSync),
  };
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return error.name === 'SoakdError' ? error.message : (error.stack ?? error.message);
}

function hideIn(error: unknown, redactor: Redactor): void {
  if (!(error instanceof Error)) return;
  error.message = redactor.redact(error.message);
  if (error.stack !== undefined) error.stack = redactor.redact(error.stack);
}

function droppedMessage(lines: number): Message {
  const msg = `${lines} lines of this log were lost here: nobody took them`;
  return { level: 'warn', time: new Date().toISOString(), msg, fields: {} };
}
