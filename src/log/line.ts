/** What pino made of a message → the one line that is written. */
import { fstatSync } from 'node:fs';

/** journal: `<6>message key=value`; plain: with time and level; json: for programs. */
export type LogFormat = 'journal' | 'plain' | 'json';

/** sd-daemon(3): what the journal takes for the level of a line. */
const PRIORITY: Readonly<Record<string, number>> = { fatal: 2, error: 3, warn: 4, info: 6, debug: 7 };

/** journald cuts lines at 48 KiB (LineMax=): a line stays one line, and one message cannot fill the memory. */
const MOST_LENGTH = 16_384;

/** systemd tells the device and inode of the journal's stream: whoever is redirected elsewhere is not read by it. */
export function formatFor(
  descriptor: number,
  environment: Readonly<Record<string, string | undefined>>,
): LogFormat {
  const { dev, ino } = fstatSync(descriptor);
  return environment['JOURNAL_STREAM'] === `${dev}:${ino}` ? 'journal' : 'plain';
}

/** A message as pino wrote it, read back. */
export interface Message {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function readMessage(json: string): Message {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  return { level: String(level), time: String(time), msg: String(msg), fields };
}

/** Without its line break. */
export function renderLine({ level, time, msg, fields }: Message, format: LogFormat): string {
  if (format === 'json') {
    const whole = oneLine(JSON.stringify({ level, time, msg, ...fields }));
    if (whole.length <= MOST_LENGTH) return whole;
    return oneLine(JSON.stringify({ level, time, msg: shorten(msg, MOST_LENGTH / 2), cut: whole.length }));
  }
  const words = Object.entries(fields).map(([key, value]) => `${key}=${valueText(value)}`);
  const text = shorten(oneLine([msg, ...words].join(' ')), MOST_LENGTH);
  return format === 'journal' ? `<${PRIORITY[level] ?? 6}>${text}` : `${time} ${level.padEnd(5)} ${text}`;
}

/** As in a shell: quoted only where that is needed. */
function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[\w@%+:,./~*-]+$/.test(value)) return value;
  return JSON.stringify(value) ?? 'undefined';
}

/** A target's words must not move the cursor of whoever reads the log, nor begin a line of their own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more)`;
}
