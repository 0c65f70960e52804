/**
 * The progress of a foreground soak on stderr: on a terminal one line that is drawn anew and follows its width;
 * in a pipe or a dumb terminal a plain line now and then and at each new phase.
 */
import type { WriteStream } from 'node:tty';
import type { SoakStatus } from '../control/status.ts';
import { alertWords, criteriaWords, faultWords, loadWords, phaseWord } from '../control/status-words.ts';
import { type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';

/** Between two lines when the output is no terminal: often enough for a CI log, rare enough to read it. */
const PLAIN_EVERY_MS = 30_000;

export interface ProgressLine {
  show(status: SoakStatus): void;
  /** Writes a message of its own above the line. */
  say(message: string): void;
  /** Leaves the terminal with the line gone. */
  end(): void;
}

/** `style`: as the report will tell sizes. */
export function createProgressLine(
  stream: WriteStream,
  environment: NodeJS.ProcessEnv,
  style: QuantityStyle,
): ProgressLine {
  const live = stream.isTTY === true && environment['TERM'] !== 'dumb';
  return live ? createLiveLine(stream, style) : createPlainLines(stream, style);
}

function createLiveLine(stream: WriteStream, style: QuantityStyle): ProgressLine {
  const clear = '\r\u001b[2K';
  let shown = '';
  const draw = (): void => {
    // One column is left free: a full line would wrap on some terminals.
    stream.write(`${clear}${shown.slice(0, Math.max(stream.columns - 1, 10))}`);
  };
  stream.on('resize', draw);
  return {
    show(status) {
      shown = describe(status, style);
      draw();
    },
    say(message) {
      stream.write(`${clear}${message}\n`);
      if (shown !== '') draw();
    },
    end() {
      stream.off('resize', draw);
      stream.write(clear);
    },
  };
}

function createPlainLines(stream: WriteStream, style: QuantityStyle): ProgressLine {
  let phase: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    show(status) {
      if (phaseWord(status) === phase && status.observedMs - lastMs < PLAIN_EVERY_MS) return;
      phase = phaseWord(status);
      lastMs = status.observedMs;
      stream.write(`${describe(status, style)}\n`);
    },
    say(message) {
      stream.write(`${message}\n`);
    },
    end() {},
  };
}

/** The most important first: a narrow terminal cuts the end off. */
export function describe(status: SoakStatus, style: QuantityStyle): string {
  const parts = [`${phaseWord(status).padEnd(7)} ${formatDuration(wholeSeconds(status.observedMs))}`];
  if (status.leftMs !== null && !isLast(status))
    parts.push(`left ${formatDuration(wholeSeconds(status.leftMs))}`);
  if (status.criteria !== null) parts.push(`so far ${criteriaWords(status.criteria)}`);
  const alerts = alertWords(status.alerts?.filter(({ state }) => state === 'firing'));
  if (alerts !== '') parts.push(alerts);
  const faults = faultWords(status.faults);
  if (faults !== '') parts.push(faults);
  if (status.load !== null) parts.push(...loadWords(status.load));
  for (const target of status.targets) parts.push(describeTarget(target, style));
  return parts.join('  ');
}

/** Ended but for what is still under way. */
function isLast({ phase, leftMs }: SoakStatus): boolean {
  return leftMs === 0 && phase !== 'soak';
}

function describeTarget(
  { name, alive, rssBytes, fds }: SoakStatus['targets'][number],
  style: QuantityStyle,
): string {
  if (!alive) return `${name} down`;
  if (rssBytes === null && fds === null) return `${name} not read yet`;
  return `${name} rss ${rssBytes === null ? '–' : quantityText(rssBytes, 'bytes', style)} ${fds ?? '–'} fds`;
}

function wholeSeconds(ms: number): number {
  return Math.max(Math.floor(ms / 1000), 0) * 1000;
}
