/**
 * What a message carries so that whoever receives it can tell what it was and whether it is whole. Letters, digits and
 * dashes only: it survives in JSON, in addresses and in text, and is found wherever a server puts it.
 *
 *   sk1-<origin>-<operation>-<channel>-<number>-<payload's length>-<checksum>-<payload>-<checksum of all before>
 */
import { crc32 } from 'node:zlib';

export interface Stamp {
  /** Of one load process: what others send is none of its business. */
  readonly origin: string;
  readonly operation: number;
  readonly channel: number;
  /** 0, 1, 2, … in its channel. */
  readonly number: number;
}

/** `whole`: its payload is as it was sent. */
export interface FoundStamp extends Stamp {
  readonly whole: boolean;
}

const BEGIN = 'sk1-';
const HEAD =
  /^sk1-([0-9a-f]{8})-([0-9a-z]{1,4})-([0-9a-z]{1,7})-([0-9a-z]{1,11})-([0-9a-z]{1,6})-([0-9a-f]{8})-/;
/** The longest that HEAD matches. */
const HEAD_BYTES = 4 + 9 + 5 + 8 + 12 + 7 + 9;
const CHECKSUM_BYTES = 8;

export function writeStamp({ origin, operation, channel, number }: Stamp, payload: string): string {
  const place = [operation, channel, number, payload.length].map((value) => value.toString(36)).join('-');
  const head = `${BEGIN}${origin}-${place}`;
  const body = `${head}-${checksum(head)}-${payload}`;
  return `${body}-${checksum(body)}`;
}

/** Every stamp in a message. null: one that cannot be read any more. */
export function* readStamps(message: Buffer): Generator<FoundStamp | null> {
  let at = message.indexOf(BEGIN);
  while (at !== -1) {
    const head = HEAD.exec(message.toString('latin1', at, at + HEAD_BYTES));
    const [text = '', origin = '', operation = '', channel = '', number = '', length = '', sum = ''] =
      head ?? [];
    if (head === null || checksum(text.slice(0, -sum.length - 2)) !== sum) yield null;
    else {
      const end = at + text.length + Number.parseInt(length, 36);
      const body = message.toString('latin1', at, end);
      const tail = message.toString('latin1', end, end + 1 + CHECKSUM_BYTES);
      yield {
        origin,
        operation: Number.parseInt(operation, 36),
        channel: Number.parseInt(channel, 36),
        number: Number.parseInt(number, 36),
        whole: tail === `-${checksum(body)}`,
      };
    }
    at = message.indexOf(BEGIN, at + BEGIN.length);
  }
}

/** Of text in latin1. */
function checksum(text: string): string {
  return crc32(Buffer.from(text, 'latin1')).toString(16).padStart(CHECKSUM_BYTES, '0');
}
