/** The server's side of RFC 6455, as little of it as a well-behaved client needs, written apart from soakd's own. */

export interface ClientFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The frames that are complete, and the rest. Throws when a client does what no client may. */
export function readFrames(bytes: Buffer): { frames: ClientFrame[]; rest: Buffer } {
  const frames: ClientFrame[] = [];
  let at = 0;
  while (bytes.length - at >= 6) {
    const first = bytes.readUInt8(at);
    const second = bytes.readUInt8(at + 1);
    if ((first & 0xf0) !== 0x80) throw new Error(`a first byte of ${first}`);
    if ((second & 0x80) === 0) throw new Error('a frame that is not masked');
    const short = second & 0x7f;
    const maskAt = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
    if (bytes.length < maskAt + 4) break;
    const length =
      short === 127
        ? Number(bytes.readBigUInt64BE(at + 2))
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : short;
    const end = maskAt + 4 + length;
    if (bytes.length < end) break;
    const payload = Buffer.from(bytes.subarray(maskAt + 4, end));
    for (let index = 0; index < length; index++)
      payload[index] = payload.readUInt8(index) ^ bytes.readUInt8(maskAt + (index & 3));
    frames.push({ opcode: first & 0x0f, payload });
    at = end;
  }
  return { frames, rest: Buffer.from(bytes.subarray(at)) };
}

export function serverFrame(opcode: number, payload: Buffer | string, fin = true): Buffer {
  const bytes = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | opcode;
  if (bytes.length < 126) return Buffer.concat([Buffer.from([first, bytes.length]), bytes]);
  const head = Buffer.alloc(bytes.length < 2 ** 16 ? 4 : 10);
  head[0] = first;
  head[1] = bytes.length < 2 ** 16 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(bytes.length, 2);
  else head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}
