/** Frames as a client sends them: whole messages, masked (RFC 6455, section 5). */
import { randomFillSync } from 'node:crypto';
import {
  CLOSE_CODE,
  CONTROL_LIMIT_BYTES,
  FIN,
  LENGTH_16,
  LENGTH_64,
  MASKED,
  OPCODE,
  type Opcode,
} from './frame.ts';

/** Random bytes are cheap by the thousand and dear by the four. */
const masks = Buffer.allocUnsafeSlow(4096);
let masksUsed = masks.length;

/** One frame, ready to send. Throws a RangeError for a control frame that is too long. */
export function clientFrame(opcode: Opcode, payload: string | Buffer): Buffer {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  if (opcode >= OPCODE.close && length > CONTROL_LIMIT_BYTES)
    throw new RangeError(`a control frame of ${length} bytes`);
  const lengthBytes = length < LENGTH_16 ? 0 : length < 2 ** 16 ? 2 : 8;
  const start = 2 + lengthBytes + 4;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? LENGTH_16 : LENGTH_64);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  else if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  if (typeof payload === 'string') frame.write(payload, start, 'utf8');
  else payload.copy(frame, start);
  mask(frame, start);
  return frame;
}

/** `code` null: a close frame without one. */
export function closeFrame(code: number | null = CLOSE_CODE.normal): Buffer {
  if (code === null) return clientFrame(OPCODE.close, '');
  const payload = Buffer.allocUnsafe(2);
  payload.writeUInt16BE(code);
  return clientFrame(OPCODE.close, payload);
}

/** Puts a fresh mask before the payload that begins at `start`, and the payload under it. */
function mask(frame: Buffer, start: number): void {
  if (masksUsed === masks.length) {
    randomFillSync(masks);
    masksUsed = 0;
  }
  masks.copy(frame, start - 4, masksUsed, masksUsed + 4);
  masksUsed += 4;
  for (let at = start; at < frame.length; at++)
    frame[at] = (frame[at] ?? 0) ^ (frame[start - 4 + ((at - start) & 3)] ?? 0);
}
