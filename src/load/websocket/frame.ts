/** What the parts of a WebSocket connection have in common (RFC 6455, sections 5.2, 7.4 and 11.8). */

export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

export const FIN = 0x80;
export const MASKED = 0x80;
/** The longest payload of a control frame (section 5.5). */
export const CONTROL_LIMIT_BYTES = 125;
/** Payload lengths from here on stand in two, and in eight further bytes. */
export const LENGTH_16 = 126;
export const LENGTH_64 = 127;

export const CLOSE_CODE = { normal: 1000, protocol: 1002, badText: 1007, tooBig: 1009 } as const;

/** Whether a close frame may carry the code: 1004 to 1006 and 1015 only stand for what was not sent (7.4.1, 7.4.2). */
export function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}
