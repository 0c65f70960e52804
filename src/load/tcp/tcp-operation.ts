/**
 * `tcp` operations over a kept connection: send, then one line that matches, or exactly the text expected. An answer
 * of several lines has to be given as text: whatever comes after the expected line ends the connection, since the
 * next answer could not be told from the rest of this one.
 */
import type { TcpOperationPlan } from '../../plan/operation/operation-plan.ts';
import { BoundedBytes } from '../bounded-bytes.ts';
import { type BoundedPattern, boundedPattern } from '../bounded-pattern.ts';
import { BLOCKED, type Ending, failed, OK, type Operation } from '../operation.ts';
import { compileRefusals, type Refusal } from '../refusal.ts';
import { compileTemplate, type RowFields } from '../template.ts';
import { type Answer, connectionEndpoint, type Request } from './connection.ts';

/** A longer line is a failure of the protocol. */
export const LINE_LIMIT_BYTES = 64 * 1024;

export function compileTcp(
  plan: TcpOperationPlan,
  seed: number,
  rows: RowFields | null = null,
): Operation<Request> {
  const template = compileTemplate(plan.send, seed, `tcp:${plan.name}:send`, { rows, into: 'text' });
  const constant = template.constant === null ? null : Buffer.from(template.constant, 'utf8');
  return {
    endpoint: connectionEndpoint(`tcp ${plan.host}:${plan.port}`, plan.host, plan.port),
    timeoutMs: plan.timeoutMs,
    work: {
      bytes: constant === null ? (index) => template.render(index) : () => constant,
      answer: compileAnswer(plan),
    },
  };
}

function compileAnswer({ expect, blocked }: TcpOperationPlan): () => Answer {
  if (expect.kind === 'line') {
    const pattern = boundedPattern(expect.matches);
    const refused = compileRefusals(blocked);
    return () => lineAnswer(pattern, refused);
  }
  const expected = Buffer.from(expect.text, 'utf8');
  return () => textAnswer(expected);
}

const NO_MATCH = failed('reply');
const OUT_OF_STEP: Ending = { outcome: NO_MATCH, reusable: false };
const TOO_LONG: Ending = { outcome: failed('protocol'), reusable: false };

function lineAnswer(pattern: BoundedPattern, refused: Refusal | null): Answer {
  const line = new BoundedBytes(LINE_LIMIT_BYTES + 1);
  return {
    push(bytes, length) {
      const newline = bytes.indexOf(0x0a);
      const ended = newline !== -1 && newline < length;
      line.append(bytes, 0, ended ? newline : length);
      if (line.bytes.length > LINE_LIMIT_BYTES) return TOO_LONG;
      if (!ended) return null;
      const whole = line.bytes.toString('utf8');
      const text = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      const reusable = newline + 1 === length;
      if (refused?.(null, text)) return { outcome: BLOCKED, reusable };
      return { outcome: pattern.test(text) ? OK : NO_MATCH, reusable };
    },
    end: () => null,
  };
}

function textAnswer(expected: Buffer): Answer {
  let matched = 0;
  return {
    push(bytes, length) {
      const compared = Math.min(length, expected.length - matched);
      if (bytes.compare(expected, matched, matched + compared, 0, compared) !== 0) return OUT_OF_STEP;
      matched += compared;
      return matched < expected.length ? null : { outcome: OK, reusable: compared === length };
    },
    end: () => null,
  };
}
